// Compares our answer with a recorded one, whose uids, revisions, times and random letters are placeholders. Only equality and
// difference count: a placeholder stands for whatever value it met first, and from then on for that value alone.

type Json = { [key: string]: unknown };

const dropped: readonly string[] = ['managedFields'];
const placeholder = /(uid|rv)-\d+|<(time|list-rv|continue|rand5|age|ip-\d+|nodeport-\d+|token|address|hash|rv|any)>/g;
const forms: { readonly [name: string]: string } = {
  uid: '[0-9a-zA-Z-]{1,36}',
  rv: '\\d+',
  time: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z',
  'list-rv': '\\d+',
  continue: '[A-Za-z0-9_-]+',
  rand5: '[bcdfghjklmnpqrstvwxz2456789]{5}',
  age: '(?:\\d+[smhdy])+|<unknown>',
  token: '[A-Za-z0-9._-]+',
  address: '[0-9.]+:\\d+',
  hash: '[0-9A-Fa-f]+',
  any: '[\\s\\S]*',
};

/** Remembers over a whole session which value each numbered placeholder stands for. */
export class Comparer {
  private readonly meaning = new Map<string, string>();
  private readonly nameOf = new Map<string, string>();
  private readonly patterns = new Map<string, { readonly pattern: RegExp; readonly names: readonly string[] }>();

  constructor(private readonly keepManagedFields = false) {}

  /** The first difference as text, '' when there is none. `ignore` holds JSON pointers. */
  difference(recorded: unknown, ours: unknown, ignore: readonly string[] = []): string {
    return this.compare(recorded, ours, '', ignore);
  }

  private compare(recorded: unknown, ours: unknown, at: string, ignore: readonly string[]): string {
    if (ignore.includes(at)) return '';
    if (typeof recorded === 'string') return this.compareText(recorded, ours, at);
    if (typeof recorded !== 'object' || recorded === null) {
      return Object.is(recorded, ours) ? '' : `${at}: ${show(recorded)} expected, ${show(ours)} found`;
    }
    if (typeof ours !== 'object' || ours === null || Array.isArray(recorded) !== Array.isArray(ours)) {
      return `${at}: ${show(recorded)} expected, ${show(ours)} found`;
    }
    if (Array.isArray(recorded)) {
      const list = ours as unknown[];
      if (recorded.length !== list.length) {
        return `${at}: ${recorded.length} elements expected, ${list.length} found: ${show(recorded)} / ${show(list)}`;
      }
      for (let i = 0; i < recorded.length; i++) {
        const found = this.compare(recorded[i], list[i], `${at}/${i}`, ignore);
        if (found !== '') return found;
      }
      return '';
    }
    return this.compareRecords(recorded as Json, ours as Json, at, ignore);
  }

  private compareRecords(recorded: Json, ours: Json, at: string, ignore: readonly string[]): string {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(ours)])].sort();
    for (const key of keys) {
      if (!this.keepManagedFields && dropped.includes(key)) continue;
      const path = `${at}/${key}`;
      if (ignore.includes(path)) continue;
      if (ours[key] === undefined) return `${path}: ${show(recorded[key])} expected, nothing found`;
      if (recorded[key] === undefined) return `${path}: nothing expected, ${show(ours[key])} found`;
      const found = this.compare(recorded[key], ours[key], path, ignore);
      if (found !== '') return found;
    }
    return '';
  }

  private compareText(recorded: string, ours: unknown, at: string): string {
    const differs = `${at}: ${show(recorded)} expected, ${show(ours)} found`;
    if (recorded === ours) return '';
    if (typeof ours === 'number' && /^<nodeport-\d+>$/.test(recorded))
      return this.compareText(recorded, String(ours), at);
    if (typeof ours !== 'string') return recorded === '<any>' ? '' : differs;
    const { pattern, names } = this.patternOf(recorded);
    if (names.length === 0) return differs;
    const match = pattern.exec(ours);
    if (!match) return differs;
    for (let i = 0; i < names.length; i++) {
      if (!/-\d+$/.test(names[i])) continue;
      const value = match[i + 1];
      const scoped = `${names[i].slice(0, names[i].lastIndexOf('-'))}=${value}`;
      const known = this.meaning.get(names[i]);
      const owner = this.nameOf.get(scoped);
      if ((known ?? value) !== value || (owner ?? names[i]) !== names[i]) {
        return `${at}: ${names[i]} (${known ?? 'new'}) expected, ${value} (${owner ?? 'new'}) found`;
      }
      this.meaning.set(names[i], value);
      this.nameOf.set(scoped, names[i]);
    }
    return '';
  }

  private patternOf(recorded: string): { readonly pattern: RegExp; readonly names: readonly string[] } {
    const known = this.patterns.get(recorded);
    if (known) return known;
    const names: string[] = [];
    let source = '';
    let last = 0;
    for (const match of recorded.matchAll(placeholder)) {
      source += literally(recorded.slice(last, match.index));
      const name = match[0].replace(/[<>]/g, '');
      names.push(name);
      source += `(${forms[name] ?? forms[name.slice(0, name.lastIndexOf('-'))] ?? '[0-9.]+'})`;
      last = match.index + match[0].length;
    }
    const made = { pattern: new RegExp(`^${source}${literally(recorded.slice(last))}$`), names };
    this.patterns.set(recorded, made);
    return made;
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
