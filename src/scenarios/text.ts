// Texts and variables of a lesson. `$name` stands for one of a list, picked from the seed, or for an object of the moment
// (`$victim.name`); it is replaced everywhere in a step, in texts and in references alike, so both always speak of the same thing.

export type Variables = Readonly<Record<string, string>>;

const VARIABLE = /\$([a-zA-Z]\w*)(\.[a-z]+)?/g;

/** The same data with every known `$name` and `$name.part` replaced; unknown ones stay as they are. */
export function substitute<T>(data: T, variables: Variables): T {
  if (typeof data === 'string') return numeric(replaceIn(data, variables), data) as T;
  if (Array.isArray(data)) return data.map((each) => substitute(each as unknown, variables)) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, substitute(value, variables)])) as T;
}

/** A field that is a variable and nothing else may become a number: `to: $replicas`. */
function numeric(text: string, given: string): string | number {
  return text !== given && given.startsWith('$') && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function replaceIn(text: string, variables: Variables): string {
  return text.replace(VARIABLE, (whole, name: string, part = '') => {
    const full = variables[`${name}${part}`];
    if (full !== undefined) return full;
    return variables[name] === undefined ? whole : `${variables[name]}${part}`;
  });
}

/** Names of the variables that a piece of data uses. */
export function variablesIn(data: unknown): readonly string[] {
  if (typeof data === 'string') return [...data.matchAll(VARIABLE)].map(([, name]) => name);
  if (typeof data !== 'object' || data === null) return [];
  return Object.values(data).flatMap(variablesIn);
}

/** One of each list, picked by the seed: the same seed gives the same lesson. */
export function pickVariants(
  variants: Readonly<Record<string, readonly (string | number)[]>>,
  seed: number,
): Variables {
  return Object.fromEntries(
    Object.entries(variants).map(([name, list]) => [name, String(list[draw(name, seed) % list.length])]),
  );
}

/** FNV-1a over name and seed, mixed once more so that neighbouring seeds differ. */
function draw(name: string, seed: number): number {
  let hash = 0x811c9dc5;
  for (const letter of `${seed}/${name}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
