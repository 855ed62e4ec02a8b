// `kubectl exec`: runs a command in a container. The request goes the way of the logs, to the kubelet of the pod's node; what the
// command writes comes back when it has ended, and its exit code becomes kubectl's own. There is no terminal to sit at here.
// Source: kubectl `pkg/cmd/exec/exec.go`, client-go `tools/remotecommand`.

import { qualifiedResource } from '../../api/kinds/kind.ts';
import { formatLabelSelector } from '../../api/labels.ts';
import { isStatus } from '../../api/status.ts';
import type { LabelSelector, Pod } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { fetchNamed } from '../change.ts';
import { itemsOf } from '../fetch.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import type { Verb } from '../verb.ts';

/** As the API server takes the words apart. */
const BETWEEN_WORDS = '\0';

export const exec: Verb = {
  name: 'exec',
  short: 'Execute a command in a container',
  usage: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  examples: ['exec web-1 -- hostname', 'exec deploy/web -- ls /etc', 'exec web-1 -c app -- sh -c "rm /tmp/healthy"'],
  flags: ['container:c', 'stdin:i', 'tty:t', 'quiet:q', 'filename:f'],
  begin(run) {
    if (run.args.length === 0) return run.usageError('pod, type/name or --filename must be specified');
    const command = run.invocation.rest;
    if (run.args.length > 1) {
      return run.usageError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    }
    if (command.length === 0) return run.die('error: you must specify at least one command for the container');
    const [pod] = run.args;
    if (isBareShell(command)) return run.die(noTerminal(pod));
    fetchNamed(run, pod.includes('/') ? [pod] : ['pods', pod]);
  },
  found(run, objects) {
    for (const { resource, object } of objects) {
      if (resource === 'pods') {
        into(run, object as unknown as Pod);
        continue;
      }
      const { selector } = (object.spec ?? {}) as { selector?: LabelSelector };
      if (selector === undefined) {
        run.fail(`error: cannot attach to *${qualifiedResource(kindOf(resource))}: selector not found`);
        continue;
      }
      const { namespace } = object.metadata;
      const options = { labelSelector: formatLabelSelector(selector) };
      run.ask({ verb: 'list', ...resourceOf(kindOf('pods')), namespace, options }, 'pods');
    }
  },
  replies: { pods, ended },
};

/** A shell without a script to run waits for somebody to type. */
function isBareShell([first = '', ...rest]: readonly string[]): boolean {
  return /(^|\/)(ba|a|z)?sh$/.test(first) && !rest.some((word) => /^-[a-z]*c$/.test(word));
}

function noTerminal(pod: string): string {
  return `error: Podarium simulates no interactive shell. Give the command itself, one at a time: kubectl exec ${pod} -- ls /etc, or several: kubectl exec ${pod} -- sh -c 'touch /tmp/a; ls /tmp'`;
}

function pods(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const found = itemsOf(reply) as unknown as readonly Pod[];
  const rank = ({ status }: Pod): number => (status?.phase === 'Running' ? 0 : status?.phase === 'Pending' ? 2 : 1);
  const [first] = [...found].sort((a, b) => rank(a) - rank(b));
  if (first === undefined) return run.fail('error: timed out waiting for the condition');
  into(run, first);
}

function into(run: Run, { metadata, spec, status }: Pod): void {
  const phase = status?.phase ?? '';
  if (phase === 'Succeeded' || phase === 'Failed') {
    return run.fail(`error: cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const { name, namespace, annotations } = metadata;
  const inits = (spec.initContainers ?? []).map((one) => `${one.name} (init)`);
  const names = spec.containers.map((one) => one.name);
  const annotated = annotations?.['kubectl.kubernetes.io/default-container'];
  const asked = run.text('container') ?? annotated;
  if (asked === undefined && names.length + inits.length > 1) {
    if (!run.is('quiet')) run.err(`Defaulted container "${names[0]}" out of: ${[...names, ...inits].join(', ')}`);
  }
  const options = { container: asked ?? names[0], command: run.invocation.rest.join(BETWEEN_WORDS) };
  const what = { ...resourceOf(kindOf('pods')), namespace, name, subresource: 'exec', options };
  run.ask({ verb: 'get', ...what }, 'ended');
}

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors?: string;
}

function ended(run: Run, reply: Reply): void {
  const { response } = reply;
  if (response !== undefined && response.code >= 300 && !isStatus(response.body)) {
    const prefix = response.code === 404 ? 'unable to upgrade connection' : 'Internal error occurred';
    return run.fail(`error: ${prefix}: ${String(response.body)}`);
  }
  if (run.failed(reply)) return;
  const { code, output, errors = '' } = bodyOf<Ended>(reply);
  run.write('stdout', output);
  run.write('stderr', errors);
  if (code !== 0) run.die(`command terminated with exit code ${code}`, code);
}
