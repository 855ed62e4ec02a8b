// What the images of a cluster file do, from the words of its author (`startup: 2s`, `exits: {after: 4s, code: 1}`) into the
// data the container runtime understands. A rule names an image, or an image and a part of its command.

import { milliValue, parseQuantity } from '../api/quantity.ts';
import type { Tick } from '../kernel/message.ts';
import type { Answer, Behaviour, Program } from '../runtime/programs.ts';
import { parseDuration } from './duration.ts';
import { nearest } from './nearest.ts';

type Wrong = (field: string, message: string) => void;
type Json = Readonly<Record<string, unknown>>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const FIELDS = [
  'startup',
  'readyAfter',
  'exits',
  'onStop',
  'memory',
  'cpu',
  'serves',
  'ports',
  'latency',
  'answers',
  'logs',
];
const DURATION = 'must be a duration like 2s or 250ms';

/** Reads a list of `{image, command?, do}`, or a map from image to what it does. Mistakes go to `wrong`. */
export function readBehaviours(data: unknown, wrong: Wrong): readonly Behaviour[] {
  if (isRecord(data)) {
    return Object.entries(data).map(([image, does]) => ({
      image,
      do: readProgram(does, image, `behaviours.${image}`, wrong),
    }));
  }
  if (!Array.isArray(data)) {
    wrong('behaviours', 'must be a list like [{image: "shop/web:1", do: {startup: 2s}}]');
    return [];
  }
  return data.map((entry: unknown, index) => {
    const path = `behaviours[${index}]`;
    if (!isRecord(entry)) {
      wrong(path, 'must be a map like {image: "shop/web:1", do: {startup: 2s}}');
      return { do: {} };
    }
    for (const field in entry)
      if (!['image', 'command', 'do'].includes(field))
        wrong(`${path}.${field}`, hint(field, ['image', 'command', 'do']));
    const { image, command } = entry;
    if (typeof image !== 'string' || image === '') wrong(`${path}.image`, 'must be an image like shop/web:1');
    if (command !== undefined && typeof command !== 'string')
      wrong(`${path}.command`, 'must be a text that the command contains');
    return {
      image: String(image),
      ...(typeof command === 'string' ? { command } : {}),
      do: readProgram(entry.do, String(image), `${path}.do`, wrong),
    };
  });
}

function readProgram(data: unknown, image: string, path: string, wrong: Wrong): Partial<Program> {
  if (!isRecord(data)) {
    wrong(path, 'must be a map like {startup: 2s, exits: {after: 4s, code: 1}}');
    return {};
  }
  for (const field in data) if (!FIELDS.includes(field)) wrong(`${path}.${field}`, hint(field, FIELDS));
  const program: Mutable<Partial<Program>> = { name: image.replace(/^.*\//, '').replace(/[:@].*$/, '') };
  const { startup, readyAfter, exits, onStop, memory, cpu, serves, ports, latency, answers, logs } = data;
  const ready = [startup, readyAfter].map((value, i) =>
    value === undefined ? 0 : duration(value, `${path}.${i === 0 ? 'startup' : 'readyAfter'}`, wrong),
  );
  // It listens when it has started and is ready: one moment in the life of a program.
  if (startup !== undefined || readyAfter !== undefined) program.startUp = Math.max(1, ready[0] + ready[1]);
  if (exits !== undefined) program.ends = endOf(exits, `${path}.exits`, wrong);
  if (onStop !== undefined) program.onStop = onStop === 'ignored' ? 'ignored' : endOf(onStop, `${path}.onStop`, wrong);
  if (memory !== undefined) program.memory = memoryOf(memory, `${path}.memory`, wrong);
  if (cpu !== undefined) program.cpu = cpuOf(cpu, `${path}.cpu`, wrong);
  if (serves !== undefined) Object.assign(program, serverOf(serves, `${path}.serves`, wrong));
  if (ports !== undefined) program.ports = portsOf(ports, `${path}.ports`, wrong);
  if (latency !== undefined) program.latency = Math.max(1, duration(latency, `${path}.latency`, wrong));
  if (answers !== undefined) program.answers = answersOf(answers, `${path}.answers`, wrong);
  if (logs !== undefined) {
    if (Array.isArray(logs) && logs.every((line) => typeof line === 'string')) program.logs = logs;
    else wrong(`${path}.logs`, 'must be a list of lines');
  }
  return program;
}

function duration(value: unknown, path: string, wrong: Wrong): Tick {
  const ticks = typeof value === 'string' || value === 0 ? parseDuration(String(value)) : undefined;
  if (ticks === undefined) wrong(path, DURATION);
  return ticks ?? 0;
}

function endOf(data: unknown, path: string, wrong: Wrong): { after: Tick; code: number } {
  if (!isRecord(data)) {
    wrong(path, 'must be a map like {after: 4s, code: 1}');
    return { after: 1, code: 0 };
  }
  for (const field in data)
    if (!['after', 'code'].includes(field)) wrong(`${path}.${field}`, hint(field, ['after', 'code']));
  const { after = 0, code = 0 } = data;
  if (!Number.isInteger(code) || (code as number) < 0 || (code as number) > 255)
    wrong(`${path}.code`, 'must be an exit code from 0 to 255');
  return { after: duration(after, `${path}.after`, wrong), code: Number(code) };
}

function amount(value: unknown, path: string, wrong: Wrong, scale: number, example: string): number {
  if (!parseQuantity(String(value)).ok) {
    wrong(path, `must be a quantity like ${example}`);
    return 0;
  }
  return Math.round((milliValue(String(value)) / 1000) * scale);
}

function memoryOf(data: unknown, path: string, wrong: Wrong): NonNullable<Program['memory']> {
  const fields = isRecord(data) ? data : { start: data };
  for (const field in fields)
    if (!['start', 'growth', 'most'].includes(field))
      wrong(`${path}.${field}`, hint(field, ['start', 'growth', 'most']));
  const megabytes = (field: string): number => amount(fields[field], `${path}.${field}`, wrong, 1 / 1_048_576, '40Mi');
  return {
    start: fields.start === undefined ? 4 : megabytes('start'),
    ...(fields.growth === undefined ? {} : { growth: megabytes('growth') }),
    ...(fields.most === undefined ? {} : { most: megabytes('most') }),
  };
}

function cpuOf(data: unknown, path: string, wrong: Wrong): NonNullable<Program['cpu']> {
  const fields: Json = isRecord(data) ? data : { idle: data };
  const known = ['idle', 'perRequest'];
  for (const field in fields) if (!known.includes(field)) wrong(`${path}.${field}`, hint(field, known));
  const { idle = 0, perRequest = 1 } = fields;
  const millis = (value: unknown, field: string): number =>
    typeof value === 'string' ? amount(value, `${path}.${field}`, wrong, 1000, '50m') : Number(value);
  return { idle: millis(idle, 'idle'), perRequest: millis(perRequest, 'perRequest') };
}

function serverOf(data: unknown, path: string, wrong: Wrong): Partial<Program> {
  const port = data === 'http' ? 80 : isRecord(data) ? (data.port ?? 80) : undefined;
  if (!Number.isInteger(port)) {
    wrong(path, 'must be http, or a map like {port: 8080}');
    return {};
  }
  return { ports: [port as number], answers: { '/': { code: 200, body: 'OK\n' } } };
}

function portsOf(data: unknown, path: string, wrong: Wrong): readonly number[] {
  if (Array.isArray(data) && data.every((port) => Number.isInteger(port) && port > 0 && port < 65_536)) return data;
  wrong(path, 'must be a list of port numbers like [8080]');
  return [];
}

function answersOf(data: unknown, path: string, wrong: Wrong): Readonly<Record<string, Answer>> {
  const answers: Record<string, Answer> = {};
  if (!isRecord(data)) {
    wrong(path, 'must be answers by path, like {/: {code: 200, body: hello}}');
    return answers;
  }
  for (const [url, answer] of Object.entries(data)) {
    if (!isRecord(answer)) {
      wrong(`${path}.${url}`, 'must be an answer like {code: 200, body: hello}');
      continue;
    }
    const { code = 200, body = '', toggles } = answer;
    if (!Number.isInteger(code)) wrong(`${path}.${url}.code`, 'must be a number like 200');
    answers[url] = { code: Number(code), body: String(body), ...(toggles === true ? { toggles } : {}) };
  }
  return answers;
}

function hint(field: string, known: readonly string[]): string {
  const near = nearest(field, known);
  return `unknown field; known are ${known.join(', ')}${near ? `. Did you mean ${near}?` : ''}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
