// The cluster as a program asks and acts: objects by what people call them, actions in the lessons' vocabulary, clauses that hold or do
// not. A lesson's rules and the page's locks hold here as they do for the learner's hand.
import { type Action, readAction } from '../../engine/index.ts';
import { type Podarium, PodariumError } from '../../share/sdk.ts';
import { session } from '../session/session.ts';
import { unlessLocked } from './locks.ts';

/** Actions that make something go wrong, or end that. */
const faults: readonly string[] = [
  ...['kill', 'crash', 'stop', 'start', 'pause', 'resume', 'unplug', 'plug', 'partition', 'heal'],
  ...['removeMachine', 'loseDisk', 'load'],
];

export const clusterVerbs: Podarium['cluster'] = {
  get: async (what) => {
    const { host } = session();
    const found = host.resolve(what);
    return found.ok ? host.get(found.value) : undefined;
  },
  list: async (kind) => session().host.list(kind),
  do: async (action) => submit(action),
  fault: async (action) => {
    const verb = typeof action === 'object' && action !== null ? Object.keys(action)[0] : undefined;
    if (!verb || !faults.includes(verb))
      throw new PodariumError('bad-action', `a fault is one of ${faults.join(', ')}`);
    return submit(action);
  },
  assert: async (clause) => {
    const { assertNow, loadExpressions } = await import('../../scenarios/index.ts');
    if (JSON.stringify(clause).includes('"expr"')) await loadExpressions();
    const verdict = assertNow(session().host, clause);
    if ('problem' in verdict) throw new PodariumError('bad-request', verdict.problem);
    return verdict;
  },
};

/** An object of the cluster by what people call it, as the page's own reference. */
export function refOf(what: string): string {
  const found = session().host.resolve(what);
  if (!found.ok) throw new PodariumError('unknown-object', found.message);
  const { value } = found;
  // Machines and processes are no objects of the API.
  const isThere = /^(Machine|Process)\//.test(value) || session().host.get(value) !== undefined;
  if (!isThere) throw new PodariumError('unknown-object', `There is no ${what.slice(0, 80)}.`);
  return value;
}

function submit(data: unknown): number {
  unlessLocked('act');
  const action = checked(data);
  session().showPast();
  const reason = session().refuses(action);
  if (reason !== '') throw new PodariumError('locked', reason);
  return session().submit(action);
}

function checked(data: unknown): Action {
  const errors: string[] = [];
  const action = readAction(data, 'action', (field, message) => errors.push(`${field}: ${message}`));
  if (action === undefined || errors.length > 0) throw new PodariumError('bad-action', errors.join('\n'));
  return action;
}
