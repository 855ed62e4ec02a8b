// The lessons that Podarium has, and all that others need of them: load one, run it over a cluster, test it. The texts are part of
// the program, so a lesson starts without a network.

import autoscaling from './autoscaling/lesson.yaml?raw';
import autoscalingHpa from './autoscaling/manifests/hpa.yaml?raw';
import autoscalingWeb from './autoscaling/manifests/web.yaml?raw';
import autoscalingScaleUpWindow from './autoscaling/patches/scale-up-window.yaml?raw';
import autoscalingShortWindow from './autoscaling/patches/short-window.yaml?raw';
import { type ContractReport, checkContract, ruleNames } from './contract.ts';
import followOneWish from './follow-one-wish/lesson.yaml?raw';
import followOneWishService from './follow-one-wish/manifests/service.yaml?raw';
import followOneWishWeb from './follow-one-wish/manifests/web.yaml?raw';
import labelsAreTheWiring from './labels-are-the-wiring/lesson.yaml?raw';
import labelsAreTheWiringService from './labels-are-the-wiring/manifests/service.yaml?raw';
import labelsAreTheWiringWeb from './labels-are-the-wiring/manifests/web.yaml?raw';
import { type LessonFiles, type LoadedLesson, mustReadLesson } from './loader.ts';
import nodeFailure from './node-failure/lesson.yaml?raw';
import nodeFailureLogAgent from './node-failure/manifests/log-agent.yaml?raw';
import nodeFailureWeb from './node-failure/manifests/web.yaml?raw';
import nodeFailureImpatient from './node-failure/patches/impatient.yaml?raw';
import nodeFailurePatient from './node-failure/patches/patient.yaml?raw';
import nodeFailureWrongTaint from './node-failure/patches/wrong-taint.yaml?raw';
import podIsNotAContainer from './pod-is-not-a-container/lesson.yaml?raw';
import podIsNotAContainerSolo from './pod-is-not-a-container/manifests/solo.yaml?raw';
import podIsNotAContainerWeb from './pod-is-not-a-container/manifests/web.yaml?raw';
import rollingUpdate from './rolling-update/lesson.yaml?raw';
import rollingUpdateWeb from './rolling-update/manifests/web.yaml?raw';
import rollingUpdateMinReady from './rolling-update/patches/min-ready.yaml?raw';
import rollingUpdateTooShort from './rolling-update/patches/too-short.yaml?raw';
import selfHealing from './self-healing/lesson.yaml?raw';
import selfHealingWeb from './self-healing/manifests/web.yaml?raw';
import serviceIsAPromise from './service-is-a-promise/lesson.yaml?raw';
import serviceIsAPromiseCheckout from './service-is-a-promise/manifests/checkout.yaml?raw';
import serviceIsAPromiseService from './service-is-a-promise/manifests/service.yaml?raw';
import serviceIsAPromiseWeb from './service-is-a-promise/manifests/web.yaml?raw';
import serviceIsAPromisePort from './service-is-a-promise/patches/port.yaml?raw';
import serviceIsAPromiseSelector from './service-is-a-promise/patches/selector.yaml?raw';
import whatEtcdRemembers from './what-etcd-remembers/lesson.yaml?raw';
import whatEtcdRemembersLate from './what-etcd-remembers/manifests/late.yaml?raw';
import whatEtcdRemembersPrices from './what-etcd-remembers/manifests/prices.yaml?raw';
import whatEtcdRemembersWeb from './what-etcd-remembers/manifests/web.yaml?raw';
import whatIsANode from './what-is-a-node/lesson.yaml?raw';
import whatIsANodeHand from './what-is-a-node/manifests/hand.yaml?raw';
import whatIsANodeParcel from './what-is-a-node/manifests/parcel.yaml?raw';
import whatIsANodeWeb from './what-is-a-node/manifests/web.yaml?raw';
import whyIsItPending from './why-is-it-pending/lesson.yaml?raw';
import whyIsItPendingReport from './why-is-it-pending/manifests/report.yaml?raw';
import whyIsItPendingWeb from './why-is-it-pending/manifests/web.yaml?raw';

export { anchorOf } from './anchors.ts';
export { arriveAt } from './arrive.ts';
export { assertNow } from './assert-now.ts';
export { loadExpressions } from './assertions/expression.ts';
export type { Answer, Attempt } from './attempt.ts';
export { type ContractReport, checkContract, checkingContract } from './contract.ts';
export { type CourseLesson, course, type Track } from './course.ts';
export { demoFiles, demos } from './demos.ts';
export { type Hands, lessonCluster } from './hands.ts';
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
} from './lesson-view.ts';
export { usesExpressions } from './lint-clauses.ts';
export { type LessonFiles, type LoadedLesson, readLesson } from './loader.ts';
export { formatMistake, type Mistake } from './mistake.ts';
export { fitted, type Misfit } from './other-version.ts';
export { Player } from './play.ts';
export { titleOf, worthOf } from './progress.ts';
export { readAttempt } from './read-attempt.ts';
export { resumeLesson, resumeRun } from './resume.ts';
export { LessonRun } from './runner.ts';
export { lesson as lessonSchema } from './schema.ts';
export { atOnce, type Sliced } from './sliced.ts';
export { inLanguage } from './translation.ts';
export { languagesOf } from './translation-file.ts';

/** Files of every lesson by its id, in the order of the course. */
export const lessons: Readonly<Record<string, LessonFiles>> = {
  'follow-one-wish': {
    'lesson.yaml': followOneWish,
    'manifests/service.yaml': followOneWishService,
    'manifests/web.yaml': followOneWishWeb,
  },
  'what-is-a-node': {
    'lesson.yaml': whatIsANode,
    'manifests/hand.yaml': whatIsANodeHand,
    'manifests/parcel.yaml': whatIsANodeParcel,
    'manifests/web.yaml': whatIsANodeWeb,
  },
  'pod-is-not-a-container': {
    'lesson.yaml': podIsNotAContainer,
    'manifests/solo.yaml': podIsNotAContainerSolo,
    'manifests/web.yaml': podIsNotAContainerWeb,
  },
  'self-healing': { 'lesson.yaml': selfHealing, 'manifests/web.yaml': selfHealingWeb },
  'labels-are-the-wiring': {
    'lesson.yaml': labelsAreTheWiring,
    'manifests/service.yaml': labelsAreTheWiringService,
    'manifests/web.yaml': labelsAreTheWiringWeb,
  },
  'why-is-it-pending': {
    'lesson.yaml': whyIsItPending,
    'manifests/report.yaml': whyIsItPendingReport,
    'manifests/web.yaml': whyIsItPendingWeb,
  },
  'service-is-a-promise': {
    'lesson.yaml': serviceIsAPromise,
    'manifests/checkout.yaml': serviceIsAPromiseCheckout,
    'manifests/service.yaml': serviceIsAPromiseService,
    'manifests/web.yaml': serviceIsAPromiseWeb,
    'patches/port.yaml': serviceIsAPromisePort,
    'patches/selector.yaml': serviceIsAPromiseSelector,
  },
  'rolling-update': {
    'lesson.yaml': rollingUpdate,
    'manifests/web.yaml': rollingUpdateWeb,
    'patches/min-ready.yaml': rollingUpdateMinReady,
    'patches/too-short.yaml': rollingUpdateTooShort,
  },
  autoscaling: {
    'lesson.yaml': autoscaling,
    'manifests/hpa.yaml': autoscalingHpa,
    'manifests/web.yaml': autoscalingWeb,
    'patches/scale-up-window.yaml': autoscalingScaleUpWindow,
    'patches/short-window.yaml': autoscalingShortWindow,
  },
  'node-failure': {
    'lesson.yaml': nodeFailure,
    'manifests/log-agent.yaml': nodeFailureLogAgent,
    'manifests/web.yaml': nodeFailureWeb,
    'patches/impatient.yaml': nodeFailureImpatient,
    'patches/patient.yaml': nodeFailurePatient,
    'patches/wrong-taint.yaml': nodeFailureWrongTaint,
  },
  'what-etcd-remembers': {
    'lesson.yaml': whatEtcdRemembers,
    'manifests/late.yaml': whatEtcdRemembersLate,
    'manifests/prices.yaml': whatEtcdRemembersPrices,
    'manifests/web.yaml': whatEtcdRemembersWeb,
  },
};

/** A lesson of the course; undefined when there is none of that name. */
export function loadLesson(id: string): LoadedLesson | undefined {
  return Object.hasOwn(lessons, id) ? mustReadLesson(lessons[id]) : undefined;
}

/** The contract of one lesson of the course; undefined when there is none of that name. */
export function runContract(id: string): ContractReport | undefined {
  const loaded = loadLesson(id);
  return loaded && checkContract(loaded);
}

/** Lessons by rules, as a Markdown table: ✓ or how many problems, and what was tried. */
export function contractTable(reports: readonly ContractReport[]): string {
  const rules = Object.keys(ruleNames).map(Number);
  const rows = reports.map(({ lesson, rules: results }) => {
    const cells = results.map(({ problems, tried }) => (problems.length === 0 ? `✓ ${tried}` : `✗ ${problems.length}`));
    return `| ${lesson} | ${cells.join(' | ')} |`;
  });
  const head = `| Lesson | ${rules.map((rule) => `${rule} ${ruleNames[rule]}`).join(' | ')} |`;
  return [head, `|${' --- |'.repeat(rules.length + 1)}`, ...rows, ''].join('\n');
}
