// etcdctl and etcdutl as somebody types them on the control plane, where etcd's certificates lie: keys are read at any revision that is
// remembered, snapshots are saved and restored. What is not here says so; nothing is made up.

import type { Action } from '../cluster/action.ts';
import { get, range, type Store } from '../etcd/store.ts';

export interface EtcdctlAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** What the command does to the cluster; it has to be submitted. */
  readonly action?: Action;
}

interface Line {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

/** Flags that stand alone; all others have a value, behind `=` or as the next word. */
const SWITCHES = ['prefix', 'keys-only', 'from-key', 'count-only', 'print-value-only', 'mark-compacted', 'hex'];
/** What is said on how to reach etcd does not matter here: there is one. */
const CONNECTION = ['endpoints', 'cacert', 'cert', 'key', 'data-dir', 'name', 'initial-cluster', 'command-timeout'];

/** Answers `etcdctl …` or `etcdutl …`. */
export function etcdctl(line: string, store: Store | undefined): EtcdctlAnswer {
  const [program = '', ...rest] = line.trim().split(/\s+/);
  const { words, flags } = lineOf(rest);
  const [verb = '', second = ''] = words;
  if (program === 'etcdctl' && verb === 'get') return getKeys(words[1], flags, store);
  if (verb === 'snapshot' && second === 'save' && program === 'etcdctl') return saved(words[2]);
  if (verb === 'snapshot' && second === 'restore' && program === 'etcdutl') return restored(words[2], flags);
  if (verb === 'snapshot' && second === 'restore') {
    return failed(
      "error: unknown command: snapshot restore is etcdutl's since etcd 3.6: etcdutl snapshot restore FILE",
    );
  }
  const what = [program, ...words.slice(0, 2)].filter((word) => word !== '').join(' ');
  return failed(
    `error: ${what} is not in Podarium yet. Here are: etcdctl get KEY [--prefix] [--rev=N] --keys-only, etcdctl snapshot save NAME, etcdutl snapshot restore NAME [--bump-revision N --mark-compacted]`,
  );
}

function getKeys(key: string | undefined, flags: Line['flags'], store: Store | undefined): EtcdctlAnswer {
  const unknown = Object.keys(flags).find(
    (flag) => !['prefix', 'keys-only', 'rev', 'limit'].includes(flag) && !CONNECTION.includes(flag),
  );
  if (unknown) return failed(`error: etcdctl get --${unknown} is not in Podarium yet`);
  if (key === undefined)
    return failed('Error: get command needs one argument as key and an optional argument as range_end');
  if (!store) return failed('Error: context deadline exceeded');
  const [rev, limit] = [flags.rev ?? '0', flags.limit ?? '0'];
  for (const [name, value] of Object.entries({ rev, limit })) {
    if (!/^\d+$/.test(value)) {
      const why = `strconv.ParseInt: parsing "${value}": invalid syntax`;
      return failed(`Error: invalid argument "${value}" for "--${name}" flag: ${why}`);
    }
  }
  const read = 'prefix' in flags ? range(store, key, Number(rev), Number(limit)) : get(store, key, Number(rev));
  if (read.error !== undefined) return failed(`Error: ${read.error}`);
  const keysOnly = 'keys-only' in flags;
  // etcdctl prints a line for the value even where it has asked for none.
  const lines = read.kvs.map((kv) => `${kv.key}\n${keysOnly ? '' : 'k8s…'}\n`);
  const note =
    keysOnly || read.kvs.length === 0
      ? ''
      : 'values are protobuf and not shown here; kubectl get -o yaml prints them\n';
  return { stdout: lines.join(''), stderr: note, code: 0 };
}

function saved(file: string | undefined): EtcdctlAnswer {
  if (file === undefined) return failed('Error: snapshot save expects one argument');
  const name = baseName(file);
  return { stdout: `Snapshot saved at ${file}\n`, stderr: '', code: 0, action: { backup: name } };
}

function restored(file: string | undefined, flags: Line['flags']): EtcdctlAnswer {
  if (file === undefined) return failed('Error: snapshot restore requires exactly one argument');
  const bump = flags['bump-revision'];
  const compacted = 'mark-compacted' in flags;
  if ((bump !== undefined) !== compacted) return failed('Error: --mark-compacted required if --bump-revision');
  if (bump !== undefined && !/^[1-9]\d*$/.test(bump)) {
    return failed(`Error: invalid argument "${bump}" for "--bump-revision" flag`);
  }
  const leap = bump === undefined ? {} : { bumpRevision: Number(bump), markCompacted: true };
  return { stdout: '', stderr: '', code: 0, action: { restore: baseName(file), ...leap } };
}

function baseName(file: string): string {
  return file.split('/').at(-1) ?? file;
}

function lineOf(rest: readonly string[]): Line {
  const words: string[] = [];
  const flags: Record<string, string> = {};
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i].replace(/^(['"])(.*)\1$/, '$2');
    if (!word.startsWith('--')) {
      words.push(word);
      continue;
    }
    const [name, ...value] = word.slice(2).split('=');
    if (value.length > 0) flags[name] = value.join('=');
    else if (SWITCHES.includes(name)) flags[name] = 'true';
    else flags[name] = rest[++i] ?? '';
  }
  return { words, flags };
}

function failed(text: string): EtcdctlAnswer {
  return { stdout: '', stderr: `${text}\n`, code: 1 };
}
