// Keeps a scene up to date with a run: reads what was stored and what was done since it last looked, in order. When the run was
// taken back, it forgets what has not happened yet and tells the story again from the step's beginning.

import type { Host, StoredChange, Tick } from '../../engine/index.ts';
import { targetOf, verbOf } from '../actions.ts';
import type { Ledger } from '../ledger.ts';
import { withDues } from './memory.ts';
import { type KubeObject, type Moment, placeOf, refOf, Scene } from './scene.ts';

export type Listener = (moment: Moment) => void;

export class Observer {
  scene: Scene;
  /** Everything that happened since the step began, as far as the run has got. */
  told: Moment[] = [];
  /** Inputs of the run when the step began. */
  readonly inputsBefore: number;
  private revision: number;
  private inputs: number;
  private lastNow: Tick;

  constructor(
    private readonly host: Host,
    kinds: readonly string[],
    readonly start: Tick,
    private readonly ledger: Ledger,
    private readonly listen: Listener = () => {},
  ) {
    this.scene = new Scene(host, kinds, start);
    this.revision = host.revision();
    this.inputs = this.past();
    this.inputsBefore = this.inputs;
    this.lastNow = host.now();
  }

  /** Whether the run was taken back to before this step began: then there is nothing to judge until it is where it was. */
  get outrun(): boolean {
    return this.host.now() < this.start;
  }

  /** How far the run had got at the last look. */
  get seen(): Tick {
    return this.lastNow;
  }

  /** Whether the run was taken back since the last look. The scene has to be made anew then, and so has whoever listens. */
  get wentBack(): boolean {
    return this.host.now() < this.lastNow || (this.host.now() === this.lastNow && this.host.revision() < this.revision);
  }

  /** Takes in what is new. */
  sync(): void {
    const { host } = this;
    const revision = host.revision();
    const another = revision < this.revision || revision - this.revision >= LEAP;
    const changes = another
      ? this.difference()
      : revision === this.revision
        ? []
        : host.changes(this.revision).map(asMoment);
    const done = this.past();
    const given = this.given(this.inputs, done);
    const moments = given.length === 0 ? changes : [...given, ...changes].sort((a, b) => a.at - b.at);
    const now: Moment = { kind: 'time', at: host.now() };
    for (const moment of withDues(this.scene, [...moments, now])) this.tell(moment);
    this.revision = revision;
    this.inputs = done;
    this.lastNow = now.at;
  }

  /** Tells the story again up to the present of a run that was taken back. `fresh` makes the listener anew first. */
  rewind(fresh: () => void): void {
    const { host } = this;
    const now = host.now();
    const revision = host.revision();
    const kept = this.told.filter((moment) =>
      moment.kind === 'change' && moment.at === now ? moment.change.revision <= revision : moment.at < now,
    );
    this.told = [];
    this.scene = this.scene.atStart();
    fresh();
    for (const moment of withDues(this.scene, kept)) this.tell(moment);
    this.revision = revision;
    this.inputs = this.past();
    this.lastNow = now;
  }

  /** Another store stands in place of the one that was followed (a lost disk, a restored snapshot): what is different in it, as changes. */
  private difference(): readonly Moment[] {
    const { host, scene } = this;
    const base = { at: host.now(), revision: host.revision(), thread: 0 };
    const moments: Moment[] = [];
    const present = new Set<string>();
    const stored = scene.kinds.flatMap((kind) => host.list(kind) as KubeObject[]);
    for (const object of stored) {
      const ref = refOf(object);
      present.add(ref);
      const previous = scene.objects.get(ref);
      if (previous?.metadata.resourceVersion === object.metadata.resourceVersion) continue;
      const type = previous ? ('MODIFIED' as const) : ('ADDED' as const);
      moments.push(asMoment({ ...base, ref, type, object, previous }));
    }
    for (const [ref, object] of scene.objects)
      if (!present.has(ref)) moments.push(asMoment({ ...base, ref, type: 'DELETED', object, previous: object }));
    return moments;
  }

  private tell(moment: Moment): void {
    if (moment.kind !== 'time') this.told.push(moment);
    this.scene.take(moment);
    this.listen(moment);
  }

  /** Inputs as moments: what the learner or the lesson did, and faults that struck. */
  private given(from: number, to: number): readonly Moment[] {
    const moments: Moment[] = [];
    const { inputs } = this.host.recording();
    for (let i = from; i < to; i++) {
      const { tick: at, input } = inputs[i];
      const mark = this.ledger.of(i);
      if (mark?.fault) moments.push({ kind: 'fault', at, id: mark.fault });
      const named = targetOf(input);
      const target = (named !== '' && placeOf(named, this.host)) || '';
      moments.push({ kind: 'action', at, verb: verbOf(input), target, by: mark ? 'lesson' : 'learner' });
    }
    return moments;
  }

  /** Inputs that the run on screen has had. */
  private past(): number {
    const now = this.host.now();
    const { inputs } = this.host.recording();
    const next = inputs.findIndex(({ tick }) => tick > now);
    return next < 0 ? inputs.length : next;
  }
}

/** No cluster makes so many changes between two looks: the revision was leapt over by a restore. */
const LEAP = 1_000_000;

function asMoment(change: StoredChange): Moment {
  return { kind: 'change', at: change.at, change };
}
