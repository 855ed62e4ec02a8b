// How much two recordings of the same scenario agree, from 0 to 1: stored changes per object and in order, events, requests.
// A change becomes facts, one a leaf that differs from the version before; what differs from run to run anyway (names, times,
// addresses, placement) is taken out first. A real cluster agrees with itself to 0.97–0.99 in changes.

import type { ChangeLine } from '../recording/changes.ts';
import type { RequestLine } from '../recording/requests.ts';

export interface Recorded {
  readonly changes: readonly ChangeLine[];
  readonly requests: readonly RequestLine[];
}

export interface Agreement {
  readonly changes: number;
  readonly events: number;
  readonly requests: number;
  /** Facts, events and requests that only one side has (`-` the reference, `+` the other), the most frequent first. */
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly times: number;
  readonly text: string;
}

/** Objects of the same normalised name are paired so that they agree best; an object's share is 2·LCS/(a+b) over its facts. */
export function compare(reference: Recorded, got: Recorded): Agreement {
  const [a, b] = [read(reference.changes), read(got.changes)];
  const found = new Counts();
  const changes = changesShare(a.objects, b.objects, found);
  const [askedA, askedB] = [countRequests(reference.requests), countRequests(got.requests)];
  found.addDifference('event', a.events, b.events);
  found.addDifference('request', askedA, askedB);
  return {
    changes,
    events: sharedShare(a.events, b.events),
    requests: sharedShare(askedA, askedB),
    differences: found.sorted(),
  };
}

/** What is the same up to an accident, as the same word. The order counts. */
const letters = '[bcdfghjklmnpqrstvwxz2456789]';
const words: readonly (readonly [RegExp, string])[] = [
  [/<T[^>]*>|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<t>'],
  [/\b(?:10|172|192)\.\d+\.\d+\.\d+(?::\d+)?\b/g, '<ip>'],
  [/containerd:\/\/[0-9a-f<>\w-]+/g, '<cid>'],
  [/[\w./:<>-]*@?sha256:[0-9a-f]{64}/g, '<img>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\buid-\d+\b/g, '<uid>'],
  [/\bnode-\d+\b/g, '<node>'],
  [/<hash\d+>/g, '<hash>'],
  [/<rand\d+>/g, '<rand>'],
  [new RegExp(`(?<=-)[bcdf456789]{7,10}(?=-(?:${letters}{5}|<rand>)(?![a-z0-9]))`, 'g'), '<hash>'],
  [new RegExp(`(?<=<hash>-)${letters}{5}(?![a-z0-9])`, 'g'), '<rand>'],
  [new RegExp(`kube-api-access-${letters}{5}`, 'g'), 'kube-api-access-<rand>'],
  [/(?<![\w.])[bcdf456789]{8,10}(?![\w])/g, '<hash>'],
  [/\b\d+(?:\.\d+)?m?s\b/g, '<dur>'],
];
const hashAtEnd = /(?<=-)[bcdf456789]{7,10}$/;
const suffixAtEnd = new RegExp(`-${letters}{5}$`);

const skipped =
  /metadata\.(uid|resourceVersion|managedFields)|\.resourceVersion$|observedGeneration|status\.images|involvedObject\.|topology\.kubernetes\.io|^status\.resources\.limits/;
const otherKinds: readonly string[] = ['Endpoints', 'Lease', 'ConfigMap', 'ServiceAccount', 'Namespace'];
/** These happen now and then on the recorded cluster, by its load. */
const chance = /failed to sync configmap cache|ClusterIPNotAllocated/;

/** What the texts of one recording are read with: its namespace, and the names that its server made up from `generateName`. */
interface Reader {
  readonly namespace: string;
  readonly generated: RegExp | undefined;
}

const plainReader = (namespace: string): Reader => ({ namespace, generated: undefined });

function normal(value: unknown, { namespace, generated }: Reader): unknown {
  if (typeof value !== 'string') return value;
  let text = generated === undefined ? value : value.replace(generated, '$1<rand>');
  for (const [pattern, word] of words) text = text.replace(pattern, word);
  return namespace === '' ? text : text.replaceAll(namespace, '<ns>');
}

function normalName(name: string, namespace: string): string {
  return String(normal(name, plainReader(namespace)))
    .replace(hashAtEnd, '<hash>')
    .replace(suffixAtEnd, '-<rand>');
}

type Json = { readonly [key: string]: unknown };
type Leaves = Map<string, unknown>;
/** The facts of one object in order, each as a text. */
type Chain = string[];

interface Reading {
  /** By kind and normalised name. */
  readonly objects: ReadonlyMap<string, Chain[]>;
  readonly events: Counts;
}

/** Finds names of pods that hang on their owner's name alone, such as those of a DaemonSet. */
function generatedNames(lines: readonly ChangeLine[]): RegExp | undefined {
  const stems = new Set<string>();
  for (const { object } of lines) {
    const stem = ((object ?? {}) as { metadata?: { generateName?: string } }).metadata?.generateName;
    if (stem !== undefined && /^[a-z0-9-]+$/.test(stem)) stems.add(stem);
  }
  return stems.size === 0 ? undefined : new RegExp(`\\b(${[...stems].join('|')})${letters}{5}(?![a-z0-9])`, 'g');
}

function read(lines: readonly ChangeLine[]): Reading {
  const generated = generatedNames(lines);
  const objects = new Map<string, Chain[]>();
  const chains = new Map<string, Chain>();
  const states = new Map<string, unknown>();
  const events = new Counts();
  for (const line of lines) {
    const { kind, namespace = '', name } = line;
    if (kind === 'Event') {
      if (line.type === 'ADDED') noteEvent(line.object as Json, { namespace, generated }, events);
      continue;
    }
    if (otherKinds.includes(kind)) continue;
    const key = `${kind} ${namespace} ${name}`;
    let chain = chains.get(key);
    if (!chain) {
      chain = [];
      chains.set(key, chain);
      const group = `${kind} ${normalName(name, namespace)}`;
      const alike = objects.get(group);
      if (alike) alike.push(chain);
      else objects.set(group, [chain]);
    }
    if (line.type === 'DELETED') {
      chain.push(JSON.stringify(['DELETED', '']));
      continue;
    }
    const before = states.get(key);
    const now = line.type === 'ADDED' ? line.object : merged(before ?? {}, line.patch ?? {});
    states.set(key, now);
    // It existed before the recording began: its first patch has nothing to be compared with.
    if (before === undefined && line.type === 'MODIFIED') continue;
    chain.push(...factsOf(before ?? {}, now, { namespace, generated }));
  }
  return { objects, events };
}

function noteEvent(event: Json, reader: Reader, events: Counts): void {
  const { type, reason, message = event.note ?? '' } = event;
  if (chance.test(`${String(reason)}${String(message)}`)) return;
  const about = (event.involvedObject ?? event.regarding ?? {}) as Json;
  events.add(`${String(type)} ${String(reason)} ${String(about.kind)}: ${String(normal(message, reader))}`);
}

function factsOf(before: unknown, now: unknown, reader: Reader): string[] {
  const [a, b] = [leavesOf(before), leavesOf(now)];
  const facts: string[] = [];
  for (const path of [...new Set([...a.keys(), ...b.keys()])].sort()) {
    if ((a.get(path) ?? null) === (b.get(path) ?? null) || skipped.test(path)) continue;
    const value = b.has(path) ? drawn(path, normal(b.get(path), reader)) : null;
    facts.push(JSON.stringify([normal(path, reader), value]));
  }
  return facts;
}

/** The first node port that is given by lot. */
const FIRST_DRAWN_PORT = 30_086;

/** Values that are accidents only at a certain place: zones go with nodes, ports are given by lot. */
function drawn(path: string, value: unknown): unknown {
  if (/^endpoints\[\d+\]\.zone$/.test(path)) return '<zone>';
  if (/odePort$/.test(path) && Number(value) >= FIRST_DRAWN_PORT) return '<port>';
  return value;
}

function leavesOf(value: unknown, path = '', into: Leaves = new Map()): Leaves {
  if (isRecord(value)) {
    for (const [key, inner] of Object.entries(value)) leavesOf(inner, path === '' ? key : `${path}.${key}`, into);
  } else if (Array.isArray(value) && value.length > 0 && value.every(isRecord)) {
    value.forEach((item: Json, index) => {
      const key = [item.type, item.name, item.uid].find((each) => typeof each === 'string') ?? index;
      const { lastProbeTime: _, ...rest } = item;
      leavesOf(rest, `${path}[${String(key)}]`, into);
    });
  } else into.set(path, Array.isArray(value) ? JSON.stringify(value) : value);
  return into;
}

function merged(document: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = isRecord(value) ? merged(result[key], value) : value;
  }
  return result;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function changesShare(reference: Reading['objects'], got: Reading['objects'], found: Counts): number {
  let same = 0;
  let total = 0;
  for (const group of new Set([...reference.keys(), ...got.keys()])) {
    const [kind] = group.split(' ');
    const [as, bs] = [reference.get(group) ?? [], got.get(group) ?? []];
    const pairs = as.flatMap((a, i) =>
      bs.map((b, j) => {
        const common = longestCommon(a, b);
        return { share: common / Math.max(1, a.length + b.length), common, i, j };
      }),
    );
    pairs.sort((p, q) => q.share - p.share || q.common - p.common || q.i - p.i || q.j - p.j);
    const [usedA, usedB] = [new Set<number>(), new Set<number>()];
    for (const { common, i, j } of pairs) {
      if (usedA.has(i) || usedB.has(j)) continue;
      usedA.add(i);
      usedB.add(j);
      same += 2 * common;
      found.addDifference(kind, new Counts(as[i]), new Counts(bs[j]));
    }
    as.forEach((_, i) => void (usedA.has(i) || found.add(`- ${group} whole object`)));
    bs.forEach((_, j) => void (usedB.has(j) || found.add(`+ ${group} whole object`)));
    for (const chain of [...as, ...bs]) total += chain.length;
  }
  return total === 0 ? 1 : same / total;
}

/** Length of the longest common subsequence. */
function longestCommon(a: Chain, b: Chain): number {
  const numbers = new Map<string, number>();
  const numbered = (chain: Chain): number[] =>
    chain.map((fact) => {
      const known = numbers.get(fact) ?? numbers.size;
      numbers.set(fact, known);
      return known;
    });
  const [x, y] = [numbered(a), numbered(b)];
  const row = new Array<number>(y.length + 1).fill(0);
  for (const left of x) {
    let before = 0;
    for (let j = 0; j < y.length; j++) {
      const current = row[j + 1];
      row[j + 1] = left === y[j] ? before + 1 : Math.max(current, row[j]);
      before = current;
    }
  }
  return row[y.length];
}

function countRequests(lines: readonly RequestLine[]): Counts {
  const counts = new Counts();
  for (const { user, verb, resource, namespace, code } of lines) {
    if (verb === 'get' || verb === 'list' || verb === 'watch' || resource === 'events' || resource === 'leases')
      continue;
    const who = user.startsWith('system:node') ? 'system:node' : namespace ? user.replaceAll(namespace, '<ns>') : user;
    counts.add(`${who} ${verb} ${resource} ${code}`);
  }
  return counts;
}

/** Twice what both have over what each has. */
function sharedShare(a: Counts, b: Counts): number {
  const total = a.total + b.total;
  return total === 0 ? 1 : (2 * a.common(b)) / total;
}

class Counts {
  private readonly of = new Map<string, number>();
  total = 0;

  constructor(texts: readonly string[] = []) {
    for (const text of texts) this.add(text);
  }

  add(text: string, times = 1): void {
    this.of.set(text, (this.of.get(text) ?? 0) + times);
    this.total += times;
  }

  common(other: Counts): number {
    let sum = 0;
    for (const [text, times] of this.of) sum += Math.min(times, other.of.get(text) ?? 0);
    return sum;
  }

  /** Adds what one of two has more of than the other. */
  addDifference(what: string, a: Counts, b: Counts): void {
    for (const [sign, mine, others] of [
      ['-', a, b],
      ['+', b, a],
    ] as const) {
      for (const [text, times] of mine.of) {
        const more = times - (others.of.get(text) ?? 0);
        if (more > 0) this.add(`${sign} ${what} ${text}`, more);
      }
    }
  }

  sorted(): readonly Difference[] {
    return [...this.of].map(([text, times]) => ({ times, text })).sort((a, b) => b.times - a.times);
  }
}
