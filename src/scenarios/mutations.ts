// A goal that a spoiled solution still reaches does not test what it says, and a clause without which nothing more would pass tests
// nothing. Solutions are spoiled by leaving out an action or doing it to another object; goals by leaving out a clause.

import { isWait } from './actions.ts';
import { Player } from './play.ts';
import type { Goal, LessonAction } from './schema.ts';

export interface Mutation {
  readonly name: string;
  readonly actions: readonly LessonAction[];
  /** Whether the other object has to be there. */
  readonly decoy: boolean;
}

const DECOY = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: decoy
spec:
  replicas: 2
  selector:
    matchLabels:
      app: decoy
  template:
    metadata:
      labels:
        app: decoy
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
`;

/** An object of each kind that is none of the lesson's. */
const decoys: Readonly<Record<string, string>> = {
  pod: 'pod[app=decoy]#1',
  deployment: 'deployment/decoy',
  replicaset: 'replicaset[app=decoy]#1',
};

export function mutations(solution: readonly LessonAction[], nodes: readonly string[]): readonly Mutation[] {
  return solution.flatMap((action, i): Mutation[] => {
    if (isWait(action) || isStaging(action)) return [];
    const left = solution.filter((_, k) => k !== i);
    const dropped = { name: `leaves out ${JSON.stringify(action)}`, actions: left, decoy: false };
    const other = elsewhere(action, nodes);
    if (!other) return [dropped];
    const actions = solution.map((each, k) => (k === i ? other.action : each));
    return [dropped, { name: `does ${JSON.stringify(other.action)}`, actions, decoy: other.decoy }];
  });
}

/** What only names a moment of the run changes nothing when it is left out. */
function isStaging(action: LessonAction): boolean {
  return typeof action === 'object' && 'fork' in action;
}

/** The same action on another object; undefined when there is none of its kind. */
function elsewhere(
  action: LessonAction,
  nodes: readonly string[],
): { readonly action: LessonAction; readonly decoy: boolean } | undefined {
  if (typeof action !== 'object') return undefined;
  const given = action as Record<string, unknown>;
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== 'string') continue;
    const kind = /^([a-z]+?)s?[/[]/.exec(value)?.[1] ?? '';
    if (kind === 'node') {
      const other = nodes.find((name) => `node/${name}` !== value);
      if (other) return { action: { ...given, [key]: `node/${other}` }, decoy: false };
    }
    if (Object.hasOwn(decoys, kind)) return { action: { ...given, [key]: decoys[kind] }, decoy: true };
  }
  return undefined;
}

/** A copy of the run with the decoy beside it, at the beginning of the same step. */
export const withDecoy = (player: Player): Player => beside(player, DECOY);

/** A copy of the run in which somebody made something that does no harm: a Deployment of no pods. */
export const withBystander = (player: Player): Player =>
  beside(player, DECOY.replaceAll('decoy', 'bystander').replace('replicas: 2', 'replicas: 0'));

/** Whether a goal counts whatever there is: then one thing more makes a difference, and may. */
export const countsAll = (goal: Goal): boolean => JSON.stringify(goal).includes('[*]');

function beside(player: Player, manifest: string): Player {
  const host = player.host.fork();
  host.submit({ apply: manifest });
  host.advance(host.now() + 20_000, Number.POSITIVE_INFINITY);
  return new Player(player.run.loaded, host, player.seed, player.run.index, player.run.ledger);
}

export interface Weakened {
  /** `order[1] web has 3 available pods`. */
  readonly name: string;
  readonly goal: Goal;
}

const lists = ['order', 'eventually', 'all', 'any', 'none', 'never'] as const;

/** The goal without each of its clauses. */
export function weakened(goal: Goal): readonly Weakened[] {
  return lists.flatMap((list) =>
    (goal[list] ?? []).map((clause, i): Weakened => {
      const left = goal[list]?.filter((_, k) => k !== i) ?? [];
      const said = clause.text ?? clause.that ?? clause.event ?? clause.action ?? clause.fault ?? 'clauses joined';
      return { name: `${list}[${i}] (${said})`, goal: { ...goal, [list]: left } };
    }),
  );
}
