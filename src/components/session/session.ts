// The bridge between the engine and the page: the only file that knows the wall clock. Each animation frame it asks the tempo
// how much simulated time to show, lets the engine run for at most four milliseconds, and writes one batch of changes to the store.
// A foreground message stops a fast stretch at the very tick it is sent, so nothing the learner caused is ever skipped.
import type { Action, AsOf, Host, Tick } from '../../engine/index.ts';
import { type Arrived, Branches, type BranchState } from './branches.ts';
import { chainMessages, chainOf, chainSubject } from './chain.ts';
import { Flight } from './flight.ts';
import { foldFrame } from './fold.ts';
import { cancelFrame, nextFrame } from './frames.ts';
import { goTo } from './go-to.ts';
import type { MessageLog } from './message-log.ts';
import { hasActed, leavesSomething, situationOf, stateAsOf, withStretch } from './reading.ts';
import { limitOf, type Rules, whyNot } from './rules.ts';
import { emptySession, type SessionState, useSession } from './store.ts';
import { nextTempo, restingTempo, type Speed, type Tempo, timeAfter } from './tempo.ts';
import { sharesItsTick } from './undo.ts';
import { useView } from './view-state.ts';

const sliceMs = 4;
const messagesPerCall = 200;
/** A tab that was hidden does not catch up: one frame plays at most this. */
const longestFrameMs = 100;
const chainEveryMs = 200;

export type FrameListener = (now: number) => void;

export class Session {
  /** Whether acting in the past keeps the old future as a branch; a lesson has one line. */
  branching = true;
  rules: Rules | undefined;
  private readonly branches: Branches;
  private simTime: number;
  private tempo: Tempo = restingTempo;
  private readonly flight: Flight;
  private request = 0;
  private lastFrameAt = 0;
  /** Everything that is due by the tick on screen has been done. */
  private caughtUp = true;
  private chainAt = 0;
  private chainKey = '';
  private stopWhenSettled = false;
  /** On the way of a jump: what a lesson does there starts no playing. */
  private jumping = false;
  /** The stored cluster of an older revision, while that is what the page shows. */
  past: AsOf | undefined;
  private state: SessionState;
  private readonly listeners = new Set<FrameListener>();

  constructor(host: Host, seed: number, from?: Arrived) {
    this.branches = from ? Branches.of(from) : new Branches(host);
    this.simTime = host.now();
    this.flight = new Flight(host.now());
    this.state = { ...emptySession, pods: new Map(), epochMs: host.epochMs, lessonStart: host.lessonStart, seed };
    useSession.setState(this.state, true);
    const { id, kept } = this.branches.active;
    const { actions, firstThread } = kept;
    this.take({ ready: true, horizon: host.horizon, branches: this.branches.list(), branch: id, actions, firstThread });
    useView.subscribe((view, before) => {
      if (this === current && view.selection !== before.selection) this.showChain(true);
    });
  }

  /** The run on screen. Ask for it each time: going to another branch is going to another host. */
  get host(): Host {
    return this.branches.active.host;
  }

  get messages(): MessageLog {
    return this.branches.active.messages;
  }

  /** Simulated time on screen, with its fraction: where tokens are is a function of this. */
  now(): number {
    return this.simTime;
  }

  /** Calls back after every frame in which time or camera may have moved, with the simulated time. Returns how to stop. */
  onFrame(listener: FrameListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Does an action; in the past nothing can be done, nor what a lesson keeps for later: that is said, and the answer is 0. */
  submit(action: Action, byLesson = false): number {
    const refusal = byLesson ? '' : this.refuses(action);
    if (this.past || refusal !== '') {
      this.publish({ refused: this.state.refused + 1, refusal });
      return 0;
    }
    if (this.branching && leavesSomething(action, this.host, this.state.actions)) this.fork();
    if (!byLesson && sharesItsTick(this, this.state)) this.host.advance(this.host.now() + 1, Number.POSITIVE_INFINITY);
    const tick = this.host.now();
    const id = this.host.submit(action);
    this.messages.forgetAfter(tick);
    const done = this.state.actions.filter((a) => a.tick <= tick);
    this.flight.lastForeground = tick;
    this.tempo = { ...this.tempo, quietMs: 0 };
    this.publish({ firstThread: this.state.firstThread ?? id, refusal: '' });
    const own = byLesson ? { id, tick, action, byLesson } : { id, tick, action };
    this.take({ actions: [...done, own], horizon: this.host.horizon });
    if (!this.jumping) this.play();
    return id;
  }

  /** Leaves this run here for a copy that goes its own way. False when there are too many branches already. */
  fork(name?: string): boolean {
    if (this.rules?.locked()) return false;
    this.showPast();
    const branch = this.branches.fork(this.state, name);
    if (!branch) return false;
    const actions = this.state.actions.filter((done) => done.tick <= branch.forkedAt);
    this.arrive({ actions, segments: this.state.segments, firstThread: this.state.firstThread });
    return true;
  }

  /** Goes to another branch, to where it was left. */
  goToBranch(id: number): void {
    this.showPast();
    if (id === this.branches.active.id || !this.branches.go(id, this.state)) return;
    this.pause();
    this.arrive(this.branches.active.kept);
  }

  renameBranch(id: number, name: string): void {
    this.branches.rename(id, name);
    this.publish({ branches: this.branches.list() });
  }

  removeBranch(id: number): void {
    this.branches.remove(id);
    this.publish({ branches: this.branches.list() });
  }

  /** The run of another branch, to be asked and not to be lived. */
  hostOf(id: number): Host | undefined {
    return this.branches.get(id)?.host;
  }

  private arrive({ actions, segments, firstThread }: BranchState): void {
    this.showPast();
    const { active } = this.branches;
    const branches = this.branches.list();
    this.publish({ actions, segments, firstThread, branch: active.id, branches, fault: undefined });
    // A frame of the whole, for what is on screen belongs to another run.
    this.asJump(() => this.host.seek(this.host.now()));
  }

  /** Why an action cannot be done now, or ''. */
  refuses(action: Action): string {
    return whyNot(action, this.rules);
  }

  play(): void {
    if (this.state.fault || this.rules?.locked()) return;
    this.showPast();
    this.stopWhenSettled = false;
    this.publish({ playing: true });
    if (this.request) return;
    this.lastFrameAt = 0;
    this.request = nextFrame(this.frame);
  }

  pause(): void {
    cancelFrame(this.request);
    this.request = 0;
    this.publish({ playing: false, behindMs: 0 });
    this.tell();
  }

  toggle(): void {
    return this.state.playing ? this.pause() : this.play();
  }

  setSpeed(speed: Speed): void {
    this.publish({ speed });
  }

  /** One message of the learner's thread on; when none is left, one message of any kind. */
  stepForward(): void {
    if (this.rules?.locked()) return;
    // In a cluster at rest nothing of the thread comes any more; a search for it would live on for an hour.
    const inFlight = this.messages.inFlight(this.now()).some(({ thread }) => thread !== 0);
    const more = inFlight || (!this.state.settled && hasActed(this.state, this.host));
    this.jump(() => (more && this.host.step(true)) || this.host.step(false));
  }

  stepBack(): void {
    this.jump(() => (hasActed(this.state, this.host) && this.host.stepBack(true)) || this.host.stepBack(false));
  }

  /** Plays until the cluster has settled; asked again on the way, goes there at once. */
  nextBeat(): void {
    if (!this.stopWhenSettled) {
      this.play();
      this.stopWhenSettled = true;
      return;
    }
    this.jump(() => {
      for (let i = 0; i < 4000 && !this.state.settled && !this.rules?.locked(); i++) {
        const most = this.rules?.lookAt?.(true) ?? Number.POSITIVE_INFINITY;
        this.host.advance(Math.min(most, Math.max(this.host.now() + 1, this.flight.nextDue)), messagesPerCall);
        this.take({});
      }
    });
  }

  seek(tick: Tick): void {
    this.asJump(() => goTo(this.host, this.rules, Math.max(this.state.lessonStart, Math.round(tick))));
  }

  /** Back to a moment with only so many inputs given; what was done from then on is dropped, and with it that future. */
  backTo(tick: Tick, inputs: number): void {
    this.asJump(() => {
      this.host.backTo(Math.max(this.state.lessonStart, tick), inputs);
      this.messages.forgetAfter(tick);
      const last = -(this.host.beginnings + inputs);
      this.publish({ actions: this.state.actions.filter(({ id }) => id >= last) });
    });
  }

  /** Shows an older revision as etcd stored it; the run stands still meanwhile. Without one the page shows the run again. */
  showPast(past?: AsOf): void {
    if (this.past === past) return;
    this.pause();
    this.past = past;
    this.messages.still = past !== undefined;
    this.publish(stateAsOf(this.state, past));
    if (!past) return this.seek(this.host.now());
    this.flight.flying = [];
    this.simTime = past.at;
    this.tell();
  }

  private readonly frame = (at: number): void => {
    const playingMs = this.lastFrameAt ? Math.min(longestFrameMs, at - this.lastFrameAt) : 16;
    this.lastFrameAt = at;
    this.request = nextFrame(this.frame);
    this.guarded(() => this.runSlice(playingMs));
    if (this.stopWhenSettled && this.state.settled && this.flight.flying.length === 0) this.pause();
    if (at - this.chainAt > chainEveryMs) {
      this.chainAt = at;
      this.showChain(false);
    }
    this.tell();
  };

  /** Plays so many milliseconds, stopping at each change between foreground and quiet, or when four milliseconds are used up. */
  private runSlice(playingMs: number): void {
    const start = performance.now();
    let left = playingMs;
    this.flight.unseenDue = Number.POSITIVE_INFINITY;
    let changes: Partial<SessionState> = {};
    while (left > 0.01) {
      const situation = situationOf(this.simTime, this.flight, this.state, this.rules);
      this.tempo = nextTempo(this.tempo, situation, this.state.speed, left);
      // Nothing the learner caused lands before one frame has shown it, however slow the machine is.
      const unseen = this.state.speed === 'auto' ? this.flight.unseenDue - 0.5 : Number.POSITIVE_INFINITY;
      const most = Math.min(Math.max(situation.now, unseen), limitOf(this.rules));
      const goal = Math.min(timeAfter(situation, this.tempo, left), most);
      const look = this.rules?.lookAt?.(true);
      const reached = this.runTo(goal, start, look);
      const played = Math.max(0.02, (reached - situation.now) / this.tempo.rate);
      const stretch = {
        kind: this.tempo.kind,
        fromTick: situation.now,
        toTick: reached,
        playingMs: Math.min(left, played),
      };
      this.state = { ...this.state, segments: withStretch(this.state.segments, stretch) };
      changes = { ...changes, ...this.drained() };
      left -= played;
      if (this.caughtUp && look === this.host.now()) {
        // A lesson looks at the tick that it asked for; what is on screen is told first, for the lesson may act.
        this.publish(changes);
        changes = {};
        this.rules?.look?.();
      }
      if (goal <= situation.now || !this.state.playing || performance.now() - start > sliceMs) break;
    }
    this.publish({
      ...changes,
      tempo: this.tempo,
      segments: this.state.segments,
      horizon: this.host.horizon,
      behindMs: this.state.playing && left > playingMs / 2 ? left : 0,
    });
  }

  /** Runs the engine towards a time; in adaptive tempo only to the next due message, to see whether it starts something. */
  private runTo(goal: number, start: number, look: Tick = Number.POSITIVE_INFINITY): number {
    const tick = Math.min(Math.floor(goal), look);
    if (tick <= this.host.now() && this.caughtUp) {
      this.simTime = goal;
      return goal;
    }
    const to = this.state.speed === 'auto' ? Math.min(tick, Math.max(this.host.now() + 1, this.flight.nextDue)) : tick;
    do this.caughtUp = this.host.advance(to, messagesPerCall) < messagesPerCall;
    while (!this.caughtUp && performance.now() - start <= sliceMs);
    this.simTime = this.host.now() < Math.floor(goal) ? Math.max(this.simTime, this.host.now()) : goal;
    return this.simTime;
  }

  /** Takes the engine's frame into the state without telling React yet. */
  private drained(): Partial<SessionState> {
    const frame = this.host.drain();
    const changes = foldFrame(this.state, frame);
    this.state = { ...this.state, ...changes };
    this.flight.note(frame, this.messages, this.state.firstThread);
    return changes;
  }

  /** Whatever is lived through in `work` is on screen with the next frame. */
  jump(work: () => unknown): void {
    // A lesson that acts on the way acts at its tick, and that is where the jump ends.
    const most = Math.min(this.rules?.lookAt?.() ?? Number.POSITIVE_INFINITY, limitOf(this.rules));
    this.atOnce(() => {
      work();
      if (this.host.now() > most) this.host.seek(most);
    });
  }

  /** What a lesson itself lives through, with its own looks on the way. */
  atOnce(work: () => unknown): void {
    this.pause();
    this.asJump(work);
  }

  private asJump(work: () => unknown): void {
    this.showPast();
    const outer = this.jumping;
    this.jumping = true;
    this.guarded(work);
    this.jumped();
    this.jumping = outer;
  }

  /** After a jump: state swaps within one frame, no tweens. */
  private jumped(): void {
    this.simTime = this.host.now();
    this.flight.restart(this.simTime);
    this.tempo = restingTempo;
    this.take({ horizon: this.host.horizon, tempo: this.tempo });
    this.flight.resume(this.messages, this.simTime);
    this.showChain(true);
    this.tell();
  }

  private take(more: Partial<SessionState>): void {
    this.publish({ ...this.drained(), ...more });
  }

  private publish(changes: Partial<SessionState>): void {
    this.state = { ...this.state, ...changes };
    useSession.setState(changes);
  }

  /** The numbered hops: of what is selected, or else of the youngest pod that the learner's last action led to. */
  private showChain(force: boolean): void {
    if (this.past) return;
    const recent = this.messages.recentForeground(this.simTime, chainMessages);
    const subject = chainSubject(useView.getState().selection, recent);
    if (subject.key === this.chainKey && !force) return;
    this.chainKey = subject.key;
    this.guarded(() => {
      const chain = chainOf(subject, recent, this.state, this.host);
      if (chain) this.publish({ chain });
    });
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.simTime);
  }

  /** A broken invariant of ours stops the run and is said; the cluster's own failures never come this way. */
  private guarded(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      cancelFrame(this.request);
      this.request = 0;
      this.publish({ playing: false, fault: error instanceof Error ? error.message : String(error) });
    }
  }
}

let current: Session | undefined;

/** Puts a cluster on the page; what was there before is gone. */
export function startSession(host: Host, seed: number, from?: Arrived): Session {
  current?.pause();
  current = new Session(host, seed, from);
  return current;
}

/** The session on screen. The page starts one before it draws anything. */
export function session(): Session {
  if (!current) throw new Error('No session yet: startSession comes first');
  return current;
}
