// How long a hop is worth looking at. What moves the story on (a pod asked for, bound, started, told of) gets its time;
// what a store or a diary does on the way is drawn as well, but briefly: half of all messages are events, looks and receipts.

import type { ViewMessage } from '../../engine/index.ts';

/** Playing milliseconds that a hop takes at least: something the learner should read, its way into the store, bookkeeping. */
export const storyMs = 220;
export const storeMs = 100;
export const bookkeepingMs = 40;

/** The least playing time for one message. */
export function shortestMs(message: ViewMessage): number {
  if (!isStory(message)) return bookkeepingMs;
  if (message.from.startsWith('etcd/') || message.to.startsWith('etcd/')) return storeMs;
  return storyMs;
}

function isStory({ shape, label, object, to }: ViewMessage): boolean {
  if (shape === 'reset' || shape === 'probe' || shape === 'cni') return true;
  if (shape === 'cri') return !/Status$/.test(label);
  if (/^(GET|LIST|WATCH|get|list|progress)\b/.test(label)) return false;
  if (shape === 'response') return to.startsWith('kubectl/') || /^[45]/.test(label) || about(object, 'Pod', label);
  if (about(object, 'Pod', label)) return !(label.startsWith('MODIFIED') && to.startsWith('kube-scheduler/'));
  if (object === '' || object.startsWith('Event/') || object.startsWith('Lease/')) return false;
  return shape === 'watch' ? !label.startsWith('MODIFIED') : /^(POST|DELETE|PATCH) (?!.*\/status)/.test(label);
}

/** Whether it is about an object of that kind; an answer of plain success adds nothing to the request that is answered. */
function about(object: string, kind: string, label: string): boolean {
  return object.startsWith(`${kind}/`) && !label.startsWith('200');
}
