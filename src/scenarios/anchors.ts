// Where something is said: at an object, at a component, at the connection between two, at a region of the page, or at a moment of the
// run. The page draws the sentence there, and the list speaks of the same place.

import type { Host, Tick } from '../engine/index.ts';

export interface AnchorView {
  readonly kind: 'object' | 'component' | 'edge' | 'region' | 'moment';
  /** `Pod/default/web-x`, `kubelet/node-1`, or a region's name; '' of a moment. */
  readonly ref: string;
  /** The other end of an edge, or ''. */
  readonly to: string;
  /** Of a moment: its tick in the learner's own run. */
  readonly at?: Tick;
}

export const regions = ['canvas', 'outline', 'inspector', 'timeline', 'terminal', 'lesson', 'editor'] as const;

const components = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'containerd',
  'coredns',
  'metrics-server',
  'kubectl',
];

/** What an anchor points at now; undefined when there is nothing of that name. */
export function anchorOf(text: string, host: Host): AnchorView | undefined {
  const region = /^region:(\w+)$/.exec(text)?.[1];
  if (region !== undefined)
    return (regions as readonly string[]).includes(region) ? { kind: 'region', ref: region, to: '' } : undefined;
  const ends = text.split('>').map((end) => end.trim());
  if (ends.length === 2) {
    const [from, to] = ends.map((end) => anchorOf(end, host));
    return from && to && from.kind !== 'region' && to.kind !== 'region'
      ? { kind: 'edge', ref: from.ref, to: to.ref }
      : undefined;
  }
  if (components.includes(text.split('/')[0]))
    return /^[\w-]+\/[\w.-]+$/.test(text) ? { kind: 'component', ref: text, to: '' } : undefined;
  const found = host.resolve(text);
  return found.ok && host.get(found.value) !== undefined ? { kind: 'object', ref: found.value, to: '' } : undefined;
}

/** The references that lead somewhere now; a connection is told as `ONE > OTHER`. */
export function refsOf(texts: readonly string[], host: Host): readonly string[] {
  return texts
    .map((text) => anchorOf(text, host))
    .filter((anchor) => anchor !== undefined)
    .map(({ ref, to }) => (to === '' ? ref : `${ref} > ${to}`));
}

/** What has a place in the picture of its own: of a connection its two ends. */
export function endsOf(texts: readonly string[], host: Host): readonly string[] {
  return refsOf(texts, host).flatMap((ref) => ref.split(' > '));
}
