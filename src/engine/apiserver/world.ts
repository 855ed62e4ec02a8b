// What the pure part of the server may know of its surroundings: the time, other objects, and names that nobody has yet.

import type { KubeObject } from '../api/object.ts';
import type { IO } from '../kernel/process.ts';
import type { Surroundings } from './plan.ts';
import type { ApiServerState, Live } from './state.ts';

/** No vowels, so no words; no 0, 1 or 3, which look like letters. Source: apimachinery `util/rand/rand.go`. */
const letters = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LETTERS = 5;

export function surroundings(state: ApiServerState, live: Live, io: IO): Surroundings {
  return {
    nowMs: state.config.epochMs + io.now,
    find(folder, key) {
      const other = live.others?.[`/registry/${folder}/${key}`];
      return other ?? state.caches[folder]?.objects.get(key);
    },
    list: (folder, namespace) => state.caches[folder]?.objects.values(`${namespace}/`) ?? [],
    lookedUp: (key) => live.others !== undefined && key in live.others,
    newUid: (key) => uidFor(key, io),
    letters: (subject) => suffix(io.draw('letters', subject, io.now)),
    newSuffix(subject) {
      const ordinal = state.suffixes.get(subject) ?? 0;
      state.suffixes.set(subject, ordinal + 1);
      return suffix(io.draw('name-suffix', `${subject}/${io.incarnation}`, ordinal));
    },
  };
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
  const [a, b, c, d] = [0, 1, 2, 3].map((lane) => hex(io.draw('uid', key, io.now * 4 + lane)));
  const variant = '89ab'[Number.parseInt(c[0], 16) & 3];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

export function keyAfterFolder(etcdKey: string): { readonly folder: string; readonly key: string } {
  const [, , folder, ...rest] = etcdKey.split('/');
  return { folder, key: rest.join('/') };
}

export function nothingLive(attempt: number): Live {
  return { attempt };
}

export function withOther(live: Live, key: string, object: KubeObject | undefined): Live {
  return { ...live, others: { ...live.others, [key]: object ?? null } };
}
