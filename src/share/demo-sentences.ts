// A sentence for what somebody did, to be edited by whoever shows it: what was done and to what, and no opinion about it.
import { type Action, describeAction, parseManifests } from '../engine/index.ts';

/** Letters of a sentence in a lesson. */
const mostLetters = 200;
const mostWords = 36;

/** What is done to a file from the laptop. */
const past: Readonly<Record<string, string>> = {
  apply: 'applied',
  create: 'created',
  replace: 'replaced',
  delete: 'deleted what is in the file:',
};

export function sentenceOf(action: Action): string {
  return short(`We ${wordsOf(action)}.`);
}

/** A title of a few words. */
export function titleOf(action: Action): string {
  const words = wordsOf(action).replaceAll('`', '');
  return words.length <= 56 ? words.charAt(0).toUpperCase() + words.slice(1) : `${words.slice(0, 55)}…`;
}

function wordsOf(action: Action): string {
  if ('apply' in action) return `applied ${objectsIn(action.apply)}`;
  if ('kubectl' in action) {
    const line = action.kubectl.trim().replace(/^kubectl\s+/, '');
    if (action.stdin !== undefined && /-f\s+-/.test(line))
      return `${past[line.split(/\s/)[0]] ?? 'sent'} ${objectsIn(action.stdin)}`;
    return `ran \`kubectl ${line.replaceAll('`', "'")}\``;
  }
  return describeAction(action);
}

/** `Deployment web and Service web` of a manifest; in general words where it cannot be read. */
function objectsIn(text: string): string {
  const names = parseManifests(text, '').manifests.map(({ object }) => {
    const { kind = '', metadata } = object as { kind?: string; metadata?: { name?: string } };
    return `${kind} ${metadata?.name ?? ''}`.trim();
  });
  if (names.length === 0 || names.length > 4) return 'a manifest';
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** One sentence, as long as a lesson may say one. */
function short(text: string): string {
  const words = text.split(/\s+/);
  const few = words.length > mostWords ? `${words.slice(0, mostWords).join(' ')} …` : text;
  return few.length > mostLetters ? `${few.slice(0, mostLetters - 1)}…` : few;
}
