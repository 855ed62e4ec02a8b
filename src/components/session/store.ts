// What the page knows of the cluster, as it was at the tick on screen. Written by session.ts only, at most once a frame.
//
// How to read it: subscribe to one object or one number, never to everything.
//   const pod = usePod('Pod/default/web-7d4b9c6f5-x2x7q');        // changes identity only when something shown changed
//   const pods = useMachinePods('node-2');                        // sorted; '' is the tray of pods without a node
//   const machine = useMachine('node-2'), names = useSession((s) => s.machineNames);
//   const process = useProcess('kube-scheduler/master-1'), workloads = useSession((s) => s.workloads);
//   const events = useSession((s) => s.events), output = useSession((s) => s.output), actions = useSession((s) => s.actions);
//   const playing = useSession((s) => s.playing), tempo = useSession((s) => s.tempo), segments = useSession((s) => s.segments);
//   const tick = useSession((s) => s.tick) is new every frame while time runs: use it for clocks only; panels use useSlowTick().
// Whole objects, causes and message bodies come from the host, on request: session().host.get(ref), .why(ref), .message(id), .list(kind).
// While the page shows an older revision (asOf is set), session().past is what objects are read from.
// To act: session().submit(action), .play(), .pause(), .setSpeed(60), .stepForward(), .stepBack(), .nextBeat(), .seek(tick); undo and redo are in undo.ts.
// What is selected, open or looked at is in view-state.ts (useView). Messages in flight: session().messages.inFlight(session().now()).

import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type {
  Action,
  Address,
  ObjectRef,
  Tick,
  ViewAutoscaler,
  ViewEvent,
  ViewMachine,
  ViewOutput,
  ViewPod,
  ViewProcess,
  ViewRules,
  ViewService,
  ViewTraffic,
  ViewWorkload,
} from '../../engine/index.ts';
import type { ViewBranch } from './branches.ts';
import { restingTempo, type Speed, type Tempo, type TempoKind } from './tempo.ts';

/** Something the learner did: its id is the thread that everything after it carries. */
export interface DoneAction {
  readonly id: number;
  readonly tick: Tick;
  readonly action: Action;
  /** The lesson did it, not the learner. */
  readonly byLesson?: true;
}

/** A stretch of the run that was played at one kind of tempo. The timeline's axis is playing time. */
export interface Segment {
  readonly kind: TempoKind;
  readonly fromTick: number;
  readonly toTick: number;
  readonly playingMs: number;
}

export interface SessionState {
  readonly ready: boolean;
  readonly epochMs: number;
  readonly lessonStart: Tick;
  readonly seed: number;
  /** The whole tick on screen. */
  readonly tick: Tick;
  readonly horizon: Tick;
  readonly revision: number;
  readonly settled: boolean;
  readonly machines: Readonly<Record<string, ViewMachine>>;
  /** In order: control plane, workers, laptop; each by name with its number as a number. New only when a machine came or went. */
  readonly machineNames: readonly string[];
  /** One map for the life of the session, changed in place: read single pods from it in a selector. */
  readonly pods: ReadonlyMap<ObjectRef, ViewPod>;
  /** Pods by node; `''` holds those that wait for one. A shard is new only if one of its pods changed. */
  readonly shards: Readonly<Record<string, readonly ViewPod[]>>;
  readonly processes: Readonly<Record<Address, ViewProcess>>;
  readonly workloads: Readonly<Record<ObjectRef, ViewWorkload>>;
  readonly services: Readonly<Record<ObjectRef, ViewService>>;
  readonly autoscalers: Readonly<Record<ObjectRef, ViewAutoscaler>>;
  /** Sources of users' requests by name, and each machine's rules by its name. */
  readonly traffic: Readonly<Record<string, ViewTraffic>>;
  readonly rules: Readonly<Record<string, ViewRules>>;
  readonly events: Readonly<Record<ObjectRef, ViewEvent>>;
  /** Terminal output, oldest first. */
  readonly output: readonly ViewOutput[];
  readonly actions: readonly DoneAction[];
  /** The first action's id. Threads older than it belong to the cluster's own beginnings, which nobody on this page caused. */
  readonly firstThread: number | undefined;
  /** Messages of the shown chain of causes by number: the badges on the canvas and in the inspector. */
  readonly chain: readonly number[];
  readonly playing: boolean;
  readonly speed: Speed;
  readonly tempo: Tempo;
  readonly segments: readonly Segment[];
  /** Playing milliseconds that the engine is behind the tempo; 0 when it keeps up. */
  readonly behindMs: number;
  /** Lives that share a past; the one on screen is `branch`. */
  readonly branches: readonly ViewBranch[];
  readonly branch: number;
  /** Set while the page shows the stored cluster of an older revision instead of the run; `at` is when that was written. */
  readonly asOf: { readonly revision: number; readonly at: Tick } | undefined;
  /** How often something was tried that the past does not allow. */
  readonly refused: number;
  /** Why the last of them was not, or ''; '' again once something was done. */
  readonly refusal: string;
  /** Our own mistake, in words; the run has stopped. */
  readonly fault: string | undefined;
}

export const emptySession: SessionState = {
  ready: false,
  epochMs: 0,
  lessonStart: 0,
  seed: 0,
  tick: 0,
  horizon: 0,
  revision: 0,
  settled: false,
  machines: {},
  machineNames: [],
  pods: new Map(),
  shards: {},
  processes: {},
  workloads: {},
  services: {},
  autoscalers: {},
  traffic: {},
  rules: {},
  events: {},
  output: [],
  actions: [],
  firstThread: undefined,
  chain: [],
  playing: false,
  speed: 'auto',
  tempo: restingTempo,
  segments: [],
  behindMs: 0,
  branches: [],
  branch: 1,
  asOf: undefined,
  refused: 0,
  refusal: '',
  fault: undefined,
};

export const useSession = create<SessionState>(() => emptySession);

/** Whether a thread is the learner's: inputs count downwards from -1, and those before the page's first action are not. */
export function isForeground(thread: number, firstThread: number | undefined): boolean {
  if (thread === 0 || firstThread === undefined) return false;
  return thread > 0 || thread <= firstThread;
}

const nobody: readonly ViewPod[] = [];

export const useMachine = (name: string): ViewMachine | undefined => useSession((s) => s.machines[name]);
export const useProcess = (address: Address): ViewProcess | undefined => useSession((s) => s.processes[address]);
export const useMachinePods = (name: string): readonly ViewPod[] => useSession((s) => s.shards[name] ?? nobody);

/** The tick on screen, at most ten times a second: for ages and panels. */
export function useSlowTick(): Tick {
  const [tick, setTick] = useState(() => useSession.getState().tick);
  useEffect(() => {
    const look = () => setTick(useSession.getState().tick);
    const timer = setInterval(look, 100);
    look();
    return () => clearInterval(timer);
  }, []);
  return tick;
}
