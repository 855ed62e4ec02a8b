// The lesson that somebody brings or writes: its files, kept in this browser with every change, and what the reader of lessons says about
// them. A lesson without mistakes is played at once; one with mistakes stays open beside them, and nothing that was typed is lost.
import { create } from 'zustand';
import type { LessonFiles, LoadedLesson, Mistake } from '../../scenarios/index.ts';
import { areFiles } from '../../scenarios/named-files.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { setView, useView } from '../session/view-state.ts';
import { inSlices } from '../ui/in-slices.ts';
import { store, storedJson } from '../ui/storage.ts';
import { own } from '../ui/text/own.ts';
import { filesOf, type GivenFile, lessonFile, looksLikeLesson } from './lesson-files.ts';
import { keepOwn, ownName } from './own-lessons.ts';

export interface Draft {
  readonly files: LessonFiles;
  /** The file that is shown. */
  readonly active: string;
}

interface Workshop {
  readonly draft: Draft;
  /** What was here before something else was opened in its place. */
  readonly before: Draft | undefined;
  /** Of the draft as it was checked last; undefined when it was changed since. */
  readonly mistakes: readonly Mistake[] | undefined;
  readonly said: string;
  /** What did not hold when it was tried. */
  readonly problems: readonly string[];
}

const key = 'podarium.draft.1';
const keepAfterMs = 300;
const emptyDraft: Draft = { files: { [lessonFile]: '' }, active: lessonFile };

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null || !('files' in value) || !('active' in value)) return false;
  const { files, active } = value;
  return areFiles(files) && typeof active === 'string' && Object.hasOwn(files, active);
}

export const useWorkshop = create<Workshop>(() => ({
  draft: storedJson(key, isDraft) ?? emptyDraft,
  before: undefined,
  mistakes: undefined,
  said: '',
  problems: [],
}));

let timer: ReturnType<typeof setTimeout> | undefined;

const save = (): void => {
  clearTimeout(timer);
  timer = undefined;
  store(key, JSON.stringify(useWorkshop.getState().draft));
};

useWorkshop.subscribe(({ draft }, before) => {
  if (draft === before.draft) return;
  clearTimeout(timer);
  timer = setTimeout(save, keepAfterMs);
});

globalThis.addEventListener?.('pagehide', () => {
  if (timer !== undefined) save();
});

export function setDraftText(name: string, text: string): void {
  useWorkshop.setState(({ draft }) => ({
    draft: { ...draft, files: { ...draft.files, [name]: text } },
    mistakes: undefined,
    said: '',
    problems: [],
  }));
}

export function showDraftFile(active: string): void {
  useWorkshop.setState(({ draft }) => ({
    draft: { files: Object.hasOwn(draft.files, active) ? draft.files : { ...draft.files, [active]: '' }, active },
  }));
}

/** Puts a lesson into the workshop and shows it; what was there can be taken back. */
export function openInWorkshop(files: LessonFiles, said = ''): void {
  const { draft } = useWorkshop.getState();
  const active = Object.hasOwn(files, lessonFile) ? lessonFile : (Object.keys(files)[0] ?? lessonFile);
  const next: Draft = { files: Object.hasOwn(files, active) ? files : { ...files, [active]: '' }, active };
  const isOther = JSON.stringify(draft.files) !== JSON.stringify(next.files) && !isEmpty(draft);
  useWorkshop.setState({ draft: next, mistakes: undefined, said, problems: [], ...(isOther ? { before: draft } : {}) });
  setView({ workshopOpen: true });
}

export const isEmpty = ({ files }: Draft): boolean => Object.values(files).every((text) => text.trim() === '');

export function takeBack(): void {
  const { before, draft } = useWorkshop.getState();
  if (before) useWorkshop.setState({ draft: before, before: draft, mistakes: undefined, said: '', problems: [] });
}

/** Files that were picked, dropped or fetched: a lesson is played if it can be, manifests alone join the draft. */
export async function takeFiles(given: readonly GivenFile[]): Promise<void> {
  const { draft } = useWorkshop.getState();
  const joins = !given.some(({ text }) => looksLikeLesson(text)) && looksLikeLesson(draft.files[lessonFile] ?? '');
  const files = joins
    ? { ...draft.files, ...filesOf([{ path: lessonFile, text: draft.files[lessonFile] }, ...given]) }
    : filesOf(given);
  if (Object.keys(files).length === 0) {
    useWorkshop.setState({ said: own.noLesson });
    return setView({ workshopOpen: true });
  }
  openInWorkshop(files);
  await playDraft();
}

/** The lesson at an address, with what it names beside itself. */
export async function takeFetched(address: string): Promise<void> {
  useWorkshop.setState({ said: own.fetching });
  try {
    const { fetchFiles } = await import('../lesson/fetch-lesson.ts');
    openInWorkshop(await fetchFiles(address));
    await playDraft();
  } catch (error) {
    useWorkshop.setState({ said: error instanceof Error ? error.message : String(error) });
  }
}

/** The lesson of the draft, or undefined with its mistakes shown. */
export async function checkDraft(): Promise<LoadedLesson | undefined> {
  const { draft } = useWorkshop.getState();
  const { readLesson, loadExpressions } = await import('../../scenarios/index.ts');
  if (draft.files[lessonFile]?.includes('expr:')) await loadExpressions();
  const read = readLesson(draft.files);
  const mistakes = 'mistakes' in read ? read.mistakes : [];
  useWorkshop.setState({ mistakes, said: mistakes.length === 0 ? own.noMistakes : '' });
  return 'mistakes' in read ? undefined : read;
}

/** How often a draft was tried: only the last time counts. */
let tries = 0;

/** Holds the lesson of the draft to its word, as `podarium test` does. Whoever writes on, or leaves, calls it off. */
export async function tryDraft(): Promise<void> {
  const loaded = await checkDraft();
  if (!loaded) return;
  const { files } = useWorkshop.getState().draft;
  const mine = ++tries;
  const { checkingContract } = await import('../../scenarios/index.ts');
  const report = await inSlices(checkingContract(loaded), {
    at: (rule) => useWorkshop.setState({ said: own.trying(rule), problems: [] }),
    over: () => mine !== tries || useWorkshop.getState().draft.files !== files || !useView.getState().workshopOpen,
  });
  if (!report) {
    if (mine === tries) useWorkshop.setState({ said: '' });
    return;
  }
  const { rules } = report;
  const problems = rules.flatMap((rule) => rule.problems);
  useWorkshop.setState({ problems, said: problems.length > 0 ? own.broken(problems.length) : own.kept(rules.length) });
}

/** The step on the page, when it is the lesson of this name that is played there. */
export function stepOnPage(id: string): string | undefined {
  const { loaded, view } = useLesson.getState();
  const isOwn = new URLSearchParams(location.search).get('lesson') === ownName(id);
  return isOwn && loaded?.lesson.id === id && view && view.step > 1 ? view.stepId : undefined;
}

/**
 * Plays the lesson of the draft, or presents it, and keeps it under the learner's own. Where it was being played it goes on at the same step,
 * with what was written since: an author sees a sentence where it is said.
 */
export async function playDraft(present = false, fromStart = false): Promise<void> {
  const loaded = await checkDraft();
  if (!loaded) return;
  if (timer !== undefined) save();
  const kept = keepOwn(loaded);
  const step = present || fromStart ? undefined : stepOnPage(loaded.lesson.id);
  if (step !== undefined && loaded.lesson.steps.some(({ id }) => id === step)) {
    const { startLesson } = await import('../lesson/start-lesson.ts');
    // Steps before it that cannot be gone through any more lead to the beginning.
    if (startLesson(loaded, { step })) return setView({ workshopOpen: false, place: 'page', selection: undefined });
  }
  if (kept) {
    location.assign(addressOf(loaded.lesson.id) + (present ? '&mode=present' : ''));
    return;
  }
  // The browser keeps nothing: it is played all the same, for as long as the page is open.
  const { startLesson } = await import('../lesson/start-lesson.ts');
  startLesson(loaded);
  setView({ workshopOpen: false, place: 'page', selection: undefined });
}

export function addressOf(id: string): string {
  return `?lesson=${encodeURIComponent(ownName(id))}`;
}
