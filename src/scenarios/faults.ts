// Faults of a step: what goes wrong by itself, at a time, after something, when something comes true, or when the learner presses its
// button. When one has struck is read from the run's own inputs, so going back and forth in time strikes nothing twice.

import type { Action, Tick } from '../engine/index.ts';
import { toAction } from './actions.ts';
import { holds } from './assertions/evaluate.ts';
import { ticks } from './assertions/memory.ts';
import type { Scene } from './assertions/scene.ts';
import type { Clause } from './clause-schema.ts';
import type { LessonAction } from './fields.ts';
import type { Ledger } from './ledger.ts';
import type { LessonFiles } from './loader.ts';
import type { Fault } from './schema.ts';

export class Faults {
  constructor(
    readonly list: readonly Fault[],
    private readonly ledger: Ledger,
    private readonly files: LessonFiles,
    private readonly submit: (action: Action) => void,
  ) {}

  /** The clauses that faults wait for. */
  get clauses(): readonly Clause[] {
    return this.list.flatMap(({ at, when }) => [
      ...(typeof at === 'object' ? [at.after] : []),
      ...(typeof when === 'object' ? [when] : []),
    ]);
  }

  /** Those the learner may set off now. */
  triggers(start: Tick): readonly Fault[] {
    return this.list.filter((fault) => fault.when === 'trigger' && this.struckAt(fault, start) === undefined);
  }

  /** Lets strike what is due. */
  sync(scene: Scene): void {
    for (const fault of this.list)
      if (this.struckAt(fault, scene.start) === undefined && isDue(fault, scene)) this.strike(fault);
  }

  /** The learner's button, or `{trigger: ID}`. */
  trigger(id: string, scene: Scene): void {
    const fault = this.triggers(scene.start).find((each) => each.id === id);
    if (fault) this.strike(fault);
  }

  /** The next time that is already known at which one strikes. */
  dueAt(scene: Scene): Tick | undefined {
    let next: Tick | undefined;
    for (const fault of this.list) {
      if (this.struckAt(fault, scene.start) !== undefined) continue;
      const due = knownTime(fault, scene);
      if (due !== undefined && (next === undefined || due < next)) next = due;
    }
    return next;
  }

  /** Whether one waits for something whose time cannot be known before it comes. */
  waits(scene: Scene): boolean {
    return this.list.some(
      (fault) =>
        (typeof fault.when === 'object' || (typeof fault.at === 'object' && knownTime(fault, scene) === undefined)) &&
        this.struckAt(fault, scene.start) === undefined,
    );
  }

  private struckAt({ id }: Fault, start: Tick): Tick | undefined {
    return this.ledger.struckAt(id, start);
  }

  private strike(fault: Fault): void {
    actionsOf(fault).forEach((action, i) => {
      this.submit(toAction(action, this.files));
      this.ledger.mark(i === 0 ? fault.id : '');
    });
  }
}

function isDue(fault: Fault, scene: Scene): boolean {
  if (typeof fault.when === 'object') return holds(fault.when, scene);
  const due = knownTime(fault, scene);
  return due !== undefined && scene.now >= due;
}

function knownTime({ at }: Fault, scene: Scene): Tick | undefined {
  if (typeof at === 'string') return scene.start + ticks(at.replace(/^\+/, ''));
  if (typeof at !== 'object') return undefined;
  const met = scene.memory.of(at.after)?.met;
  return met === undefined ? undefined : met + ticks(at.plus ?? '0');
}

const own = ['id', 'at', 'when', 'label', 'do'];

/** What a fault does: its list, or the one action that stands beside its own fields. */
export function actionsOf(fault: Fault): readonly LessonAction[] {
  if (fault.do) return fault.do;
  const rest = Object.entries(fault).filter(([key]) => !own.includes(key));
  return rest.length === 0 ? [] : [Object.fromEntries(rest)];
}
