// What the pure part of the server may know of its surroundings: the time, other objects, and names that nobody has yet.

import type { Allocator, Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import type { IO } from '../kernel/process.ts';
import type { Surroundings } from './plan.ts';
import type { ApiServerState, Live } from './state.ts';

/** No vowels, so no words; no 0, 1 or 3, which look like letters. Source: apimachinery `util/rand/rand.go`. */
const letters = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LETTERS = 5;

export function surroundings(state: ApiServerState, live: Live, io: IO): Surroundings {
  return new World(state, live, io);
}

class World implements Surroundings {
  readonly sure: boolean;
  readonly nowMs: number;
  private readonly state: ApiServerState;
  private readonly live: Live;
  private readonly io: IO;

  constructor(state: ApiServerState, live: Live, io: IO) {
    this.sure = live.existing !== undefined;
    this.nowMs = state.config.epochMs + io.now;
    this.state = state;
    this.live = live;
    this.io = io;
  }

  find(folder: string, key: string): KubeObject | undefined {
    const other = this.live.others?.[`/registry/${folder}/${key}`];
    return other ?? this.state.caches[folder]?.objects.get(key);
  }

  list(folder: string, namespace: string): readonly KubeObject[] {
    return this.state.caches[folder]?.objects.values(`${namespace}/`) ?? [];
  }

  lookedUp(key: string): boolean {
    return this.live.others !== undefined && key in this.live.others;
  }

  allocator(kind: Kind): Allocator {
    const { claims } = this.state;
    const { io } = this;
    return {
      holder: (claim) => claims.get(`${kind.plural}/${claim}`),
      draw: (subject, ordinal) => io.draw('allocation', `${subject}@${io.now}`, ordinal),
    };
  }

  newUid(key: string): string {
    return uidFor(key, this.io);
  }

  letters(subject: string): string {
    return suffix(this.io.draw('letters', subject, this.io.now));
  }

  newSuffix(subject: string): string {
    const { suffixes } = this.state;
    const ordinal = suffixes.get(subject) ?? 0;
    suffixes.set(subject, ordinal + 1);
    return suffix(this.io.draw('name-suffix', `${subject}/${this.io.incarnation}`, ordinal));
  }
}

export function suffix(throwValue: number): string {
  let rest = throwValue;
  let text = '';
  for (let i = 0; i < SUFFIX_LETTERS; i++) {
    text += letters[rest % letters.length];
    rest = Math.floor(rest / letters.length);
  }
  return text;
}

/** A random (version 4) UUID; the same key at another time is another object. */
function uidFor(key: string, io: IO): string {
  const first = io.now * 4;
  const a = hex(io.draw('uid', key, first));
  const b = hex(io.draw('uid', key, first + 1));
  const c = hex(io.draw('uid', key, first + 2));
  const d = hex(io.draw('uid', key, first + 3));
  const variant = '89ab'[Number.parseInt(c[0], 16) & 3];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** Two digits for each byte. */
const bytes: readonly string[] = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

function hex(value: number): string {
  return bytes[value >>> 24] + bytes[(value >>> 16) & 255] + bytes[(value >>> 8) & 255] + bytes[value & 255];
}

export function nothingLive(attempt: number): Live {
  return { attempt };
}

export function withOther(live: Live, key: string, object: KubeObject | undefined): Live {
  return { ...live, others: { ...live.others, [key]: object ?? null } };
}
