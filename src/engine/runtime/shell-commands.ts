// Which commands the small shell plays, which ones it only knows by name, and what follows for a script that uses them. A script that
// needs a program which is not played idles from there; one that names a program which no image has fails as a real one does.

import { type Caller, callerOf } from './caller.ts';
import { parseStatements, type Statement } from './shell-words.ts';

export interface Script {
  readonly statements: readonly Statement[];
  readonly env: Readonly<Record<string, string>>;
  /** The first thing it could not read or does not know; the script idles from there. */
  readonly unknown?: string;
  /** The first command that no system has, as far as we know. */
  readonly notFound?: string;
  /** It ends with a loop that calls others; what stands before that loop is computed, the loop is lived. */
  readonly caller?: Caller;
}

/** Commands that are played here. */
export const builtIn: ReadonlySet<string> = new Set(
  'echo printf sleep exit true false : trap test [ touch rm cat mkdir date hostname tail wait kill cd export set exec break continue seq chmod env printenv'.split(
    ' ',
  ),
);
/** Programs that exist in images but are not played here. */
export const elsewhere: ReadonlySet<string> = new Set(
  (
    'wget curl nslookup dig ping nc ncat python python3 node npm perl ruby java go php bash sh nginx httpd redis-server redis-cli mysqld ' +
    'postgres mongod apt-get apt apk ls ps top grep awk sed head wc sort find tar id whoami uname df du free dd yes stress ' +
    'openssl getent ip ifconfig netstat ss mount umount cp mv ln tee xargs crond httpd-foreground kubectl vi'
  ).split(' '),
);

/** What is played lies in the usual folders, and may be called by its path. */
export function programName(word: string): string {
  const name = word.replace(/^\/(usr\/)?(local\/)?s?bin\//, '');
  return builtIn.has(name) ? name : word;
}

/** Reads a script; problems are in the result, it never throws. */
export function parseScript(source: string, env: Readonly<Record<string, string>>): Script {
  const parsed = parseStatements(source);
  if ('unknown' in parsed) return { statements: [], env, unknown: parsed.unknown };
  let unknown: string | undefined;
  let notFound: string | undefined;
  const caller = callerOf(parsed.statements, env);
  eachCommand(caller ? parsed.statements.slice(0, -1) : parsed.statements, (written) => {
    const word = programName(written);
    if (builtIn.has(word) || word.startsWith('$')) return;
    if (elsewhere.has(word) || word.includes('/')) unknown ??= word;
    else notFound ??= word;
  });
  return {
    statements: parsed.statements,
    env,
    ...(unknown === undefined ? {} : { unknown }),
    ...(notFound === undefined ? {} : { notFound }),
    ...(caller === undefined ? {} : { caller }),
  };
}

function eachCommand(statements: readonly Statement[], visit: (word: string) => void): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case 'command':
        visit(statement.words[0].map((piece) => piece.text).join(''));
        break;
      case 'and':
      case 'or':
        eachCommand([statement.left, statement.right], visit);
        break;
      case 'not':
        eachCommand([statement.body], visit);
        break;
      case 'while':
        eachCommand([...statement.condition, ...statement.body], visit);
        break;
      case 'for':
        eachCommand(statement.body, visit);
        break;
      case 'if':
        eachCommand([...statement.condition, ...statement.then, ...statement.otherwise], visit);
        break;
      default:
        break;
    }
  }
}
