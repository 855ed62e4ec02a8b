// What a page shows of a running lesson, as plain data, and what it can ask for. The runner makes a new one whenever something changed;
// a panel, the canvas and the list only draw it. Texts are in the lesson's Markdown subset: emphasis, code, links and lists.

import type { Tick } from '../engine/index.ts';
import type { AnchorView } from './anchors.ts';

export type { AnchorView } from './anchors.ts';

export type StepKind = 'watch' | 'predict' | 'act' | 'replay' | 'compare' | 'debrief' | 'free';

export type Confidence = 'guessing' | 'fairly' | 'certain';

export interface OptionView {
  readonly id: string;
  readonly text: string;
  /** A second, smaller line. */
  readonly detail: string;
  /** Set once revealed: the computed answer, the learner's wrong choice, or neither. */
  readonly verdict: 'right' | 'your guess' | '';
  /** The measured value beside the right option ("5m53s"), once revealed. */
  readonly measured: string;
}

/** A course over time: a value each so often, drawn by the learner and, once revealed, as the cluster took it. */
export interface SketchView {
  readonly every: Tick;
  readonly least: number;
  readonly most: number;
  readonly unit: string;
  /** The present value, where both begin. */
  readonly start: number;
  readonly drawn: readonly number[];
  /** The measured course, the first value included; undefined until it is revealed. */
  readonly measured: readonly number[] | undefined;
}

/** A part of the run's line, in ticks. */
export interface GuessedSpan {
  readonly from: Tick;
  readonly to: Tick;
}

export interface PredictionView {
  readonly question: string;
  /** Set when the answer is drawn, not chosen. */
  readonly sketch: SketchView | undefined;
  readonly options: readonly OptionView[];
  readonly chosen: string | undefined;
  readonly askConfidence: boolean;
  readonly confidence: Confidence | undefined;
  /** Locked in: the choice cannot change any more. */
  readonly locked: boolean;
  /** The answer is known and shown. */
  readonly revealed: boolean;
  /** After the reveal, the belief that the chosen wrong option stands for, and what is true instead. */
  readonly belief: { readonly text: string; readonly refutation: string } | undefined;
  /** After the reveal: the tick of the learner's own run that shows it; undefined when it lies on a hidden copy only. */
  readonly moment: Tick | undefined;
  /** After the reveal of a question about a time: where the learner's answer lies in their own run. */
  readonly guess?: GuessedSpan;
  /** After the reveal: a model answer to compare one's own sentence with, or ''. Before it, the page asks for that sentence. */
  readonly explain: string;
  readonly askExplain: boolean;
}

/** A prediction that was locked in earlier and is not settled yet. */
export interface StandingPrediction {
  readonly text: string;
  readonly confidence: Confidence | undefined;
  readonly watchFor: string;
}

export interface GoalView {
  readonly id: string;
  readonly text: string;
  readonly state: 'open' | 'done' | 'broken';
  /** What is observed now: "2 of 3", "so far", "now". */
  readonly observed: string;
}

export interface DebriefView {
  readonly text: string;
  /** Pages of the Kubernetes documentation. */
  readonly docs: readonly { readonly title: string; readonly url: string }[];
  /** The same on a real cluster, one command a line. */
  readonly commands: readonly string[];
  readonly questions: readonly { readonly question: string; readonly answer: string }[];
}

/** One sentence at its place. */
export interface BeatView {
  readonly text: string;
  /** The same for those who use the list; '' when it is the same. */
  readonly list: string;
  /** Undefined when it is said nowhere in particular. */
  readonly anchor: AnchorView | undefined;
  /** Its place among the sentences of the step, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
}

/** What the picture shows; references as in `data-object`, or component addresses. */
export interface SceneView {
  readonly fit: readonly string[];
  readonly follow: string;
  /** The picture stays as the learner has it. */
  readonly hold: boolean;
  readonly highlight: readonly string[];
  readonly dim: readonly string[];
}

/** A button of the step that sets off a fault: `{id: 'again', label: 'Start'}`. */
export interface TriggerView {
  readonly id: string;
  readonly label: string;
}

/** Ways side by side: a row a measure, a column a way. Undefined cells are still being computed. */
export interface CompareView {
  readonly ways: readonly string[];
  readonly rows: readonly { readonly text: string; readonly values: readonly string[] }[];
}

export interface ProgressView {
  /** Steps done, of all. */
  readonly done: number;
  readonly of: number;
  /** Share of the tasks' weight that has been earned, 0 to 1; predictions as the lesson counts them. */
  readonly score: number;
  /** Undefined while the lesson goes on. */
  readonly passed: boolean | undefined;
  /** How each task went. */
  readonly tasks: readonly {
    readonly step: string;
    readonly title: string;
    readonly solvedBy: 'learner' | 'hint' | 'solution';
    readonly hints: number;
    readonly actions: number;
    /** What a good learner needs, where the lesson says it. */
    readonly par: number | undefined;
    readonly time: Tick;
    readonly parTime: Tick | undefined;
    /** Requests that users lost meanwhile; undefined where the lesson has no par for them. */
    readonly lost: number | undefined;
    readonly parLost: number | undefined;
  }[];
}

/** The one amber button of the step. Without it the step has none: its goals pass by themselves. */
export interface PrimaryAction {
  readonly id: 'next' | 'lock' | 'run' | 'check' | 'finish' | 'restart';
  readonly label: string;
  readonly enabled: boolean;
  /** A key that does the same, for the key cap. */
  readonly key: string | undefined;
}

export interface LessonView {
  readonly lessonId: string;
  readonly lessonTitle: string;
  readonly stepId: string;
  readonly step: number;
  readonly steps: number;
  readonly kind: StepKind;
  readonly minutesLeft: number | undefined;
  readonly title: string;
  /** At most 40 words. */
  readonly narration: string;
  /** The same for those who use the list instead of the canvas; '' when it is the same. */
  readonly narrationForList: string;
  /** The sentence that is on, with its place; undefined when none is. */
  readonly beat: BeatView | undefined;
  readonly scene: SceneView;
  /** What the learner may do now; undefined when everything is open. */
  readonly tools: readonly string[] | undefined;
  /** Panels as the lesson wants them; those it does not name are as the learner likes. */
  readonly panels: Readonly<Record<string, boolean | 'optional'>>;
  readonly triggers: readonly TriggerView[];
  readonly prediction: PredictionView | undefined;
  /** Time stands still until the question is answered or skipped. */
  readonly futureLocked: boolean;
  /** Time is held while the step is read, and goes on with the next. */
  readonly standsStill: boolean;
  /** The learner reads and waits for nothing: no wait is shortened. */
  readonly unhurried: boolean;
  readonly standing: StandingPrediction | undefined;
  readonly compare: CompareView | undefined;
  readonly goals: readonly GoalView[];
  readonly hints: { readonly shown: readonly string[]; readonly total: number };
  /** The step can be solved for the learner, and is recorded so. */
  readonly canSolve: boolean;
  /** Checks of the lesson that did not hold at some moment, as sentences. */
  readonly violated: readonly string[];
  /** The last message about a wrong path, or ''. */
  readonly feedback: string;
  /** The moment of the learner's own run that it is about, to look at once more. */
  readonly feedbackMoment: Tick | undefined;
  /** The wrong idea behind it, when the lesson names one. */
  readonly feedbackBelief: { readonly text: string; readonly refutation: string } | undefined;
  readonly debrief: DebriefView | undefined;
  readonly primary: PrimaryAction | undefined;
  readonly canGoBack: boolean;
  readonly canSkip: boolean;
  readonly progress: ProgressView;
  /** "Simplified here: …", or ''. */
  readonly simplified: string;
  /** The object that the narration speaks of (`Pod/default/web-x2x7q`), or ''. */
  readonly pointAt: string;
  /** For who presents, or ''. */
  readonly notes: string;
}

export interface LessonCallbacks {
  readonly onPrimary: (id: PrimaryAction['id']) => void;
  readonly onChoose: (optionId: string) => void;
  /** One value of a sketch, by its place from 0. */
  readonly onDraw: (column: number, value: number) => void;
  readonly onConfidence: (confidence: Confidence) => void;
  readonly onSkip: () => void;
  readonly onBack: () => void;
  readonly onHint: () => void;
  /** Does the task for the learner. */
  readonly onSolve: () => void;
  readonly onTrigger: (id: string) => void;
  /** Back to the moment that shows the answer; the next step begins where this one ended. */
  readonly onMoment: (tick: Tick) => void;
  /** Back to the first step, with the same seed. */
  readonly onRestart: () => void;
  /** The whole lesson once more, with another seed: other names and times, and what its variants say. */
  readonly onAnew: () => void;
}
