// A slide in words, for who cannot see it and for the alt text beside it: the same machines, pods, messages and hops, nothing more.
import { describePicture, lifeOf } from './picture.ts';
import type { Slide } from './slide.ts';

const mostMessages = 12;
/** Of more pods than these the states are counted, for nobody listens to three thousand names. */
const mostPods = 60;
const mostNodes = 24;

export function describeSlide(slide: Slide): string {
  const { inFlight, thread, selected } = slide;
  const own = inFlight.filter(({ yours }) => yours);
  const flying = own.slice(0, mostMessages).map(({ label, from, to }) => `${label} from ${from} to ${to}`);
  if (own.length > flying.length) flying.push(`${own.length - flying.length} more`);
  return [
    slide.pods.length > mostPods ? describeCrowd(slide) : describePicture(slide),
    ...(flying.length > 0 ? [`On their way: ${flying.join('; ')}.`] : []),
    ...(selected === '' ? [] : [`Selected: ${selected.replace(/\/+/g, '/')}.`]),
    ...(thread.length > 0 ? [`The thread: ${thread.map((hop, i) => `${i + 1} ${hop}`).join('; ')}.`] : []),
  ].join(' ');
}

function describeCrowd({ title, note, machines, pods }: Slide): string {
  const byNode = new Map<string, Map<string, number>>();
  for (const { node, status } of pods) {
    const counts = byNode.get(node) ?? new Map<string, number>();
    counts.set(status, (counts.get(status) ?? 0) + 1);
    byNode.set(node, counts);
  }
  const told = (node: string): string =>
    [...(byNode.get(node) ?? [])].map(([status, count]) => `${count} ${status}`).join(', ') || 'no pods';
  const workers = machines.filter(({ role }) => role === 'worker');
  const lines = workers
    .slice(0, mostNodes)
    .map((machine) => `${machine.name} (${lifeOf(machine)}): ${told(machine.name)}.`);
  const rest = workers.slice(mostNodes);
  const others = rest.reduce((sum, { name }) => sum + pods.filter(({ node }) => node === name).length, 0);
  if (rest.length > 0) lines.push(`${rest.length} more nodes with ${others} pods.`);
  if (byNode.has('')) lines.push(`Without a node: ${told('')}.`);
  return [`${title}.`, note === '' ? '' : `${note}.`, ...lines].filter((line) => line !== '').join(' ');
}
