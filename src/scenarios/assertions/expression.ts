// Conditions in CEL, the expression language that Kubernetes itself uses: pure, without loops that do not end, and a text. The
// interpreter is loaded only for lessons that have such a condition; until then, and after a mistake, a condition does not hold.

type Check = (object: unknown) => boolean;
type Compile = (source: string) => Check;

let compile: Compile | undefined;
const compiled = new Map<string, Check>();

/** Small: a condition is read by people. */
const limits = { maxAstNodes: 120, maxDepth: 16, maxListElements: 20, maxMapEntries: 20, maxCallArguments: 6 };
/** Macros walk lists; nested ones multiply. */
const MACRO = /\.(all|exists|exists_one|filter|map)\s*\(/g;
const MOST_MACROS = 2;

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
export function satisfies(source: string, object: unknown): boolean {
  let check = compiled.get(source);
  if (!check) {
    if (!compile || expressionMistake(source) !== undefined) return false;
    check = compile(source);
    compiled.set(source, check);
  }
  return check(object);
}
