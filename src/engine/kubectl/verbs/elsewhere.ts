// Verbs that the real kubectl has and that cannot do their work here (yet). Those that look at an object first still do, so a wrong
// name is answered as it would be; then they say what works instead.

import type { KubeObject } from '../../api/object.ts';
import { fetchNamed } from '../change.ts';
import type { Found } from '../fetch.ts';
import type { Run } from '../run.ts';
import { absent, absentAll } from '../unsupported.ts';
import type { Verb } from '../verb.ts';

/** Reads the objects, then explains. */
function looks(
  name: string,
  short: string,
  usage: string,
  flags: readonly string[],
  explain: (object: KubeObject, run: Run) => string,
): Verb {
  return {
    name,
    short,
    usage,
    flags: ['filename:f', 'selector:l', ...flags],
    begin: (run) => fetchNamed(run, run.args),
    found(run, objects: readonly Found[]) {
      for (const { object } of objects) run.fail(explain(object, run));
    },
  };
}

export const edit = looks(
  'edit',
  'Edit a resource on the server',
  'edit (TYPE/NAME | TYPE NAME)',
  ['output:o'],
  ({ kind, metadata: { name } }) =>
    `error: kubectl edit opens an editor in the terminal, which is not in Podarium yet. Select ${kind.toLowerCase()} ${name} and choose YAML, change it there, and apply it`,
);

export const others: readonly Verb[] = [
  absent('cp', '; to see a file: kubectl exec POD -- cat FILE', 'Copy files and directories to and from containers'),
  absent(
    'port-forward',
    '; to ask a server from inside its pod: kubectl exec POD -- wget -qO- localhost',
    'Forward one or more local ports to a pod',
  ),
  ...absentAll('', 'alpha attach certificate completion debug kuberc kustomize options plugin proxy'),
];
