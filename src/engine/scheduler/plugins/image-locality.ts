// A node that already holds a pod's large images saves their download, and gets points for it.
// An image that only few nodes have counts for less, so that pods don't all pile up where the first one went.
import type { Container, Pod } from '../../api/types.ts';
import { MAX_NODE_SCORE, type Plugin } from './plugin.ts';

const MIB = 1024 * 1024;
const LEAST = 23 * MIB;
const MOST_PER_CONTAINER = 1000 * MIB;

export const imageLocality: Plugin = {
  name: 'ImageLocality',
  preScore({ pod, cache, nodeCount }) {
    const images = imagesOf(pod);
    const most = MOST_PER_CONTAINER * images.length;
    // What an image is worth is the same on every node that has it, so it is worked out once.
    const worth: { name: string; bytes: number }[] = [];
    for (const name of images) {
      const state = cache.images.get(name);
      if (state !== undefined) worth.push({ name, bytes: Math.trunc(state.sizeBytes * (state.nodes / nodeCount)) });
    }
    return {
      score(node) {
        let bytes = 0;
        for (const image of worth) if (node.images[image.name] === true) bytes += image.bytes;
        const within = Math.min(Math.max(bytes, LEAST), most);
        return Math.trunc((MAX_NODE_SCORE * (within - LEAST)) / (most - LEAST));
      },
    };
  },
};

function imagesOf(pod: Pod): string[] {
  const containers: readonly Container[] = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  const names = containers.map((container) => normalized(container.image ?? ''));
  for (const volume of pod.spec?.volumes ?? []) {
    if (volume.image !== undefined) names.push(normalized(volume.image.reference ?? ''));
  }
  return names;
}

/** `nginx` means `nginx:latest`; a colon before the last slash is a port of the registry, not a tag. */
function normalized(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}
