// Which objects a command speaks of: `pods`, `pod a b`, `deploy/web pod/x`, `rs,pods -l app=web`, `all`.
// Words are looked up in the list of kinds, as kubectl looks them up in discovery.
// Source: cli-runtime `pkg/resource/builder.go`.

import { aggregatedKinds, kinds, resolveResource } from '../api/kinds/index.ts';
import { type Kind, qualifiedResource } from '../api/kinds/kind.ts';
import type { Run } from './run.ts';
import { unsupportedKind } from './unsupported.ts';

/** Plain data: the kind by its `nameOf`, and a name, or none for a list. */
export interface Target {
  readonly resource: string;
  readonly name?: string;
}

/** The kind of that name; without a version it is the server's first. */
export function kindOf(resource: string): Kind {
  const named = (kind: Kind): boolean => qualifiedResource(kind) === resource || withVersion(kind) === resource;
  return (kinds.find(named) ?? aggregatedKinds.find(named)) as Kind;
}

/** A kind's qualified plural; with its version where the server has a newer one: `horizontalpodautoscalers.v1.autoscaling`. */
export function nameOf(kind: Kind): string {
  return isFirst(kind) ? qualifiedResource(kind) : withVersion(kind);
}

/** Whether the server has no newer version of it. */
const isFirst = (kind: Kind): boolean => kindOf(qualifiedResource(kind)) === kind;

const withVersion = ({ plural, version, group }: Kind): string => `${plural}.${version}.${group}`;

export interface TargetRules {
  /** A type alone means all of it, as for get and describe. */
  readonly listAlone?: boolean;
  /** Says so without a type; default: `You must provide one or more resources…`. */
  readonly noType?: string;
}

/** Undefined when the words make no sense; the command has then ended with kubectl's line. */
export function readTargets(
  run: Run,
  words: readonly string[],
  rules: TargetRules = {},
): readonly Target[] | undefined {
  const fail = (text: string): undefined => void run.die(text);
  if (words.length === 0) return fail(rules.noType ?? nothingGiven);
  const slashed = words.filter((word) => word.includes('/'));
  const selects = run.text('selector') !== undefined || run.text('field-selector') !== undefined || run.is('all');
  if (slashed.length > 0) {
    if (slashed.length < words.length) return fail(mixedForms);
    if (run.text('selector') !== undefined)
      return fail('error: selectors and the all flag cannot be used when passing resource/name arguments');
    const targets: Target[] = [];
    for (const word of words) {
      const [type, name, ...more] = word.split('/');
      if (more.length > 0) return fail('error: arguments in resource/name form may not have more than one slash');
      if (type === '' || name === '')
        return fail('error: arguments in resource/name form must have a single resource and name');
      const kind = resolve(run, type);
      if (kind === undefined) return undefined;
      targets.push({ resource: nameOf(kind), name });
    }
    return byNameNotEverywhere(run, targets);
  }
  const [types, ...names] = words;
  const found: Kind[] = [];
  for (const type of types.split(',')) {
    const expanded =
      type === 'all' ? kinds.filter((kind) => kind.categories.includes('all') && isFirst(kind)) : [resolve(run, type)];
    for (const kind of expanded) {
      if (kind === undefined) return undefined;
      if (!found.includes(kind)) found.push(kind);
    }
  }
  if (names.length > 0) {
    if (run.text('selector') !== undefined) return fail('error: name cannot be provided when a selector is specified');
    if (run.is('all')) return fail("error: setting 'all' parameter but found a non empty selector. ");
    return byNameNotEverywhere(
      run,
      found.flatMap((kind) => names.map((name) => ({ resource: nameOf(kind), name }))),
    );
  }
  if (!selects && rules.listAlone !== true) return fail('error: resource(s) were provided, but no name was specified');
  return found.map((kind) => ({ resource: nameOf(kind) }));
}

function byNameNotEverywhere(run: Run, targets: readonly Target[]): readonly Target[] | undefined {
  if (!run.is('all-namespaces')) return targets;
  run.die('error: a resource cannot be retrieved by name across all namespaces');
  return undefined;
}

/** The kind a word stands for; ends the command when there is none. */
export function resolve(run: Run, word: string): Kind | undefined {
  const kind = resolveResource(word);
  if (kind === undefined) run.die(noSuchType(word));
  return kind;
}

/** kubectl's line, and a word of our own when the real cluster would know it. */
export function noSuchType(word: string): string {
  const hint = unsupportedKind(word);
  return `error: the server doesn't have a resource type ${JSON.stringify(word)}${hint === undefined ? '' : `\n${hint}`}`;
}

/** Whether the words name more than one type: names are then printed with it. */
export function severalTypes(words: readonly string[]): boolean {
  if (words[0] === 'all') return true;
  const types = words.some((word) => word.includes('/'))
    ? words.map((word) => word.split('/')[0])
    : words[0].split(',');
  return types.includes('all') || new Set(types.map((type) => resolveResource(type))).size > 1;
}

const nothingGiven = `error: You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

const mixedForms =
  "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";
