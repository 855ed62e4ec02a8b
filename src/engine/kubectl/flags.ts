// The flags of kubectl as data: each has one type and one meaning wherever it appears, and a verb names those it takes.
// Parsing follows pflag: `--name value`, `--name=value`, `-n value`, `-nvalue`, `-wA`, flags and arguments in any order until `--`.

export type FlagType = 'text' | 'switch' | 'number' | 'span' | 'list';

interface FlagInfo {
  readonly type: FlagType;
  readonly help: string;
  /** The value of a flag that stands alone, where it could also take one. */
  readonly alone?: string;
}

const text = (help: string, alone?: string): FlagInfo => ({ type: 'text', help, ...(alone ? { alone } : {}) });
const onOff = (help: string): FlagInfo => ({ type: 'switch', help });
const number = (help: string): FlagInfo => ({ type: 'number', help });
const span = (help: string): FlagInfo => ({ type: 'span', help });
const list = (help: string): FlagInfo => ({ type: 'list', help });

export const flagInfos: Readonly<Record<string, FlagInfo>> = {
  attach: onOff('Attach to the container.'),
  cached: onOff('Use what is known already.'),
  'containers-too': onOff('Usage of each container.'),
  cpu: text('Wanted use of CPU.'),
  'cpu-percent': number('Wanted use of CPU in percent.'),
  current: onOff('The current context.'),
  expose: onOff('Make a Service, too.'),
  max: number('Most pods.'),
  memory: text('Wanted use of memory.'),
  min: number('Fewest pods.'),
  minify: onOff('Only what the current context uses.'),
  name: text('The name of the new object.'),
  namespaced: onOff('Only types with (or without) namespaces.'),
  protocol: text('TCP, UDP or SCTP.'),
  quiet: onOff('Print less.'),
  rm: onOff('Delete the pod in the end.'),
  stdin: onOff('Pass on what is typed.'),
  sum: onOff('The sum as a last line.'),
  'target-port': text('The port of the container.'),
  'cluster-ip': text('The address of the Service, or None.'),
  clusterip: text('The address of the Service, or None.'),
  'external-ip': text('An address from outside that leads to the Service.'),
  'external-name': text('The name in DNS that the Service stands for.'),
  'load-balancer-ip': text('The address that the load balancer should have.'),
  'node-port': number('The port on every node.'),
  'session-affinity': text('ClientIP or None.'),
  tcp: list('A port and the one behind it: 80:8080.'),
  tty: onOff('With a terminal.'),
  verbs: list('Only types that allow these verbs.'),
  all: onOff('All objects of the type in the namespace.'),
  'all-containers': onOff('The logs of all containers of the pod.'),
  'all-namespaces': onOff('Objects of all namespaces.'),
  'api-group': text('Only resources of this group.'),
  as: text('Ask as another user.'),
  cascade: text('What happens to dependents: background, orphan or foreground.', 'background'),
  'chunk-size': number('Objects per request of a long list.'),
  client: onOff("Only the client's version."),
  command: onOff('The words behind -- replace the command, not the arguments.'),
  container: text('The container.'),
  context: text('The context of the kubeconfig.'),
  containers: text('Names of containers, with wildcards.'),
  'current-replicas': number('Only if there are this many now.'),
  'delete-emptydir-data': onOff('Go on although pods use emptyDir: its data are lost.'),
  'disable-eviction': onOff('Delete pods instead of evicting them.'),
  'dry-run': text('none, client (do not send) or server (send, do not store).', 'unchanged'),
  env: list('Environment variables, NAME=value.'),
  'field-manager': text('The name under which fields are owned.'),
  'field-selector': text('Only objects with these field values.'),
  filename: list('Files of manifests; - is what was typed or pasted.'),
  follow: onOff('Go on as new lines come.'),
  for: text('Event: the object. Wait: condition=NAME, delete, create or jsonpath=….'),
  force: onOff('Delete at once; with drain: also pods that nobody will create again.'),
  'force-conflicts': onOff('Take over fields that others own.'),
  'from-env-file': list('A file of NAME=value lines.'),
  'from-file': list('A file, or key=file.'),
  'from-literal': list('key=value.'),
  'grace-period': number('Seconds a pod gets to end; -1 is its own, 0 needs --force.'),
  help: onOff('What the command does.'),
  'ignore-daemonsets': onOff('Leave the pods of DaemonSets alone.'),
  'ignore-not-found': onOff('It is no error when there is none.'),
  image: text('The image.'),
  'image-pull-policy': text('Always, IfNotPresent or Never.'),
  'label-columns': list('A column for each of these labels.'),
  labels: text('Labels, a=b,c=d.'),
  limits: text('Limits, cpu=1,memory=1Gi.'),
  list: onOff('Show, change nothing.'),
  local: onOff('Do not ask the server.'),
  namespace: text('The namespace.'),
  'no-headers': onOff('No line of column names.'),
  now: onOff('Grace period of one second.'),
  'output-watch-events': onOff('Show what kind of event brought each line.'),
  output: text('wide, name, yaml, json, jsonpath=…, custom-columns=….'),
  overrides: text('JSON that is merged into the object.'),
  overwrite: onOff('Replace what is there.'),
  patch: text('The patch.'),
  'patch-file': text('A file with the patch.'),
  'pod-selector': text('Only pods with these labels.'),
  port: text('The port of the container.'),
  previous: onOff('The logs of the container before this one.'),
  prefix: onOff('Begin each line with pod and container.'),
  raw: text('A path of the API.'),
  recursive: onOff('All fields below, without sentences.'),
  replicas: number('How many.'),
  'request-timeout': text('How long one request may take.'),
  requests: text('Requests, cpu=100m,memory=64Mi.'),
  'resource-version': text('Only if the object is at this version.'),
  restart: text('Always, OnFailure or Never.'),
  revision: number('The revision.'),
  'save-config': onOff('Remember the manifest for a later apply.'),
  selector: text('Only objects with these labels.'),
  'server-side': onOff('Merge on the server.'),
  'show-events': onOff('Show what happened.'),
  'show-kind': onOff('Names with their type.'),
  'show-capacity': onOff('Shares of all there is, not of what pods may have.'),
  'show-labels': onOff('Labels as a last column.'),
  'show-managed-fields': onOff('Show who owns which field.'),
  since: span('Only newer lines.'),
  'sort-by': text('A path such as .metadata.creationTimestamp.'),
  subresource: text('status or scale.'),
  tail: number('Only the last lines; -1 is all.'),
  timeout: span('How long to wait.'),
  timestamps: onOff('Begin each line with its time.'),
  'to-revision': number('The revision; 0 is the one before.'),
  type: text('The kind of patch (strategic, merge, json), of secret or of service.'),
  types: list('Normal or Warning.'),
  validate: text('strict, warn or ignore unknown fields.', 'strict'),
  v: text('How much kubectl tells of itself.', '1'),
  wait: onOff('Wait until the objects are gone.'),
  watch: onOff('Go on and show changes.'),
  'watch-only': onOff('Show only changes.'),
  duration: span('How long a token lives.'),
  audience: list('Who the token is for.'),
};

/** Flags every command takes. */
const globalFlags = ['namespace:n', 'help:h', 'as', 'context', 'request-timeout', 'v:v'];

export type FlagValues = Readonly<Record<string, string | readonly string[]>>;

export type ParsedFlags =
  | { readonly flags: FlagValues; readonly args: readonly string[]; readonly rest: readonly string[] }
  /** Without `error: `; the caller adds the line that points to the help. */
  | { readonly error: string };

/**
 * `names`: the verb's own flags as `name` or `name:s` with a short form. A name that is a switch here and takes a value elsewhere is
 * listed, and comes back, as `name-too`.
 */
export function parseFlags(words: readonly string[], names: readonly string[]): ParsedFlags {
  const known = new Set<string>();
  const short = new Map<string, string>();
  for (const each of [...globalFlags, ...names]) {
    const [name, letter] = each.split(':');
    known.add(name);
    if (letter !== undefined) short.set(letter, name);
  }
  const flags: Record<string, string | string[]> = {};
  const args: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (word === '--') return { flags, args, rest: words.slice(i + 1) };
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const [, typed, value] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
      const name = known.has(`${typed}-too`) ? `${typed}-too` : typed;
      if (name === '') return { error: `bad flag syntax: ${word}` };
      if (!known.has(name)) return { error: `unknown flag: --${name}` };
      const { type, alone } = flagInfos[name];
      let given = value;
      if (given === undefined) {
        if (type === 'switch') given = 'true';
        else if (alone !== undefined) given = alone;
        else if (i + 1 < words.length) given = words[++i];
        else return { error: `flag needs an argument: --${name}` };
      }
      const error = take(flags, name, given, `--${name}`);
      if (error !== undefined) return { error };
      continue;
    }
    for (let at = 1; at < word.length; at += 1) {
      const letter = word[at];
      const name = short.get(letter);
      if (name === undefined) return { error: `unknown shorthand flag: '${letter}' in ${word}` };
      const { type } = flagInfos[name];
      let given = 'true';
      if (word[at + 1] === '=') {
        given = word.slice(at + 2);
        at = word.length;
      } else if (type !== 'switch') {
        if (at + 1 < word.length) given = word.slice(at + 1);
        else if (i + 1 < words.length) given = words[++i];
        else return { error: `flag needs an argument: '${letter}' in ${word}` };
        at = word.length;
      }
      const error = take(flags, name, given, `-${letter}, --${name}`);
      if (error !== undefined) return { error };
    }
  }
  return { flags, args, rest: [] };
}

function take(
  flags: Record<string, string | string[]>,
  name: string,
  value: string,
  shown: string,
): string | undefined {
  const wrong = (why: string): string =>
    `invalid argument ${JSON.stringify(value)} for ${JSON.stringify(shown)} flag: ${why}`;
  switch (flagInfos[name].type) {
    case 'switch':
      if (!/^(1|t|true|0|f|false)$/i.test(value)) {
        return wrong(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
      }
      flags[name] = /^(1|t|true)$/i.test(value) ? 'true' : 'false';
      return undefined;
    case 'number':
      if (!/^[+-]?\d+$/.test(value)) return wrong(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
      flags[name] = value;
      return undefined;
    case 'span':
      if (parseSpan(value) === undefined)
        return wrong(`time: ${/\d$/.test(value) ? 'missing unit in' : 'invalid'} duration ${JSON.stringify(value)}`);
      flags[name] = value;
      return undefined;
    case 'list': {
      const before = flags[name];
      const more = name === 'from-literal' || name === 'env' ? [value] : value.split(',');
      flags[name] = [...(Array.isArray(before) ? before : []), ...more];
      return undefined;
    }
    default:
      flags[name] = value;
      return undefined;
  }
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go duration (`1m30s`, `0`, `-1s`); undefined when it is none. */
export function parseSpan(textOfSpan: string): number | undefined {
  if (/^[+-]?0$/.test(textOfSpan)) return 0;
  const match = /^([+-]?)((?:\d+(?:\.\d+)?(?:ms|s|m|h))+)$/.exec(textOfSpan);
  if (match === null) return undefined;
  let total = 0;
  for (const [, amount, unit] of match[2].matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) total += Number(amount) * units[unit];
  return Math.round(match[1] === '-' ? -total : total);
}
