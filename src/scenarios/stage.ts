// A step on a cluster: what is watched, the script that is played, the faults that strike. The learner's own run and a hidden copy are
// staged by the same few lines, so what is foretold and what is seen are made in the same way.

import type { Action, Host, Tick } from '../engine/index.ts';
import { Script, type Stagehand } from './actions.ts';
import { holds } from './assertions/evaluate.ts';
import { Observer } from './assertions/observer.ts';
import type { Moment, Scene } from './assertions/scene.ts';
import type { Clause } from './clause-schema.ts';
import { Faults } from './faults.ts';
import type { LessonAction } from './fields.ts';
import type { Ledger } from './ledger.ts';
import type { LessonFiles } from './loader.ts';
import type { Fault } from './schema.ts';

/** A fault that waits for something strikes at most so long after it. */
const CLOSE: Tick = 50;

export interface StageOptions {
  readonly host: Host;
  readonly ledger: Ledger;
  readonly files: LessonFiles;
  readonly kinds: readonly string[];
  readonly faults?: readonly Fault[];
  /** Clauses that are followed from the step's beginning, besides those of its faults. */
  readonly follow?: readonly Clause[];
  readonly listen?: (moment: Moment) => void;
  readonly submit: (action: Action) => void;
  readonly seek?: (tick: Tick) => void;
  readonly answer?: (option: number) => void;
  readonly fork?: (name: string) => void;
}

export class Stage implements Stagehand {
  readonly host: Host;
  readonly files: LessonFiles;
  readonly observer: Observer;
  readonly faults: Faults;
  private script: Script | undefined;
  /** Whether the script that runs is the lesson's own, and does not count as the learner's doing. */
  private lessons = true;

  constructor(private readonly options: StageOptions) {
    const { host, files, ledger, kinds, listen, faults = [], submit } = options;
    this.host = host;
    this.files = files;
    this.observer = new Observer(host, kinds, host.now(), ledger, listen);
    this.faults = new Faults(faults, ledger, files, submit);
    this.follow();
  }

  get scene(): Scene {
    return this.observer.scene;
  }

  get playing(): boolean {
    return this.script !== undefined;
  }

  /** Follows what faults wait for; to be called again when the scene was made anew. */
  follow(): void {
    this.scene.follow([...this.faults.clauses, ...(this.options.follow ?? [])]);
  }

  /** Plays a script from here on; what it does counts as the lesson's doing, unless it is done for the learner. */
  play(actions: readonly LessonAction[], byLesson: boolean): void {
    this.lessons = byLesson;
    const script = new Script(actions);
    this.script = script;
    this.pump(script);
  }

  /** Takes in what is new, lets faults strike, and goes on with the script. */
  sync(): void {
    this.observer.sync();
    this.faults.sync(this.scene);
    if (this.script) this.pump(this.script);
  }

  /** The next time that is known at which the stage itself does something; closely, also when to look whether a fault's case has come. */
  dueAt(closely = false): Tick | undefined {
    const look = closely && this.faults.waits(this.scene) ? this.host.now() + CLOSE : undefined;
    const times = [this.faults.dueAt(this.scene), this.script?.dueAt(), look].filter((tick) => tick !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  // ---- what a script may do ----------------------------------------------------------------------------------------

  submit(action: Action): void {
    this.options.submit(action);
    if (this.lessons) this.options.ledger.mark();
  }

  holds(clause: Clause): boolean {
    this.scene.follow([clause]);
    return holds(clause, this.scene);
  }

  trigger(id: string): void {
    this.faults.trigger(id, this.scene);
  }

  answer(option: number): void {
    this.options.answer?.(option);
  }

  seek(since: Tick): void {
    this.options.seek?.(this.observer.start + since);
  }

  fork(name: string): void {
    this.options.fork?.(name);
  }

  private pump(script: Script): void {
    script.pump(this);
    if (script.done && this.script === script) this.script = undefined;
  }
}
