// etcdctl as it is typed on the control plane: keys at a revision, etcd's own errors, snapshots as actions, and a plain word for the rest.
import { expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { compact, type Store, transact } from '../etcd/store.ts';
import { Table } from '../kernel/table.ts';
import { etcdctl } from './etcdctl.ts';

const by = { at: 0, writer: 'test', because: 'a test', cause: 1, thread: 1 };
const value: KubeObject = Object.freeze({ apiVersion: 'v1', kind: 'Pod', metadata: {} });

function store(): Store {
  const made: Store = { kvs: new Table(), history: new Table(), meta: new Table() };
  for (const key of ['/registry/pods/default/a', '/registry/pods/default/b']) transact(made, key, 0, value, by);
  transact(made, '/registry/pods/default/a', 2, undefined, by);
  transact(made, '/registry/pods/default/c', 0, value, by);
  compact(made, 3);
  return made;
}

test.each([
  ['get /registry/pods/ --prefix --keys-only', '/registry/pods/default/b\n\n/registry/pods/default/c\n\n'],
  ['get --prefix --rev=3 --keys-only /registry/pods/', '/registry/pods/default/a\n\n/registry/pods/default/b\n\n'],
  ['get /registry/pods/ --prefix --limit 1 --keys-only', '/registry/pods/default/b\n\n'],
  ['get /registry/pods/default/b --keys-only --endpoints https://127.0.0.1:2379', '/registry/pods/default/b\n\n'],
  ['get /registry/pods/default/x', ''],
])('etcdctl %s', (line, stdout) => {
  expect(etcdctl(`etcdctl ${line}`, store())).toEqual({ stdout, stderr: '', code: 0 });
});

test.each([
  ['etcdctl get /registry/ --prefix --rev 2', 'Error: etcdserver: mvcc: required revision has been compacted'],
  ['etcdctl get /registry/ --prefix --rev 99', 'Error: etcdserver: mvcc: required revision is a future revision'],
  [
    'etcdctl get x --rev=soon',
    'Error: invalid argument "soon" for "--rev" flag: strconv.ParseInt: parsing "soon": invalid syntax',
  ],
  ['etcdctl get x --from-key', 'error: etcdctl get --from-key is not in Podarium yet'],
  ['etcdutl snapshot restore x --bump-revision 5', 'Error: --mark-compacted required if --bump-revision'],
  ['etcdctl endpoint status', 'error: etcdctl endpoint status is not in Podarium yet. Here are'],
])('%s fails', (line, words) => {
  const { code, stderr, stdout } = etcdctl(line, store());
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.startsWith(words)).toBe(true);
});

test('snapshots are actions', () => {
  expect(etcdctl('etcdctl snapshot save /backup/monday.db', store())).toMatchObject({
    stdout: 'Snapshot saved at /backup/monday.db\n',
    action: { backup: 'monday.db' },
  });
  expect(etcdctl('etcdutl snapshot restore monday.db --data-dir /x', store()).action).toEqual({ restore: 'monday.db' });
  expect(etcdctl('etcdutl snapshot restore monday.db --bump-revision 7 --mark-compacted', store()).action).toEqual({
    restore: 'monday.db',
    bumpRevision: 7,
    markCompacted: true,
  });
});
