// A goal that a spoiled solution still reaches does not test what it says. Solutions are spoiled in two ways: one action is left out,
// or it is done to another object of the same kind, which lives beside the lesson's own for this purpose.

import { isWait } from './actions.ts';
import { Player } from './play.ts';
import type { LessonAction } from './schema.ts';

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

const decoys: Readonly<Record<string, string>> = {
  pod: 'pod[app=decoy]#1',
  deployment: 'deployment/decoy',
  replicaset: 'replicaset[app=decoy]#1',
};

export function mutations(solution: readonly LessonAction[]): readonly Mutation[] {
  return solution.flatMap((action, i): Mutation[] => {
    if (isWait(action)) return [];
    const left = solution.filter((_, k) => k !== i);
    const dropped = { name: `leaves out ${JSON.stringify(action)}`, actions: left, decoy: false };
    const other = elsewhere(action);
    if (!other) return [dropped];
    const actions = solution.map((each, k) => (k === i ? other : each));
    return [dropped, { name: `does ${JSON.stringify(other)}`, actions, decoy: true }];
  });
}

/** The same action on the decoy; undefined when it has no object of a kind that the decoy has. */
function elsewhere(action: LessonAction): LessonAction | undefined {
  if (typeof action !== 'object') return undefined;
  const given = action as Record<string, unknown>;
  for (const [key, value] of Object.entries(given)) {
    const kind = typeof value === 'string' ? /^([a-z]+?)s?[/[]/.exec(value)?.[1] : undefined;
    if (kind && decoys[kind]) return { ...given, [key]: decoys[kind] };
  }
  return undefined;
}

/** A copy of the run with the decoy beside it, at the beginning of the same step. */
export function withDecoy(player: Player): Player {
  const host = player.host.fork();
  host.submit({ apply: DECOY });
  host.advance(host.now() + 20_000, Number.POSITIVE_INFINITY);
  return new Player(player.run.loaded, host, player.seed, player.run.index);
}
