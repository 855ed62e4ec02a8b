// A request passes named stages, always in this order, and the first that says no ends its way.
// The passage of each request is kept for a while, so that a learner can see where it was stopped and why.

export const stageNames = [
  'authenticate',
  'authorize',
  'decode and default',
  'mutating admission',
  'prepare and validate',
  'validating admission',
  'persist',
] as const;

export type StageName = (typeof stageNames)[number];

export interface StagePassage {
  readonly name: StageName | 'read';
  readonly ok: boolean;
  readonly note: string;
}

const passed: readonly StagePassage[] = stageNames.map((name) => Object.freeze({ name, ok: true, note: '' }));

/** All stages up to and including the one that refused. */
export function refusedAt(stage: StageName, note: string): readonly StagePassage[] {
  const at = stageNames.indexOf(stage);
  return Object.freeze([...passed.slice(0, at), Object.freeze({ name: stage, ok: false, note })]);
}

export function passedAll(note: string): readonly StagePassage[] {
  const persisted = Object.freeze({ name: 'persist' as const, ok: true, note });
  return Object.freeze([passed[0], passed[1], passed[2], passed[3], passed[4], passed[5], persisted]);
}

/** A read needs leave, but nothing is decoded, admitted or stored. */
export function readPassage(ok: boolean, note: string): readonly StagePassage[] {
  return Object.freeze([passed[0], passed[1], Object.freeze({ name: 'read' as const, ok, note })]);
}
