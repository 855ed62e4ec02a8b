// The SDK as types: what a page that embeds Podarium, a test or a grader can ask for, and what it is told. The same shape is on the page
// itself (`window.podarium`) and at the far end of a frame's port, so every verb is a promise and every value plain data.

import type { Recording } from '../engine/index.ts';

export const errorCodes = [
  ...(['unknown-lesson', 'unknown-step', 'unknown-object', 'unknown-verb'] as const),
  ...(['bad-request', 'bad-action', 'bad-lesson', 'bad-state'] as const),
  ...(['locked', 'no-lesson', 'version', 'limit', 'timeout', 'gone', 'failed'] as const),
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** What goes wrong has a name, beside the words for people. */
export class PodariumError extends Error {
  override readonly name = 'PodariumError';
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export const protocolVersion = 1;

export interface Ready {
  readonly protocol: number;
  readonly engine: string;
  readonly kubernetes: string;
  /** The lesson that runs; undefined in an open cluster. */
  readonly lesson: { readonly id: string; readonly version: number; readonly title: string } | undefined;
  /**
   * A picture with a button is all there is so far, without engine, Kubernetes and lesson: the first verb presses the button, and the event
   * `ready` comes with the cluster.
   */
  readonly still?: boolean;
  /** Verbs and events that this page has. */
  readonly capabilities: readonly string[];
}

export interface BranchInfo {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
}

export interface LessonInfo {
  readonly id: string;
  readonly title: string;
  readonly step: string;
  readonly index: number;
  readonly steps: readonly string[];
  readonly passed: boolean | undefined;
  readonly score: number;
}

export interface Verdict {
  readonly passed: boolean;
  readonly clauses: readonly { readonly text: string; readonly state: string; readonly observed: string }[];
}

/** Where an event comes from: seconds since the start, the step ('' without a lesson), and its number since the page began. */
export interface Stamp {
  readonly t: number;
  readonly step: string;
  readonly seq: number;
}

export interface PodariumEvents {
  readonly ready: Ready;
  readonly step: { readonly index: number; readonly of: number; readonly title: string };
  readonly prediction: {
    readonly answer: number;
    /** Undefined until the cluster has shown it. */
    readonly correct: boolean | undefined;
    readonly confidence: string | undefined;
    readonly misconception: string | undefined;
    /** As it was read; '' and none of an attempt that was begun elsewhere and whose question is behind. */
    readonly question: string;
    readonly options: readonly string[];
    /** The right one, once the cluster has shown it. */
    readonly right: number | undefined;
    /** Of a sketch: the values of the line that was drawn. */
    readonly drawn: readonly number[] | undefined;
  };
  readonly action: { readonly id: number; readonly action: unknown; readonly words: string };
  /** A stored change. Only for those who ask, with filters, and not faster than they say; `missed` counts what was left out. */
  readonly event: {
    readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
    readonly object: string;
    readonly revision: number;
    readonly missed: number;
  };
  readonly verdict: Verdict;
  readonly hint: { readonly number: number; readonly text: string };
  readonly score: { readonly scaled: number; readonly raw: number; readonly max: number };
  readonly complete: { readonly passed: boolean; readonly scaled: number };
  /** The text to keep; given back, it brings the run back. */
  readonly state: { readonly state: string };
  readonly resize: { readonly height: number };
  readonly link: { readonly link: string };
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

export type EventName = keyof PodariumEvents;
export const eventNames = [
  ...(['ready', 'step', 'prediction', 'action', 'event', 'verdict', 'hint'] as const),
  ...(['score', 'complete', 'state', 'resize', 'link', 'error'] as const),
] as const satisfies readonly EventName[];

export interface EventOptions {
  /** For `event`: kinds as in `Pod`, and a namespace. */
  readonly kinds?: readonly string[];
  readonly namespace?: string;
  /** For `event`: at most so many a second; 20 when not said, at most 200. */
  readonly perSecond?: number;
}

export interface Podarium {
  readonly ready: Promise<Ready>;
  readonly time: {
    /** Milliseconds of cluster time since the start. */
    now(): Promise<number>;
    play(options?: { readonly speed?: 'auto' | number }): Promise<void>;
    pause(): Promise<void>;
    step(what: 'event' | 'beat' | 'change' | 'back'): Promise<void>;
    /** `t` in seconds since the start. */
    seek(to: { readonly t: number }): Promise<void>;
    /** Leaves the run here for a copy; answers with the copy's branch. */
    fork(name?: string): Promise<BranchInfo>;
    branches(): Promise<readonly BranchInfo[]>;
    go(branch: number): Promise<void>;
  };
  readonly lesson: {
    info(): Promise<LessonInfo>;
    /** An id, an address, or a lesson as data: its fields, or `{files: {'lesson.yaml': …}}`. */
    load(lesson: unknown, options?: { readonly step?: string; readonly seed?: number }): Promise<LessonInfo>;
    goto(step: string): Promise<LessonInfo>;
    /** What the one amber button does; false when it cannot be pressed now. */
    next(): Promise<boolean>;
    /** Chooses an answer by its number from 0, and locks it in. */
    answer(option: number, confidence?: 'guessing' | 'fairly' | 'certain'): Promise<void>;
    check(): Promise<Verdict>;
    hint(): Promise<string>;
    solve(): Promise<void>;
    reset(): Promise<void>;
  };
  readonly cluster: {
    /** An object by what people call it (`pod/web-1`, `deployment/web`); undefined when there is none. */
    get(what: string): Promise<unknown>;
    list(kind: string): Promise<readonly unknown[]>;
    /** Does an action of the lessons' vocabulary; answers with the number of its thread. */
    do(action: unknown): Promise<number>;
    /** The same, for what goes wrong: `{unplug: 'node-2'}`. */
    fault(action: unknown): Promise<number>;
    assert(clause: unknown): Promise<{ readonly holds: boolean; readonly observed: string; readonly sentence: string }>;
  };
  readonly view: {
    focus(what: string | readonly string[]): Promise<void>;
    highlight(what: readonly string[]): Promise<void>;
    set(options: {
      readonly theme?: 'dark' | 'light' | 'projector' | 'contrast';
      readonly surface?: 'canvas' | 'list';
    }): Promise<void>;
  };
  readonly state: {
    get(): Promise<string>;
    set(state: string): Promise<void>;
    link(options?: { readonly embed?: boolean }): Promise<string>;
    hash(): Promise<string>;
    tick(): Promise<number>;
    revision(): Promise<number>;
    /** What was done so far, with the tick on screen as its end. */
    recording(): Promise<Recording & { readonly end: number }>;
  };
  image(options?: { readonly format?: 'svg' | 'png'; readonly alt?: boolean }): Promise<{
    readonly format: 'svg' | 'png';
    /** The text of the SVG, or a data URL of the PNG. */
    readonly image: string;
    readonly alt: string;
  }>;
  /** The summary sentence, and the cluster as a tree of lines. */
  describe(): Promise<string>;
  on<N extends EventName>(
    name: N,
    listener: (event: PodariumEvents[N] & Stamp) => void,
    options?: EventOptions,
  ): () => void;
}
