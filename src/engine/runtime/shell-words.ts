// Reads a shell command line into statements: words with their quotes, lists, loops, conditions. Only reading, nothing is run here.
// It knows the small part of the POSIX shell that manifests for teaching use; anything else is reported as unknown by its first word.

/** A piece of a word; `$` is expanded unless it stood in single quotes, and split only outside of all quotes. */
export interface Piece {
  readonly text: string;
  readonly quote: '' | "'" | '"';
}

export type Word = readonly Piece[];

export type Statement =
  | { readonly kind: 'command'; readonly words: readonly Word[]; readonly to?: Word; readonly appends?: true }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Word }
  | { readonly kind: 'and' | 'or'; readonly left: Statement; readonly right: Statement }
  | { readonly kind: 'not'; readonly body: Statement }
  | {
      readonly kind: 'while';
      readonly until: boolean;
      readonly condition: readonly Statement[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'if';
      readonly condition: readonly Statement[];
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    };

type Token = { readonly op: string } | { readonly word: Word };

class Unknown extends Error {}

/** Statements, or what could not be read. Nesting is limited to 20. */
export function parseStatements(
  source: string,
): { readonly statements: readonly Statement[] } | { readonly unknown: string } {
  try {
    const reader = new Reader(tokens(source));
    const statements = reader.list([]);
    return { statements };
  } catch (error) {
    if (error instanceof Unknown) return { unknown: error.message };
    throw error;
  }
}

function tokens(source: string): Token[] {
  const found: Token[] = [];
  let i = 0;
  while (i < source.length) {
    const c = source[i];
    if (c === ' ' || c === '\t' || c === '\r') {
      i++;
    } else if (c === '\\' && source[i + 1] === '\n') {
      i += 2;
    } else if (c === '#') {
      while (i < source.length && source[i] !== '\n') i++;
    } else if (c === '\n' || c === ';') {
      found.push({ op: ';' });
      i++;
    } else if (source.startsWith('&&', i) || source.startsWith('||', i)) {
      found.push({ op: source.slice(i, i + 2) });
      i += 2;
    } else if (/^2>&1/.test(source.slice(i, i + 4))) {
      i += 4;
    } else if (c === '>') {
      const op = source[i + 1] === '>' ? '>>' : '>';
      found.push({ op });
      i += op.length;
    } else if ('&|<()`'.includes(c)) {
      throw new Unknown(c);
    } else {
      const [word, next] = readWord(source, i);
      found.push({ word });
      i = next;
    }
  }
  return found;
}

function readWord(source: string, from: number): [Word, number] {
  const pieces: Piece[] = [];
  let text = '';
  let i = from;
  const flush = (quote: Piece['quote'], always = false) => {
    if (text !== '' || always) pieces.push({ text, quote });
    text = '';
  };
  while (i < source.length && !' \t\n;&|<>'.includes(source[i])) {
    const c = source[i];
    if (c === "'" || c === '"') {
      flush('');
      const end = closing(source, i + 1, c);
      text = source.slice(i + 1, end);
      if (c === '"') text = text.replace(/\\(["\\`])/g, '$1');
      flush(c, true);
      i = end + 1;
    } else if (source.startsWith('$(', i)) {
      const end = balanced(source, i + 1);
      text += source.slice(i, end);
      i = end;
    } else if (c === '\\') {
      text += source[i + 1] ?? '';
      i += 2;
    } else if (c === '`' || c === '(' || c === ')') {
      throw new Unknown(c);
    } else {
      text += c;
      i++;
    }
  }
  flush('');
  return [pieces, i];
}

function closing(source: string, from: number, quote: string): number {
  for (let i = from; i < source.length; i++) {
    if (source[i] === '\\' && quote === '"') i++;
    else if (source[i] === quote) return i;
  }
  throw new Unknown(quote);
}

function balanced(source: string, from: number): number {
  let depth = 0;
  for (let i = from; i < source.length; i++) {
    if (source[i] === '(') depth++;
    else if (source[i] === ')' && --depth === 0) return i + 1;
  }
  throw new Unknown('$(');
}

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Statements up to one of the given closing words, which is left in place. */
  list(closers: readonly string[]): Statement[] {
    if (++this.depth > 20) throw new Unknown('nesting');
    const found: Statement[] = [];
    for (;;) {
      while (this.isOp(';')) this.at++;
      if (this.at >= this.tokens.length) {
        if (closers.length > 0) throw new Unknown(closers[0]);
        break;
      }
      const plain = this.plain();
      if (plain !== undefined && closers.includes(plain)) break;
      found.push(this.chain());
    }
    this.depth--;
    return found;
  }

  private chain(): Statement {
    let left = this.statement();
    while (this.isOp('&&') || this.isOp('||')) {
      const kind = this.isOp('&&') ? 'and' : 'or';
      this.at++;
      while (this.isOp(';')) this.at++;
      left = { kind, left, right: this.statement() };
    }
    return left;
  }

  private statement(): Statement {
    switch (this.plain()) {
      case '!':
        this.at++;
        return { kind: 'not', body: this.statement() };
      case 'while':
      case 'until': {
        const until = this.plain() === 'until';
        this.at++;
        const condition = this.list(['do']);
        this.expect('do');
        const body = this.list(['done']);
        this.expect('done');
        return { kind: 'while', until, condition, body };
      }
      case 'for': {
        this.at++;
        const name = this.plain() ?? '';
        this.at++;
        this.expect('in');
        const words: Word[] = [];
        while (this.at < this.tokens.length && !this.isOp(';')) words.push(this.word());
        while (this.isOp(';')) this.at++;
        this.expect('do');
        const body = this.list(['done']);
        this.expect('done');
        return { kind: 'for', name, words, body };
      }
      case 'if': {
        this.at++;
        return this.branch();
      }
      case '{':
      case 'case':
      case 'function':
        throw new Unknown(this.plain() ?? '');
      default:
        return this.command();
    }
  }

  private branch(): Statement {
    const condition = this.list(['then']);
    this.expect('then');
    const then = this.list(['else', 'elif', 'fi']);
    let otherwise: Statement[] = [];
    if (this.plain() === 'elif') {
      this.at++;
      return { kind: 'if', condition, then, otherwise: [this.branch()] };
    }
    if (this.plain() === 'else') {
      this.at++;
      otherwise = this.list(['fi']);
    }
    this.expect('fi');
    return { kind: 'if', condition, then, otherwise };
  }

  private command(): Statement {
    const words: Word[] = [];
    let to: Word | undefined;
    let appends = false;
    while (this.at < this.tokens.length) {
      if (this.isOp('>') || this.isOp('>>')) {
        appends = this.isOp('>>');
        this.at++;
        to = this.word();
      } else if ('op' in this.tokens[this.at]) break;
      else words.push(this.word());
    }
    if (words.length === 0) throw new Unknown('>');
    const first = words[0][0];
    const assigned = words.length === 1 && first?.quote === '' ? /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) : null;
    if (assigned) {
      const rest = words[0].slice(1);
      const value = assigned[2] === '' ? rest : [{ text: assigned[2], quote: '' as const }, ...rest];
      return { kind: 'assign', name: assigned[1], value };
    }
    return to ? { kind: 'command', words, to, ...(appends ? { appends: true } : {}) } : { kind: 'command', words };
  }

  private word(): Word {
    const token = this.tokens[this.at++];
    if (!token || 'op' in token) throw new Unknown(token ? token.op : 'end');
    return token.word;
  }

  private expect(text: string): void {
    if (this.plain() !== text) throw new Unknown(text);
    this.at++;
  }

  private isOp(op: string): boolean {
    const token = this.tokens[this.at];
    return token !== undefined && 'op' in token && token.op === op;
  }

  private plain(): string | undefined {
    const token = this.tokens[this.at];
    if (!token || 'op' in token || token.word.length !== 1 || token.word[0].quote !== '') return undefined;
    return token.word[0].text;
  }
}
