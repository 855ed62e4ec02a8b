// Decides what a typed line is: a word for kubectl, one of the page's own few words, YAML that was pasted, or nothing we know.
// Nothing is refused without saying what would work instead.

export type Typed =
  | { readonly kind: 'nothing' }
  /** The arguments after `kubectl`. */
  | { readonly kind: 'kubectl'; readonly line: string }
  /** The whole line: `etcdctl get …`, `etcdutl snapshot restore …`. */
  | { readonly kind: 'etcdctl'; readonly line: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'history' }
  /** `podarium why pod/web-1`: the kind may be left out, or be a short name. */
  | { readonly kind: 'why'; readonly what: string }
  | { readonly kind: 'unknown'; readonly word: string; readonly suggestion: string | undefined };

/** Verbs a newcomer may type without `kubectl` in front. */
const kubectlVerbs = [
  'annotate',
  'api-resources',
  'api-versions',
  'apply',
  'cluster-info',
  'config',
  'cordon',
  'create',
  'delete',
  'describe',
  'drain',
  'edit',
  'events',
  'exec',
  'explain',
  'expose',
  'get',
  'label',
  'logs',
  'patch',
  'replace',
  'rollout',
  'run',
  'scale',
  'set',
  'taint',
  'top',
  'uncordon',
  'version',
  'wait',
];

export function readLine(line: string): Typed {
  const text = line.trim().replace(/^\$\s+/, '');
  if (text === '') return { kind: 'nothing' };
  const [first = '', ...rest] = text.split(/\s+/);
  if (first === 'kubectl' || first === 'k') return { kind: 'kubectl', line: text.slice(first.length).trim() };
  if (first === 'etcdctl' || first === 'etcdutl') return { kind: 'etcdctl', line: text };
  if (first === 'help' || first === '?') return { kind: 'help' };
  if (first === 'clear' || first === 'cls') return { kind: 'clear' };
  if (first === 'history') return { kind: 'history' };
  if (first === 'podarium' || first === 'why') {
    const words = first === 'podarium' ? rest : ['why', ...rest];
    if (words[0] === 'why' && words[1]) return { kind: 'why', what: words.slice(1).join('/') };
    return { kind: 'unknown', word: text, suggestion: 'podarium why pod/NAME' };
  }
  if (kubectlVerbs.includes(first)) return { kind: 'unknown', word: first, suggestion: `kubectl ${text}` };
  const near = nearest(first, ['kubectl', 'help', 'clear', 'history', 'podarium']);
  return { kind: 'unknown', word: first, suggestion: near ? [near, ...rest].join(' ') : undefined };
}

/** True for text that is a manifest rather than commands: it opens the editor instead of running line by line. */
export function looksLikeYaml(text: string): boolean {
  return /\n/.test(text.trim()) && /^\s*(apiVersion|kind|metadata|spec|items|---|\{)/m.test(text);
}

/** The word to complete with, or the longest beginning that all candidates share. */
export function commonBeginning(candidates: readonly string[]): string {
  const [first = '', ...rest] = candidates;
  let length = first.length;
  for (const other of rest) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

export interface Completed {
  readonly line: string;
  readonly cursor: number;
  /** What to list when the line could not be finished alone. */
  readonly choices: readonly string[];
}

/** Puts completions of the word before the cursor into the line. */
export function completeLine(line: string, cursor: number, candidates: readonly string[]): Completed {
  const before = line.slice(0, cursor);
  const start = before.search(/\S*$/);
  const typed = before.slice(start);
  const fitting = candidates.filter((candidate) => candidate.startsWith(typed));
  if (fitting.length === 0) return { line, cursor, choices: [] };
  const alone = fitting.length === 1;
  const ending = alone && !/[/=,]$/.test(fitting[0] ?? '') && !line.slice(cursor).startsWith(' ') ? ' ' : '';
  const insert = commonBeginning(fitting) + ending;
  return {
    line: before.slice(0, start) + insert + line.slice(cursor),
    cursor: start + insert.length,
    choices: alone ? [] : fitting,
  };
}

/** The candidate at most two edits away, as a spelling suggestion. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const best = candidates
    .map((candidate) => ({ candidate, distance: edits(word, candidate) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= 2 ? best.candidate : undefined;
}

function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
