// Which way a message goes. Every way leads to or from the API server, as in a real cluster; the exceptions are the few that are
// true: kubelet to containerd to pod, the API server's own calls to a kubelet, and what users send (user-ways.ts).
// Requests ride the bar's upper rail towards etcd; events come back on the lower rail and fan out.
import type { Address, ViewMessage, ViewRequest } from '../../engine/index.ts';
import type { Box, Door, Layout } from './layout.ts';
import { type Path, type Point, samplePath } from './path.ts';
import { type Death, deathPlace, isUserPlace, userWay } from './user-ways.ts';

export type LaneKind = 'request' | 'watch';

export interface Lane {
  readonly address: Address;
  readonly kind: LaneKind;
  readonly line: readonly Point[];
}

const component = (address: Address): string => address.slice(0, address.indexOf('/'));
const machine = (address: Address): string => address.slice(address.indexOf('/') + 1);
const isServer = (address: Address): boolean => component(address) === 'kube-apiserver';

/** The lanes that are always drawn: two for each process that talks to the API server. */
export function standingLanes(layout: Layout, addresses: readonly Address[]): Lane[] {
  const lanes: Lane[] = [];
  for (const address of addresses) {
    const door = layout.doors[address];
    if (!door) continue;
    const isProxy = component(address) === 'kube-proxy';
    // Where a node has one door for both, as on a narrow page, its lanes are the kubelet's.
    if (isProxy && (!door.gutter || layout.form === 'compact')) continue;
    if (!isProxy) lanes.push({ address, kind: 'request', line: toRail(door, 'request', layout) });
    if (door.watch !== undefined && component(address) !== 'kubectl') {
      lanes.push({ address, kind: 'watch', line: toRail(door, 'watch', layout) });
    }
  }
  return lanes;
}

function toRail(door: Door, kind: LaneKind, layout: Layout): Point[] {
  const x = kind === 'request' ? door.request : (door.watch ?? door.request);
  const y = kind === 'request' ? layout.rails.request : layout.rails.watch;
  if (!door.gutter) {
    return [
      [x, door.y],
      [x, y],
    ];
  }
  const side = door.gutter.x + (kind === 'watch' ? 5 : 0);
  return [
    [x, door.y],
    [x, door.gutter.y],
    [side, door.gutter.y],
    [side, y],
  ];
}

/** What a message's way depends on beside its two ends. */
export interface Surroundings {
  /** The message that caused it: what goes on to etcd starts where the request came in. */
  causeOf(message: ViewMessage): ViewMessage | undefined;
  /** Where a pod's tile stands, if it can be seen. */
  podBox(ref: string): Box | undefined;
}

/** The polyline of a message; undefined when it stays inside a process or neither end is on screen. */
export function wayOf(message: ViewMessage, layout: Layout, around: Surroundings): readonly Point[] | undefined {
  const { from, to } = message;
  if (from === to) return undefined;
  if (isUserPlace(from) && isUserPlace(to)) return userWay(message, layout, around);
  if (isServer(to) || isServer(from)) return throughBar(message, layout, around);
  if (component(from) === 'etcd' && component(to) === 'etcd') return betweenMembers(from, to, layout);
  if (component(from) === 'metrics-server') return scrapeWay(from, to, layout);
  if (component(to) === 'metrics-server') return scrapeWay(to, from, layout)?.toReversed();
  return insideNode(message, layout, around);
}

/** The metrics server asks the kubelets themselves: between the masters' frame and the nodes, to the kubelet's door from above. */
function scrapeWay(server: Address, kubelet: Address, layout: Layout): Point[] | undefined {
  const [from, to] = [layout.doors[server], layout.doors[kubelet]];
  if (!from || !to || layout.form === 'scale') return undefined;
  const street = from.y + (layout.form === 'compact' ? 2 : 19);
  const x = to.request + (layout.form === 'compact' ? 0 : 56);
  const around: Point[] = to.gutter
    ? [
        [to.gutter.x, street],
        [to.gutter.x, to.gutter.y],
        [x, to.gutter.y],
      ]
    : [[x, street]];
  return [[from.request, from.y], [from.request, street], ...around, [x, to.y]];
}

function throughBar(message: ViewMessage, layout: Layout, around: Surroundings): readonly Point[] | undefined {
  const inwards = isServer(message.to);
  const other = inwards ? message.from : message.to;
  const kind: LaneKind = message.shape === 'watch' ? 'watch' : 'request';
  const door = layout.doors[other] ?? doorOfStranger(other, layout);
  if (!door) return undefined;
  const lane = toRail(door, kind, layout);
  const railY = kind === 'watch' ? layout.rails.watch : layout.rails.request;
  if (component(other) === 'etcd') {
    const x = meetingPoint(message, layout, around, kind);
    const way: Point[] = [[x, railY], ...[...lane].reverse()];
    return inwards ? way.reverse() : way;
  }
  if (inwards) return lane;
  const back = [...lane].reverse();
  if (kind !== 'watch') return back;
  const source = etcdDoor(layout, machine(message.from))?.watch;
  return source === undefined ? back : [[source, railY], ...back];
}

/** Members speak past the API server, in the gap between their cards and the bar. */
function betweenMembers(from: Address, to: Address, layout: Layout): readonly Point[] | undefined {
  const [a, b] = [layout.planes?.[machine(from)]?.etcd, layout.planes?.[machine(to)]?.etcd];
  if (!a || !b) return undefined;
  const [ax, bx] = [a.x + a.w / 2, b.x + b.w / 2];
  const y = a.y + a.h + Math.max(4, (layout.bar.y - a.y - a.h) / 2);
  return [
    [ax, a.y + a.h],
    [ax, y],
    [bx, y],
    [bx, b.y + b.h],
  ];
}

/** The request that came into the API server and led to this exchange with etcd. */
export function askerOf(message: ViewMessage, around: Surroundings): ViewMessage | undefined {
  if (component(message.from) !== 'etcd' && component(message.to) !== 'etcd') return undefined;
  let cause = around.causeOf(message);
  for (let i = 0; cause && i < 4; i++) {
    if (isServer(cause.to) && component(cause.from) !== 'etcd') return cause;
    cause = around.causeOf(cause);
  }
  return undefined;
}

/** Where on the rail a request to etcd begins or its answer ends: at the lane of whoever asked. */
function meetingPoint(message: ViewMessage, layout: Layout, around: Surroundings, kind: LaneKind): number {
  if (kind === 'watch') return etcdDoor(layout, machine(message.to))?.watch ?? layout.bar.x + layout.bar.w;
  const asker = askerOf(message, around);
  const door = asker && (layout.doors[asker.from] ?? doorOfStranger(asker.from, layout));
  return door ? door.request : layout.bar.x + layout.bar.w / 2;
}

function etcdDoor(layout: Layout, master: string): Door | undefined {
  const own = layout.doors[`etcd/${master}`];
  if (own) return own;
  for (const address in layout.doors) if (component(address) === 'etcd') return layout.doors[address];
  return undefined;
}

/** A caller that has no card of its own comes in at the bar's left end: the laptop where there is no room for it. */
function doorOfStranger(address: Address, layout: Layout): Door | undefined {
  if (component(address) !== 'kubectl') return undefined;
  const { bar } = layout;
  return { request: bar.x + 12, watch: bar.x + 20, y: bar.y - 8, gutter: undefined };
}

function insideNode(message: ViewMessage, layout: Layout, around: Surroundings): readonly Point[] | undefined {
  const box = layout.nodes[machine(message.to)] ?? layout.nodes[machine(message.from)];
  if (!box) return undefined;
  if (layout.form === 'compact' || layout.form === 'projector') {
    return [
      [box.x + box.w - 10, box.y],
      [box.x + box.w - 10, box.y + box.h / 2],
    ];
  }
  const kubelet: Point = [box.x + 104, box.y + 12];
  const shelf: Point = [box.x + 104, box.y + 46];
  const pod = message.object ? around.podBox(message.object) : undefined;
  const target: Point = pod ? [pod.x + 3, pod.y + pod.h / 2] : [box.x + 12, box.y + 96];
  // The runtime reports a CNI call to the kubelet; what is shown is the call itself, from the runtime down to the pod.
  if (message.shape === 'cni') {
    // It runs in the gap beside the tiles, so that it crosses no text.
    const gap = target[0] > box.x + box.w / 2 ? box.x + box.w / 2 : box.x + 5;
    return [[gap, box.y + 60], [gap, target[1]], target];
  }
  const ends: Record<string, Point> = { kubelet, containerd: shelf };
  const from = ends[component(message.from)] ?? target;
  const to = ends[component(message.to)] ?? target;
  if (from[0] === to[0] && from[1] === to[1]) return undefined;
  return [from, to];
}

/** Remembers sampled ways until the layout changes. */
export class Lanes {
  private readonly paths = new Map<number, Path | undefined>();
  /** Ways of users' requests by their ends: there may be thousands, and few ways. */
  private readonly userPaths = new Map<string, Path | undefined>();

  constructor(
    readonly layout: Layout,
    private readonly around: Surroundings,
  ) {}

  askerOf(message: ViewMessage): ViewMessage | undefined {
    return askerOf(message, this.around);
  }

  pathOf(message: ViewMessage): Path | undefined {
    if (isUserPlace(message.from)) return this.userPathOf(message);
    if (this.paths.has(message.id)) return this.paths.get(message.id);
    const way = wayOf(message, this.layout, this.around);
    const path = way && samplePath(way);
    if (this.paths.size > 4000) this.paths.clear();
    this.paths.set(message.id, path);
    return path;
  }

  private userPathOf(message: ViewMessage): Path | undefined {
    const object = message.object || this.around.causeOf(message)?.object;
    const key = `${message.from} ${message.to} ${object}`;
    if (this.userPaths.has(key)) return this.userPaths.get(key);
    const way = wayOf(message, this.layout, this.around);
    const path = way && samplePath(way);
    this.userPaths.set(key, path);
    return path;
  }

  /** Pods have come, gone or moved on the screen: what users send goes to where they are now. */
  forgetPods(): void {
    this.userPaths.clear();
  }

  /** Where a lost request ended. */
  deathPlace(request: Pick<ViewRequest, 'pod' | 'entry'>): Death | undefined {
    return deathPlace(request, this.layout, this.around);
  }

  /** Where a badge stands: on the free piece of the lane between card and bar. */
  badgeAt(message: ViewMessage): [number, number] | undefined {
    const { layout } = this;
    const other = isServer(message.to) ? message.from : message.to;
    const door = layout.doors[other];
    if (!door || (!isServer(message.from) && !isServer(message.to))) {
      const path = this.pathOf(message);
      return path && [path.samples[64], path.samples[65]];
    }
    const x = message.shape === 'watch' ? (door.watch ?? door.request) : door.request;
    const edge = door.y < layout.bar.y ? layout.bar.y : layout.bar.y + layout.bar.h;
    const near = door.gutter ? door.gutter.y : door.y;
    return [door.gutter ? door.gutter.x : x, (edge + Math.min(near, edge + 46)) / 2];
  }
}
