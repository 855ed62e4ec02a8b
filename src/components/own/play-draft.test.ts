// @vitest-environment happy-dom
// An author who changes a sentence sees it where it is said: the lesson goes on at the step it was at, and only when it is that lesson.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useLesson } from '../lesson/lesson-store.ts';
import { startLesson } from '../lesson/start-lesson.ts';
import { checkDraft, openInWorkshop, playDraft, setDraftText, useWorkshop } from './workshop-store.ts';

const folder = 'src/scenarios/fixtures/workshop';
const files = Object.fromEntries(
  ['lesson.yaml', 'manifests/web.yaml'].map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
);
let went: string[] = [];

beforeEach(async () => {
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => {});
  went = [];
  vi.spyOn(location, 'assign').mockImplementation((to) => void went.push(String(to)));
  history.replaceState(null, '', '/?lesson=own:workshop');
  openInWorkshop(files);
  const loaded = await checkDraft();
  if (!loaded) throw new Error(JSON.stringify(useWorkshop.getState().mistakes));
  startLesson(loaded, { step: 'soon' });
});

afterEach(() => {
  useLesson.getState().end?.();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const write = (from: string, to: string) => {
  expect(files['lesson.yaml']).toContain(from);
  setDraftText('lesson.yaml', files['lesson.yaml'].replace(from, to));
};
const shown = () => useLesson.getState().view;

it('goes on at the same step, with what was written since', async () => {
  const asked = shown()?.prediction?.question ?? '';
  write(asked, 'Otherwise asked?');
  await playDraft();
  expect([shown()?.stepId, shown()?.prediction?.question, went]).toEqual(['soon', 'Otherwise asked?', []]);
});

it('begins at the beginning when that is asked for, when the step is gone, and of another lesson', async () => {
  await playDraft(false, true);
  expect(went).toEqual(['?lesson=own%3Aworkshop']);
  write('- id: soon', '- id: sooner');
  await playDraft();
  expect(went).toHaveLength(2);
  history.replaceState(null, '', '/?lesson=self-healing');
  setDraftText('lesson.yaml', files['lesson.yaml']);
  await playDraft();
  expect(went).toHaveLength(3);
});

it('shows its mistakes and leaves the lesson as it is, when it cannot be read', async () => {
  write('kind: act', 'kind: atc');
  await playDraft();
  expect([shown()?.stepId, went, (useWorkshop.getState().mistakes ?? []).length > 0]).toEqual(['soon', [], true]);
});
