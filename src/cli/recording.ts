// A recording is everything needed to live a run again: the cluster, the seed, and what was done when.
import { ENGINE_VERSION, type Recording, type Tick } from '../engine/index.ts';
import { readJson } from './files.ts';
import { InputError } from './input-error.ts';

/** A recording as the command line writes it: with the tick at which the run was left. */
export type RecordingFile = Recording & { readonly end?: Tick };

export function readRecording(path: string): RecordingFile {
  const data = readJson(path);
  const wrong = (field: string, message: string): never => {
    throw new InputError(`${path}: ${field}: ${message}`);
  };
  if (typeof data !== 'object' || data === null)
    return wrong('', 'is not a recording; write one with podarium run --recording FILE.');
  const { format, seed, cluster, inputs, engine } = data as Record<string, unknown>;
  if (format !== 'recording/1') wrong('format', 'must be recording/1; write one with podarium run --recording FILE.');
  if (!Number.isInteger(seed)) wrong('seed', 'must be a whole number.');
  if (typeof cluster !== 'object' || cluster === null) wrong('cluster', 'must be the cluster as data.');
  if (!Array.isArray(inputs)) return wrong('inputs', 'must be a list of {tick, input}.');
  inputs.forEach((entry: unknown, i) => {
    const { tick, input } = (entry ?? {}) as Record<string, unknown>;
    if (!Number.isInteger(tick)) wrong(`inputs[${i}].tick`, 'must be a whole number.');
    if (typeof input !== 'object' || input === null) wrong(`inputs[${i}].input`, 'must be an action.');
  });
  if (engine !== ENGINE_VERSION)
    console.error(
      `${path}: was made by engine ${String(engine)}, this is ${ENGINE_VERSION}: it may replay differently.`,
    );
  return data as RecordingFile;
}
