// What the lesson panel shows, as plain data, and what it can ask for: made by the runner of lessons, drawn here.

export type {
  Confidence,
  DebriefView,
  GoalView,
  LessonCallbacks,
  LessonView,
  OptionView,
  PredictionView,
  PrimaryAction,
  StandingPrediction,
  StepKind,
} from '../../scenarios/index.ts';
