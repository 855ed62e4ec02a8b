// Files in and out. Whatever cannot be read is said with the file, the line and the field, so that it can be mended at once.
import { readFileSync, writeFileSync } from 'node:fs';
import { isCollection, isPair, LineCounter, type Node, parseDocument } from 'yaml';
import { InputError } from './input-error.ts';

/** The text of a file; `-` is standard input. */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  }
}

/** Writes a file; `-` is standard output. */
export function writeText(path: string, text: string): void {
  try {
    if (path === '-') process.stdout.write(text);
    else writeFileSync(path, text);
  } catch (error) {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  }
}

export function writeLines(path: string, lines: readonly unknown[]): void {
  const pieces: string[] = [];
  for (const line of lines) pieces.push(JSON.stringify(line), '\n');
  writeText(path, pieces.join(''));
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file or folder; check the path.';
  if (code === 'EISDIR') return 'is a folder; give a file.';
  if (code === 'EACCES') return 'may not be read or written; check its permissions.';
  return message;
}

/** JSON of one file. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: is not JSON: ${(error as Error).message}`);
  }
}

export interface YamlFile {
  readonly data: unknown;
  /** `FILE:LINE: field: message` for a field path such as `nodes[1].cpu`. */
  place(field: string, message: string): string;
}

/** One YAML (or JSON) document. Throws InputError with the line for what cannot be parsed. */
export function readYaml(path: string): YamlFile {
  const text = readText(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const [error] = document.errors;
  if (error) throw new InputError(`${path}:${lineAt(error.pos[0])}: ${error.message}`);
  const lineOf = (field: string): number => {
    let node: unknown = document.contents;
    let offset = (document.contents as Node | null)?.range?.[0] ?? 0;
    for (const key of field.split(/[.[\]]+/).filter((part) => part !== '')) {
      if (!isCollection(node)) break;
      const item = node.items.find((each, index) => (isPair(each) ? String(each.key) === key : String(index) === key));
      if (item === undefined) break;
      const at = (isPair(item) ? item.key : item) as Node;
      offset = at.range?.[0] ?? offset;
      node = isPair(item) ? item.value : item;
    }
    return lineAt(offset);
  };
  return {
    data: document.toJS() as unknown,
    place: (field, message) => `${path}:${lineOf(field)}: ${field === '' ? '' : `${field}: `}${message}`,
  };
}
