// The cluster of a lesson and the manifests beside it: everything is there, can be read, and asks for no more than a page can give.

import { parseManifests, readClusterSpec } from '../engine/index.ts';
import type { Check } from './lint.ts';
import type { LessonFiles } from './loader.ts';
import { pathOf } from './mistake.ts';
import type { Lesson } from './schema.ts';
import { pickVariants, substitute, type Variables } from './text.ts';

const MOST_OBJECTS = 200;
export const MOST_NODES = 50;
export const MOST_PODS = 500;

/** The cluster file of a lesson with its manifests' texts in place of their names. */
export function clusterData(lesson: Lesson, files: LessonFiles, variants: Variables): unknown {
  const { apply: _, warmup: __, ...cluster } = lesson.cluster;
  const texts = manifestsOf(lesson, files).map(({ text }) => text);
  return substitute({ ...cluster, apply: texts }, variants);
}

/** What the cluster begins with: manifests by the names they have in messages, with their texts. */
export function manifestsOf(
  lesson: Lesson,
  files: LessonFiles,
): readonly { readonly name: string; readonly text: string }[] {
  return (lesson.cluster.apply ?? []).map((entry, i) =>
    isInline(entry)
      ? { name: `cluster.apply[${i}]`, text: entry }
      : { name: entry, text: Object.hasOwn(files, entry) ? files[entry] : '' },
  );
}

/** More than one line is no name of a file: it is the manifest itself. */
const isInline = (entry: string): boolean => entry.includes('\n');

export function checkCluster(lesson: Lesson, files: LessonFiles, wrong: Check): void {
  (lesson.cluster.apply ?? []).forEach((name, i) => {
    if (!isInline(name) && !Object.hasOwn(files, name)) wrong(['cluster', 'apply', i], absence(name));
  });
  const read = readClusterSpec(clusterData(lesson, files, pickVariants(lesson.variants ?? {}, lesson.seed)));
  if ('errors' in read) {
    for (const { field, message } of read.errors) wrong(['cluster', ...pathOf(field)], message);
    return;
  }
  if (read.spec.nodes.length > MOST_NODES) wrong(['cluster', 'nodes'], `at most ${MOST_NODES} nodes in a lesson`);
  const names = manifestsOf(lesson, files);
  let objects = 0;
  let pods = 0;
  read.spec.apply.forEach((text, i) => {
    const { manifests, error } = parseManifests(text, names[i]?.name ?? '');
    objects += manifests.length;
    for (const manifest of manifests) pods += wantedPods(manifest);
    if (error) wrong(['cluster', 'apply', i], error.message);
  });
  if (objects > MOST_OBJECTS) wrong(['cluster', 'apply'], `${objects} objects; a lesson has at most ${MOST_OBJECTS}`);
  if (pods > MOST_PODS) wrong(['cluster', 'apply'], `${pods} pods are asked for; a lesson has at most ${MOST_PODS}`);
}

function absence(name: string): string {
  if (/^[a-z]+:/i.test(name) || name.startsWith('/') || name.split('/').includes('..'))
    return `${name} lies outside the lesson's folder; a lesson brings all its files`;
  return `there is no ${name} beside the lesson`;
}

/** Fields of a spec that ask for pods: how many, or how many at most. */
const podFields = ['replicas', 'maxReplicas', 'parallelism', 'completions'];

function wantedPods(manifest: unknown): number {
  const { object = manifest } = manifest as { object?: unknown };
  const { spec = {} } = object as { spec?: Readonly<Record<string, unknown>> | null };
  return Math.max(...podFields.map((field) => (typeof spec?.[field] === 'number' ? (spec[field] as number) : 0)));
}

/** How many pods an action of a script asks for. */
export function podsAskedBy(action: unknown, files: LessonFiles): number {
  if (typeof action === 'string') return podsInCommand(action);
  if (typeof action !== 'object' || action === null) return 0;
  const { scale, to, kubectl, apply, with: patch, stdin } = action as Readonly<Record<string, unknown>>;
  const asked = [scale !== undefined && typeof to === 'number' ? to : 0];
  if (typeof kubectl === 'string') asked.push(podsInCommand(kubectl));
  for (const text of [apply, patch, stdin]) if (typeof text === 'string') asked.push(podsInText(text, files));
  return Math.max(...asked);
}

function podsInCommand(line: string): number {
  return Math.max(0, ...[...line.matchAll(/--(?:replicas|max)[= ](\d+)/g)].map(([, count]) => Number(count)));
}

function podsInText(text: string, files: LessonFiles): number {
  const own = Object.hasOwn(files, text) ? files[text] : text;
  const numbers = own.matchAll(/\b(?:replicas|maxReplicas|parallelism|completions)["']?\s*:\s*(\d+)/g);
  return Math.max(0, ...[...numbers].map(([, count]) => Number(count)));
}
