// `--apply FILE`: the manifest is read here first, so that a slip of the pen is answered with its line; then kubectl applies it in
// the cluster like any other, and what the API server refuses is traced back to the line as well.
import {
  type HeadlessRun,
  nearest,
  parseManifests,
  type Shape,
  type StructType,
  typeNamed,
  typeOfKind,
} from '../engine/index.ts';
import { readText } from './files.ts';
import { InputError } from './input-error.ts';

export interface Manifest {
  readonly path: string;
  readonly text: string;
}

export function readManifest(path: string): Manifest {
  const text = readText(path);
  const { manifests, error } = parseManifests(text, path);
  if (error) throw new InputError(`${path}${error.line === undefined ? '' : `:${error.line}`}: ${error.message}`);
  if (manifests.length === 0)
    throw new InputError(`${path}: holds no object; give a manifest with apiVersion and kind.`);
  return { path, text };
}

/** Applies it and waits until kubectl has ended. Throws InputError with kubectl's own words if it was refused. */
export function applyFile(live: HeadlessRun, { path, text }: Manifest): void {
  const { code, text: printed } = live.command({ apply: text });
  if (code === 0) return;
  const errors = printed
    .split('\n')
    .filter((line) => line.startsWith('[stderr] '))
    .map((line) => line.slice('[stderr] '.length));
  throw new InputError(...errors.map((line) => placed(path, text, line)));
}

function placed(path: string, text: string, error: string): string {
  const unknown = /unknown field "([^"]+)"/.exec(error)?.[1];
  const field = unknown ?? /(?:invalid|Required value|: )\s*([a-z]\w*(?:\.\w+|\[\d+\])+):/.exec(error)?.[1];
  const word = field
    ?.replace(/\[\d+\]$/, '')
    .split('.')
    .pop();
  const line =
    word === undefined
      ? -1
      : text.split('\n').findIndex((each) => new RegExp(`(^|[\\s{,-])"?${word}"?\\s*:`).test(each));
  const near = unknown === undefined ? undefined : suggestion(text, path, unknown);
  return `${path}${line < 0 ? '' : `:${line + 1}`}: ${error}${near ? ` (did you mean ${near}?)` : ''}`;
}

/** The known field beside an unknown one, by the schema of the first object that has such a path. */
function suggestion(text: string, path: string, field: string): string | undefined {
  const steps = field.replace(/\[\d+\]/g, '').split('.');
  for (const { object } of parseManifests(text, path).manifests) {
    let type = typeOfKind(object.apiVersion ?? '', object.kind ?? '');
    for (const step of steps.slice(0, -1)) type = typeOf(type?.fields.get(step)?.shape);
    const near = nearest(steps[steps.length - 1], [...(type?.fields.keys() ?? [])]);
    if (near) return near;
  }
  return undefined;
}

function typeOf(shape: Shape | undefined): StructType | undefined {
  if (shape?.is === 'list') return typeOf(shape.item);
  if (shape?.is === 'map') return typeOf(shape.value);
  return shape?.is === 'struct' ? typeNamed(shape.type) : undefined;
}
