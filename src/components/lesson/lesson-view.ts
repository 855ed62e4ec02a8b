// What the lesson panel shows, as plain data, and what it can ask for: made by the runner of lessons, drawn here.

export type {
  BeatView,
  CompareView,
  Confidence,
  DebriefView,
  GoalView,
  LessonCallbacks,
  LessonView,
  OptionView,
  PredictionView,
  PrimaryAction,
  ProgressView,
  SceneView,
  SketchView,
  TriggerView,
} from '../../scenarios/index.ts';
