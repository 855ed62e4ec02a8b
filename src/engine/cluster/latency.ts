// How long a message is on its way, by the kind of hop. Fitted to recordings of a real cluster (facts 11.9): from a write
// to a watcher that knows of it 5 ms in the median, of which the store, the server's own copy and the wire take a part each.

import type { Address, Body, Tick } from '../kernel/message.ts';

/** [least, most] ticks, drawn evenly. */
type Range = readonly [Tick, Tick];

const TO_API: Range = [1, 2];
const ANSWER: Range = [1, 2];
const WATCH: Range = [1, 3];
const STORE: Range = [1, 1];
const LOCAL: Range = [1, 1];
/** A laptop reaches the cluster over a longer wire. */
const LAPTOP: Range = [2, 6];

export function latency(from: Address, to: Address, body: Body, throwValue: number): Tick {
  const range = rangeOf(from, to, body.kind);
  return range[0] + (throwValue % (range[1] - range[0] + 1));
}

function rangeOf(from: Address, to: Address, kind: string): Range {
  // What only one hop carries is told by its kind; that is most of all messages, and faster than to look at addresses.
  switch (kind) {
    case 'etcd-request':
    case 'etcd-response':
    case 'etcd-events':
      return STORE;
    case 'cri-request':
    case 'cri-response':
    case 'container-event':
      return LOCAL;
  }
  if (from.startsWith('kubectl/') || to.startsWith('kubectl/')) return LAPTOP;
  if (to.startsWith('etcd/') || from.startsWith('etcd/')) return STORE;
  if (kind === 'watch-event') return WATCH;
  return to.startsWith('kube-apiserver/') ? TO_API : ANSWER;
}
