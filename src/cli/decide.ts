// `podarium decide`: what the scheduler would do with a pod in a cluster given as objects, and why: for many cases at once, or for
// one pod and the objects that `kubectl get … -o json` prints on any cluster.
import {
  CaseError,
  clusterFromObjects,
  type Decision,
  decideAmong,
  decideCases,
  decideWith,
  decisionToJson,
  explainDecision,
  type KubeObject,
  parseManifests,
  remediesFor,
  unsupported,
} from '../engine/index.ts';
import { readJson, readText, writeText } from './files.ts';
import { noArguments, readFlags } from './flags.ts';
import { InputError } from './input-error.ts';

export const decideHelp = `podarium decide: what the scheduler would do with a pod, and why

  podarium decide --cases CASES.jsonl
  podarium decide --objects LIST.json --pod POD.yaml [--json]

  --cases FILE      one {"id","objects":[…],"pod":{…}} a line; one decision a line comes out
  --objects FILE    what kubectl get nodes,pods -A -o json prints
  --pod FILE        the manifest of one pod
  --json            the decision as JSON instead of a table

Exit codes: 0 done, 2 input that cannot be used.
`;

const FLAGS = { cases: 'value', objects: 'value', pod: 'value', json: 'switch' } as const;

export function decide(words: readonly string[]): number {
  const flags = readFlags('decide', words, FLAGS);
  noArguments('decide', flags);
  const cases = flags.value('cases');
  const objects = flags.value('objects');
  const pod = flags.value('pod');
  if (cases !== undefined) {
    if (objects !== undefined || pod !== undefined)
      throw new InputError('--cases holds objects and pods already; leave --objects and --pod out.');
    return answerCases(cases);
  }
  if (objects === undefined || pod === undefined)
    throw new InputError('Give --cases FILE, or --objects FILE and --pod FILE; see "podarium decide --help".');
  return answerOne(objects, pod, flags.has('json'));
}

function answerCases(path: string): number {
  const answers: string[] = [];
  try {
    for (const answer of decideCases(readText(path).split('\n'))) answers.push(answer, '\n');
  } catch (error) {
    if (!(error instanceof CaseError)) throw error;
    throw new InputError(`${path}: ${error.message}; each line must be like {"id": 1, "objects": [], "pod": {}}.`);
  }
  writeText('-', answers.join(''));
  return 0;
}

function answerOne(objectsPath: string, podPath: string, asJson: boolean): number {
  const objects = readObjects(objectsPath);
  const pod = readPod(podPath);
  const lacking = unsupported(pod);
  const decision = decideAmong(clusterFromObjects(objects), pod);
  if (asJson) {
    const answer = { ...decisionToJson(decision), ...(lacking.length > 0 ? { unsupported: lacking } : {}) };
    writeText('-', `${JSON.stringify(answer)}\n`);
  } else writeText('-', `${explainDecision(decision, { unsupported: lacking })}\n${whatHelps(objects, pod, decision)}`);
  return 0;
}

/** The edits of the decision panel: each checked by deciding again. */
function whatHelps(objects: readonly KubeObject[], pod: Pod, { chosen }: Decision): string {
  const remedies = chosen < 0 ? remediesFor(objects, pod, []) : [];
  if (remedies.length === 0) return '';
  const lines = remedies.map(({ edit, command }) => {
    const then = decideWith(objects, pod, [edit]);
    const fits = then.verdicts[then.nodes.indexOf(edit.node)] === 0;
    return `  ${command}\n      ${fits ? `then ${edit.node} fits` : `${edit.node} still refuses`}`;
  });
  return `\nWhat would make it fit, one edit each:\n${lines.join('\n')}\n`;
}

type Pod = Parameters<typeof decideAmong>[1];

function readObjects(path: string): readonly KubeObject[] {
  const data = readJson(path) as { readonly items?: unknown } | readonly unknown[] | null;
  const items: unknown = Array.isArray(data) ? data : (data as { readonly items?: unknown } | null)?.items;
  if (!Array.isArray(items))
    throw new InputError(`${path}: items: must be a list; kubectl get nodes,pods -A -o json writes such a file.`);
  items.forEach((item: unknown, i) => {
    const { kind, metadata } = (item ?? {}) as Partial<KubeObject>;
    if (typeof kind !== 'string')
      throw new InputError(`${path}: items[${i}].kind: is missing; it must name a kind like Node.`);
    if (typeof metadata?.name !== 'string') throw new InputError(`${path}: items[${i}].metadata.name: is missing.`);
  });
  return items as KubeObject[];
}

function readPod(path: string): Pod {
  const { manifests, error } = parseManifests(readText(path), path);
  if (error) throw new InputError(`${path}${error.line === undefined ? '' : `:${error.line}`}: ${error.message}`);
  const [first, ...more] = manifests;
  if (!first || more.length > 0)
    throw new InputError(`${path}: must hold exactly one pod; it holds ${manifests.length} objects.`);
  const { object, line } = first;
  if (object.kind !== 'Pod') throw new InputError(`${path}:${line}: kind: must be Pod; it is ${String(object.kind)}.`);
  const { spec } = object as { spec?: { containers?: unknown } };
  if (!Array.isArray(spec?.containers))
    throw new InputError(`${path}:${line}: spec.containers: must be a list of containers.`);
  const metadata = { namespace: 'default', ...object.metadata };
  return { ...object, metadata } as Pod;
}
