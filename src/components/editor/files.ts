// The laptop's files: the editor's tabs, and what `kubectl apply -f web.yaml` reads. Every change is kept in this browser,
// where that is allowed, so that a closed tab or a broken page loses nothing that was typed.

import { create } from 'zustand';
import { store, storedJson } from '../ui/storage.ts';

export interface File {
  readonly name: string;
  readonly text: string;
}

export interface FilesState {
  readonly files: readonly File[];
  /** Name of the file on screen, or ''. */
  readonly active: string;
}

const key = 'podarium.files.1';
/** Larger files are not accepted; the API server refuses bodies over 3 MB anyway. */
export const largestFile = 5_000_000;
const keepAfterMs = 300;

function isFiles(value: unknown): value is FilesState {
  if (typeof value !== 'object' || value === null || !('files' in value) || !('active' in value)) return false;
  const { files, active } = value;
  const isFile = (file: unknown): boolean =>
    typeof file === 'object' &&
    file !== null &&
    'name' in file &&
    'text' in file &&
    typeof file.name === 'string' &&
    typeof file.text === 'string';
  return typeof active === 'string' && Array.isArray(files) && files.every(isFile);
}

export const useFiles = create<FilesState>(() => storedJson(key, isFiles) ?? { files: [], active: '' });

let timer: ReturnType<typeof setTimeout> | undefined;

const keep = (): void => {
  clearTimeout(timer);
  timer = undefined;
  store(key, JSON.stringify(useFiles.getState()));
};

useFiles.subscribe(() => {
  clearTimeout(timer);
  timer = setTimeout(keep, keepAfterMs);
});

// A page that is left does not wait for the moment of rest: nothing typed is lost.
globalThis.addEventListener?.('pagehide', () => {
  if (timer !== undefined) keep();
});

/** Opens a text as a file and shows it; a file of that name with another text is left alone. Returns the name it got. */
export function openFile(name: string, text: string): string {
  const { files } = useFiles.getState();
  const taken = files.find((file) => file.name === name);
  if (taken && (taken.text === text || taken.text.trim() === '')) {
    setText(name, text);
    useFiles.setState({ active: name });
    return name;
  }
  const free = freeName(name, files);
  useFiles.setState({ files: [...files, { name: free, text }], active: free });
  return free;
}

export function setText(name: string, text: string): void {
  useFiles.setState(({ files }) => ({ files: files.map((file) => (file.name === name ? { name, text } : file)) }));
}

export function showFile(name: string): void {
  useFiles.setState({ active: name });
}

/** Closes a tab; its neighbour is shown. */
export function closeFile(name: string): void {
  useFiles.setState(({ files, active }) => {
    const at = files.findIndex((file) => file.name === name);
    const rest = files.filter((file) => file.name !== name);
    return { files: rest, active: active === name ? (rest[Math.max(0, at - 1)]?.name ?? '') : active };
  });
}

/** The files as a command gets them. */
export function filesByName(): Readonly<Record<string, string>> {
  return Object.fromEntries(useFiles.getState().files.map((file) => [file.name, file.text]));
}

/** `web.yaml`, then `web-2.yaml`, … */
export function freeName(name: string, files: readonly File[]): string {
  if (!files.some((file) => file.name === name)) return name;
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let n = 2; ; n++) {
    const other = `${stem}-${n}${ending}`;
    if (!files.some((file) => file.name === other)) return other;
  }
}

/** A name for pasted text: the first object's own, else `pasted.yaml`. */
export function nameFor(text: string): string {
  const name = /^ {2}name:\s*["']?([a-z0-9][a-z0-9.-]*)/m.exec(text)?.[1];
  return `${name ?? 'pasted'}.yaml`;
}

/** The manifest inside `kubectl apply -f - <<EOF … EOF`, or the text itself. */
export function manifestIn(text: string): string {
  const heredoc = /<<-?\s*['"]?(\w+)['"]?[^\n]*\n([\s\S]*?)\n\s*\1\s*$/.exec(text.trim());
  return heredoc ? `${heredoc[2]}\n` : text;
}
