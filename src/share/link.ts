// A run as the fragment of an address: `#s=1.` and the data, made small and written with the letters an address may have. A fragment is
// never sent to a server. What comes back is bounded while it is still growing: a small text can hold a very large one.

import { packed, unpacked } from './packed.ts';
import { limits, type Problem, readShared, type SharedRun } from './shared-run.ts';

/** The newest that is read. Links are of the oldest that can say what they have to: 1 as it is, 2 with long lists packed. */
export const linkVersion = 2;
const mark = '#s=';
/** Longer fragments than this are cut by some programs that pass links on; from here on a file is the better way. */
export const handyCharacters = 8_000;
/** What a link may have at most. */
export const mostLinkCharacters = 400_000;

export function toFragment(run: SharedRun): Promise<string> {
  const shorter = packed(run);
  return shorter === undefined ? textToFragment(JSON.stringify(run)) : textToFragment(JSON.stringify(shorter), 2);
}

/** Any text as a fragment: tests write some that no run has. */
export async function textToFragment(text: string, version = 1): Promise<string> {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw'));
  return `${mark}${version}.${toBase64Url(bytes)}`;
}

export type Opened = { readonly run: SharedRun } | { readonly problem: Problem };

/** Reads a fragment; undefined when it is none of ours. Never throws. */
export async function fromFragment(fragment: string): Promise<Opened | undefined> {
  if (!fragment.startsWith(mark)) return undefined;
  const problem = (message: string): Opened => ({ problem: { path: '', message } });
  if (fragment.length > mostLinkCharacters) return problem('The link is longer than any link of Podarium.');
  const [, version, text] = /^#s=(\d{1,6})\.([A-Za-z0-9_-]*)$/.exec(fragment) ?? [];
  if (version === undefined) return problem('The link is damaged: it has letters that no link has.');
  if (!(Number(version) >= 1 && Number(version) <= linkVersion))
    return problem(`The link is of version ${version}; this Podarium reads 1 to ${linkVersion}.`);
  let json: string;
  try {
    const bytes = await through(fromBase64Url(text), new DecompressionStream('deflate-raw'), limits.characters);
    json = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const tooLarge = error instanceof Error && error.message === tooMuch;
    return problem(
      tooLarge
        ? 'The link holds more than a run can have.'
        : 'The link is damaged: a part of it is missing or changed.',
    );
  }
  return fromText(json, Number(version) > 1);
}

/** Reads the text of a saved file. Never throws. */
export function fromText(text: string, isPacked = false): Opened {
  if (text.length > limits.characters)
    return { problem: { path: '', message: 'The file holds more than a run can have.' } };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { problem: { path: '', message: 'This is not the file of a run: it is not JSON.' } };
  }
  try {
    return readShared(isPacked ? unpacked(data) : data);
  } catch {
    return { problem: { path: '', message: 'This is no run: it goes deeper than any run does.' } };
  }
}

export const toText = (run: SharedRun): string => `${JSON.stringify(run)}\n`;

const tooMuch = 'too much';

async function through(
  bytes: Uint8Array,
  transform: CompressionStream | DecompressionStream,
  most = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const writer = transform.writable.getWriter();
  // Whoever reads hears of damage; the writer's own promise would say it twice.
  const written = writer.write(bytes as BufferSource).then(() => writer.close());
  written.catch(() => undefined);
  const reader = transform.readable.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error(tooMuch);
    }
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8_192) text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
