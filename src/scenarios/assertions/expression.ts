// Conditions in CEL, the expression language that Kubernetes itself uses: pure, without loops that do not end, and a text. The
// interpreter is loaded only for lessons that have such a condition; until then, and after a mistake, a condition does not hold.

type Check = (object: unknown) => boolean;
type Compile = (source: string) => Check;

let compile: Compile | undefined;

interface Compiled {
  readonly check: Check;
  /** Lists that it walks, one in another at worst. */
  readonly macros: number;
  /** What it said of an object: stored objects never change, so each is looked at once. */
  readonly said: WeakMap<object, boolean>;
}

const compiled = new Map<string, Compiled>();

/** Small: a condition is read by people. */
const limits = { maxAstNodes: 120, maxDepth: 16, maxListElements: 20, maxMapEntries: 20, maxCallArguments: 6 };
/** Macros walk lists; nested ones multiply. */
const MACRO = /\.(all|exists|exists_one|filter|map)\s*\(/g;
const MOST_MACROS = 2;
/** Members of an object that a condition may come to while it walks: as many as an object has, and again for each of them. */
const MOST_WALKED = 1_000_000;

/** Loads the interpreter, once. */
export async function loadExpressions(): Promise<void> {
  if (compile) return;
  const { Environment } = await import('@marcbachmann/cel-js');
  const environment = new Environment({ limits, unlistedVariablesAreDyn: false }).registerVariable('self', 'dyn');
  compile = (source) => {
    const run = environment.parse(source);
    return (object) => {
      try {
        return run({ self: object }) === true;
      } catch {
        return false; // a field that is not there yet
      }
    };
  };
}

/** What is wrong with a condition, in the interpreter's words; undefined when it can be used. */
export function expressionMistake(source: string): string | undefined {
  if ((source.match(MACRO)?.length ?? 0) > MOST_MACROS) return `walks more than ${MOST_MACROS} lists`;
  if (!compile) return undefined;
  try {
    compile(source);
    return undefined;
  } catch (error) {
    return `is not CEL: ${String((error as Error).message).split('\n')[0]}`;
  }
}

/** Whether the condition is true of the object. */
export function satisfies(source: string, object: object): boolean {
  let own = compiled.get(source);
  if (!own) {
    if (!compile || expressionMistake(source) !== undefined) return false;
    own = { check: compile(source), macros: source.match(MACRO)?.length ?? 0, said: new WeakMap() };
    compiled.set(source, own);
  }
  const known = own.said.get(object);
  if (known !== undefined) return known;
  const is = membersOf(object) ** own.macros <= MOST_WALKED && own.check(object);
  own.said.set(object, is);
  return is;
}

/** Whether an object is larger than a condition may walk: then it does not hold, whatever it says. */
export function isTooLarge(source: string, object: object): boolean {
  return membersOf(object) ** (source.match(MACRO)?.length ?? 0) > MOST_WALKED;
}

const counted = new WeakMap<object, number>();

function membersOf(object: object): number {
  let members = counted.get(object);
  if (members !== undefined) return members;
  members = 0;
  const values: readonly unknown[] = Array.isArray(object) ? object : Object.values(object);
  for (const value of values) members += typeof value === 'object' && value !== null ? 1 + membersOf(value) : 1;
  counted.set(object, members);
  return members;
}
