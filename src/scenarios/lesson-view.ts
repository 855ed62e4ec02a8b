// What the lesson panel shows, as plain data, and what it can ask for. The runner makes these; a panel only draws them.
// Texts are in the lesson's Markdown subset: emphasis, code, links and lists.

export type StepKind = 'watch' | 'predict' | 'act' | 'debrief' | 'free';

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

export interface PredictionView {
  readonly question: string;
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
  readonly step: number;
  readonly steps: number;
  readonly kind: StepKind;
  readonly minutesLeft: number | undefined;
  readonly title: string;
  /** At most 40 words. */
  readonly narration: string;
  /** The same for those who use the list instead of the canvas; '' when it is the same. */
  readonly narrationForList: string;
  readonly prediction: PredictionView | undefined;
  readonly standing: StandingPrediction | undefined;
  readonly goals: readonly GoalView[];
  readonly hints: { readonly shown: readonly string[]; readonly total: number };
  /** The last message about a wrong path, or ''. */
  readonly feedback: string;
  readonly debrief: DebriefView | undefined;
  readonly primary: PrimaryAction | undefined;
  readonly canGoBack: boolean;
  readonly canSkip: boolean;
  /** "Simplified here: …", or ''. */
  readonly simplified: string;
  /** The object that the narration speaks of (`Pod/default/web-x2x7q`), or ''. */
  readonly pointAt: string;
}

export interface LessonCallbacks {
  readonly onPrimary: (id: PrimaryAction['id']) => void;
  readonly onChoose: (optionId: string) => void;
  readonly onConfidence: (confidence: Confidence) => void;
  readonly onSkip: () => void;
  readonly onBack: () => void;
  readonly onHint: () => void;
}
