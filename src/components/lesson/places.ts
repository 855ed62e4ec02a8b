// How the picture calls what a lesson speaks of, and where a sentence stands whose object has no card: a Deployment is kept in the store
// and worked on by a loop of the controller manager, so that is where it is spoken of; a Lease is its node's, a slice its service's.

import type { BeatView } from '../../scenarios/index.ts';
import { useSession } from '../session/store.ts';

/** Where a sentence is said; undefined when it is said nowhere. */
export type Anchor = BeatView['anchor'];

/** `kubelet/node-1` is a process, everything else is an object already. */
export const onPicture = (ref: string): string => (/^[a-z]/.test(ref) ? `Process//${ref}` : ref);

/** Kinds that have a card or a tile. */
const drawn: readonly string[] = ['Pod', 'Node', 'Service', 'Process', 'Traffic', 'Request'];
/** Kinds that a loop of the controller manager works on. */
const worked: readonly string[] = [
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'],
  ...['HorizontalPodAutoscaler', 'PodDisruptionBudget'],
];

/** Loops whose line in the controller manager is seen while a lesson speaks of what they work on. */
const loops: Readonly<Record<string, string>> = {
  Deployment: 'Deployment',
  ReplicaSet: 'ReplicaSet',
  DaemonSet: 'DaemonSet',
  HorizontalPodAutoscaler: 'Horizontal pod autoscaler',
};

/** The loop that works on an object, or ''. */
export const loopOf = (ref: string): string => loops[ref.slice(0, ref.indexOf('/'))] ?? '';

/** Whether the list has a row of its own for it. */
export function hasRow(ref: string): boolean {
  const kind = ref.slice(0, ref.indexOf('/'));
  return drawn.includes(kind) || worked.includes(kind);
}

/** Where something is shown that has no place of its own; '' when it has one. */
export function standInFor(ref: string): string {
  const [kind = '', namespace = '', name = ''] = ref.split('/');
  if (drawn.includes(kind)) return '';
  if (worked.includes(kind)) return leaderOf('kube-controller-manager');
  if (kind === 'Lease' && namespace === 'kube-node-lease') return `Node//${name}`;
  if (kind === 'Lease' && /^kube-(scheduler|controller-manager)$/.test(name)) return leaderOf(name);
  if (kind === 'EndpointSlice') return `Service/${namespace}/${name.replace(/-[a-z0-9]{5}$/, '')}`;
  if (kind === 'Endpoints') return `Service/${namespace}/${name}`;
  return leaderOf('etcd');
}

/** The process of several that leads, as the picture calls it. */
function leaderOf(component: string): string {
  const { processes } = useSession.getState();
  const own = Object.keys(processes).filter((address) => address.startsWith(`${component}/`));
  const leads = own.find((address) => processes[address]?.leader?.isLeader);
  return `Process//${leads ?? own[0] ?? component}`;
}

/** What is drawn of a reference, or of a connection: of one with the API server its lanes, of any other its two ends. */
export function drawnOf(ref: string): readonly string[] {
  const ends = ref.split(' > ');
  if (ends.length === 1) {
    const own = onPicture(ref);
    // An autoscaler stands beside its service where there is one.
    const stand = own.startsWith('HorizontalPodAutoscaler/') ? '' : standInFor(own);
    return [stand === '' ? own : stand];
  }
  const far = ends.filter((end) => !end.startsWith('kube-apiserver/'));
  return far.length === 1 && /^[a-z]/.test(far[0]) ? [`Lane//${far[0]}`] : ends.flatMap(drawnOf);
}

/** What is ringed while something is spoken of: its card, or of a connection the lane, or else the end that is asked. */
export function pointedOn(anchor: Anchor): string {
  if (!anchor || anchor.kind === 'region' || anchor.kind === 'moment') return '';
  return drawnOf(anchor.to === '' ? anchor.ref : `${anchor.ref} > ${anchor.to}`).at(-1) ?? '';
}

/** The card or tile of a reference, the line of its loop, or what else stands in for it. */
export function elementFor(root: HTMLElement | null, ref: string): Element | null {
  const find = (name: string) => root?.querySelector(`[data-object="${CSS.escape(name)}"]`) ?? null;
  const own = find(ref);
  if (own) return own;
  const line = loopOf(ref) === '' ? null : root?.querySelector(`[data-loop="${loopOf(ref)}"]`);
  if (line) return line;
  const stand = standInFor(ref);
  return stand === '' ? null : find(stand);
}
