// The cluster of a lesson and the manifests beside it: everything is there, can be read, and asks for no more than a page can give.

import { parseManifests, readClusterSpec } from '../engine/index.ts';
import type { Check } from './lint.ts';
import type { LessonFiles } from './loader.ts';
import { pathOf } from './mistake.ts';
import type { Lesson } from './schema.ts';
import { pickVariants, substitute, type Variables } from './text.ts';

const MOST_OBJECTS = 200;
const MOST_NODES = 50;
const MOST_PODS = 500;

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

function wantedPods(manifest: unknown): number {
  const { object = manifest } = manifest as { object?: unknown };
  const { spec } = object as { spec?: { replicas?: unknown; parallelism?: unknown; completions?: unknown } };
  return Math.max(
    ...[spec?.replicas, spec?.parallelism, spec?.completions].map((n) => (typeof n === 'number' ? n : 0)),
  );
}
