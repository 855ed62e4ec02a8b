// The picture on the canvas as a slide of 1280 by 720: machines, pods with the shape and word of their state, the messages on their way
// at this moment, and the thread that is followed, numbered. It needs no font, style sheet or address outside itself, and says the same
// in words.

import type { PodState, ViewMachine, ViewPod } from '../engine/index.ts';
import { type Colours, coloursOf, cut, escaped, lifeOf, type Pictured, type PictureTheme } from './picture.ts';
import { describeSlide } from './slide-words.ts';

/** A message on its way. */
export interface InFlight {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** How far it is, 0 to 1. */
  readonly share: number;
  readonly yours: boolean;
}

export interface Slide extends Pictured {
  /** What the parts of the control plane say of themselves, by component: `etcd: 'rev 229'`. */
  readonly says: Readonly<Record<string, string>>;
  readonly inFlight: readonly InFlight[];
  /** Hops of the followed thread in order, in words. */
  readonly thread: readonly string[];
  /** Object that is selected, or ''. */
  readonly selected: string;
}

const width = 1280;
const height = 720;
const margin = 40;
const inner = width - 2 * margin;
const mostNodes = 12;
const mostHops = 8;
const mostLabels = 6;

const planeTop = 100;
const planeHeight = 62;
const barTop = 206;
const barHeight = 46;
const nodesTop = 306;

/** Columns of the control plane: component, name, share of the width. */
const plane = [
  ['kubectl', 'You', 170],
  ['kube-controller-manager', 'kube-controller-manager', 380],
  ['kube-scheduler', 'kube-scheduler', 290],
  ['etcd', 'etcd', 300],
] as const;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export function slideOf(slide: Slide, theme: Exclude<PictureTheme, 'auto'>, alt = describeSlide(slide)): string {
  const workers = slide.machines.filter(({ role }) => role === 'worker');
  const waiting = slide.pods.filter(({ node }) => node === '');
  const hops = slide.thread.length;
  const bottom = hops > 0 ? 606 : 676;
  const nodesBottom = waiting.length > 0 || workers.length > mostNodes ? bottom - 40 : bottom;
  const boxes = placesOf(workers.slice(0, mostNodes), nodesBottom);
  const parts: string[] = [];
  for (const { x, y, w } of planeBoxes()) parts.push(lane(x + w / 2, y + planeHeight, barTop));
  for (const { x, y, w } of boxes.values()) if (y === nodesTop) parts.push(lane(x + w / 2, barTop + barHeight, y));
  parts.push(...planeParts(slide), bar(slide));
  for (const machine of workers.slice(0, mostNodes)) parts.push(node(machine, slide, boxes.get(machine.name) as Box));
  parts.push(...restOf(waiting, workers.length, nodesBottom), ...flying(slide, boxes), ...threadParts(slide.thread));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escaped(slide.title)}</title><desc id="d">${escaped(alt)}</desc>`,
    `<style>${styleOf(coloursOf(theme))}</style><rect class="back" width="${width}" height="${height}"/>`,
    words(slide.title, margin, 62, 'title', 46),
    `<text class="time" text-anchor="end" x="${width - margin}" y="60">${escaped(slide.note)}</text>`,
    ...parts,
    '</svg>',
  ].join('');
}

function planeBoxes(): (Box & { readonly component: string; readonly name: string })[] {
  let x = margin;
  return plane.map(([component, name, w]) => {
    const box = { component, name, x, y: planeTop, w, h: planeHeight };
    x += w + 20;
    return box;
  });
}

function planeParts({ says, machines }: Slide): string[] {
  const masters = machines.filter(({ role }) => role === 'control-plane').length;
  return planeBoxes().flatMap(({ component, name, x, y, w, h }) => [
    rect('card', { x, y, w, h }),
    words(component === 'etcd' && masters > 1 ? `etcd × ${masters}` : name, x + 14, y + 26, 'name', w / 9),
    words(says[component] ?? '', x + 14, y + 48, 'mono', (w - 24) / 8.5),
  ]);
}

const bar = ({ says }: Slide): string =>
  rect('card', { x: margin, y: barTop, w: inner, h: barHeight }) +
  words('kube-apiserver', margin + 16, barTop + 29, 'name', 30) +
  words(says['kube-apiserver'] ?? '', margin + 190, barTop + 29, 'mono', 90);

/** Places of the nodes: one row of up to six, else two. */
function placesOf(machines: readonly ViewMachine[], bottom: number): ReadonlyMap<string, Box> {
  const rows = machines.length > 6 ? 2 : 1;
  const columns = Math.max(1, Math.ceil(machines.length / rows));
  const w = Math.min(460, (inner - (columns - 1) * 18) / columns);
  const h = (bottom - nodesTop - (rows - 1) * 18) / rows;
  return new Map(
    machines.map(({ name }, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      return [name, { x: margin + column * (w + 18), y: nodesTop + row * (h + 18), w, h }];
    }),
  );
}

const chipHeight = 34;

function node(machine: ViewMachine, { pods, selected }: Slide, box: Box): string {
  const { x, y, w, h } = box;
  const own = pods.filter(({ node: on }) => on === machine.name);
  const rows = Math.max(1, Math.floor((h - 46) / (chipHeight + 6)));
  const columns = w > 300 && own.length > rows ? 2 : 1;
  const room = rows * columns;
  const shown = own.length > room ? own.slice(0, room - 1) : own;
  const chipWidth = (w - 24 - (columns - 1) * 8) / columns;
  const life = lifeOf(machine);
  const chips = shown.map((pod, i) =>
    chip(pod, pod.ref === selected, {
      x: x + 12 + (i % columns) * (chipWidth + 8),
      y: y + 42 + Math.floor(i / columns) * (chipHeight + 6),
      w: chipWidth,
      h: chipHeight,
    }),
  );
  const rest = own.length - shown.length;
  const at = { x: x + 20 + (shown.length % columns) * (chipWidth + 8), row: Math.floor(shown.length / columns) };
  if (rest > 0) chips.push(words(`and ${rest} more`, at.x, y + 64 + at.row * (chipHeight + 6), 'soft', 30));
  const state = life === 'Ready' ? 'Running' : life === 'off' ? 'Unknown' : 'NotReady';
  return (
    rect(machine.name === nameOf(selected) ? 'card on' : 'card', box) +
    words(machine.name, x + 14, y + 28, 'name', w / 16) +
    shape(state, x + w - 28 - life.length * 9, y + 22) +
    `<text class="${state} word" text-anchor="end" x="${x + w - 12}" y="${y + 28}">${life}</text>` +
    chips.join('')
  );
}

function chip(pod: ViewPod, selected: boolean, box: Box): string {
  const { x, y, w } = box;
  const letters = Math.floor((w - 40) / 8);
  const name = pod.suffix === '' ? pod.label : `${pod.label} ${pod.suffix}`;
  const status = cut(pod.status, Math.max(6, letters - Math.min(name.length, letters - 8) - 1));
  return (
    rect(selected ? 'chip on' : `chip e${pod.state}`, box) +
    shape(pod.state, x + 17, y + 17) +
    words(name, x + 32, y + 22, 'mono', letters - status.length - 1) +
    `<text class="${pod.state} small" text-anchor="end" x="${x + w - 8}" y="${y + 22}">${escaped(status)}</text>`
  );
}

/** Shape is state, the word confirms: what colour says is said twice more. */
function shape(state: PodState, x: number, y: number): string {
  const ring = (more: string, dash = '') =>
    `<g class="s${state}"><circle cx="${x}" cy="${y}" r="6"${dash && ` stroke-dasharray="${dash}"`}/>${more}</g>`;
  if (state === 'Running') return ring(`<circle class="f" cx="${x}" cy="${y}" r="2"/>`);
  if (state === 'Pending') return ring('', '3 2');
  if (state === 'NotReady') return ring(`<path class="f" d="M${x} ${y - 6}a6 6 0 0 0 0 12z"/>`);
  if (state === 'Terminating') return ring(`<path d="M${x - 5} ${y + 2}l7-7M${x - 2} ${y + 5}l7-7"/>`);
  if (state === 'Unknown') return ring(`<path d="M${x - 2} ${y - 2}q2-3 4 0q0 2-2 2.500v1.500"/>`, '1.500 2');
  if (state === 'Completed') return ring(`<path d="M${x - 3} ${y}l2 3l4-5"/>`);
  return `<g class="s${state}"><path class="f" d="M${x} ${y - 7}l7 13h-14z"/></g>`;
}

const lane = (x: number, from: number, to: number): string => `<path class="lane" d="M${x} ${from}V${to}"/>`;

/** A message stands on the line between its two ends, as far as it is; the learner's own have their words beside them. */
function flying({ inFlight }: Slide, nodes: ReadonlyMap<string, Box>): string[] {
  const parts: string[] = [];
  const taken: Box[] = [];
  let labels = 0;
  for (const { from, to, label, share, yours } of inFlight) {
    const way = wayOf(from, to, nodes);
    if (!way) continue;
    const { x } = way;
    const at = { x, y: way.from + (way.to - way.from) * share };
    // The lane up to it is the learner's.
    if (yours) parts.push(`<path class="mine" d="M${r(x)} ${r(way.from)}V${r(at.y)}"/>`);
    parts.push(`<path class="${yours ? 'token' : 'quiet'}" d="M${r(at.x)} ${r(at.y - 7)}l7 7l-7 7l-7-7z"/>`);
    const pill = { x: at.x + 12, y: at.y - 12, w: Math.min(23, label.length) * 8.6 + 14, h: 24 };
    if (!yours || labels >= mostLabels || taken.some((other) => overlaps(other, pill)) || pill.x + pill.w > width)
      continue;
    labels++;
    taken.push(pill);
    parts.push(rect('pill', pill), words(label, pill.x + 7, pill.y + 16, 'mono', 23));
  }
  return parts;
}

interface Way {
  readonly x: number;
  readonly from: number;
  readonly to: number;
}

/** A message's way along the lane between the API server's bar and the other end; undefined when it is on none of them. */
function wayOf(from: string, to: string, nodes: ReadonlyMap<string, Box>): Way | undefined {
  const isServer = (address: string) => address.startsWith('kube-apiserver/');
  if (isServer(from) === isServer(to)) return undefined;
  const [component, machine = ''] = (isServer(from) ? to : from).split('/');
  const above = planeBoxes().find((box) => box.component === component);
  const box = above ?? nodes.get(machine);
  if (!box) return undefined;
  const [bar, other] = above ? [barTop, planeTop + planeHeight] : [barTop + barHeight, box.y];
  const x = box.x + box.w / 2;
  return isServer(from) ? { x, from: bar, to: other } : { x, from: other, to: bar };
}

function restOf(waiting: readonly ViewPod[], workers: number, y: number): string[] {
  const texts: string[] = [];
  if (waiting.length > 0) {
    const names = waiting.slice(0, 8).map(({ label, suffix }) => (suffix === '' ? label : `${label} ${suffix}`));
    const more = waiting.length > names.length ? `, and ${waiting.length - names.length} more` : '';
    texts.push(`Waiting for a node: ${names.join(', ')}${more}`);
  }
  if (workers > mostNodes) texts.push(`${workers - mostNodes} more nodes`);
  return texts.length === 0 ? [] : [words(texts.join(' · '), margin, y + 28, 'soft', 130)];
}

/** The hops in two rows under the picture; of more than fit, the middle ones are left out. */
function threadParts(thread: readonly string[]): string[] {
  const kept =
    thread.length <= mostHops
      ? thread.map((text, i) => [String(i + 1), text] as const)
      : [
          ...thread.slice(0, mostHops / 2).map((text, i) => [String(i + 1), text] as const),
          ['⋯', `${thread.length - mostHops + 1} between`] as const,
          ...thread
            .slice(1 - mostHops / 2)
            .map((text, i) => [String(thread.length - mostHops / 2 + 2 + i), text] as const),
        ];
  const each = inner / 4;
  return kept.flatMap(([number, text], i) => {
    const [x, y] = [margin + (i % 4) * each, 640 + Math.floor(i / 4) * 36];
    return [
      `<rect class="badge" x="${x}" y="${y - 16}" width="26" height="22" rx="11"/>`,
      `<text class="number" text-anchor="middle" x="${x + 13}" y="${y}">${number}</text>`,
      words(text, x + 34, y, 'hop', (each - 46) / 7.7),
    ];
  });
}

const nameOf = (ref: string): string => ref.split('/').at(-1) ?? '';
const r = (n: number): string => String(Math.round(n * 10) / 10);
const overlaps = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const rect = (kind: string, { x, y, w, h }: Box): string =>
  `<rect class="${kind}" x="${r(x)}" y="${r(y)}" width="${r(w)}" height="${r(h)}" rx="8"/>`;

const words = (text: string, x: number, y: number, kind: string, most: number): string =>
  text === ''
    ? ''
    : `<text class="${kind}" x="${r(x)}" y="${r(y)}">${escaped(cut(text, Math.max(3, Math.floor(most))))}</text>`;

function styleOf({ back, card, line, ink, soft, thread, threadEdge, onThread, states }: Colours): string {
  const fonts = [
    'text{font:15px system-ui,sans-serif}.title{font:600 34px Georgia,serif}.time,.mono{font:14px ui-monospace,monospace}',
    '.time{font-size:20px}.name{font-weight:600;font-size:17px}.word{font-weight:600}.small{font-size:13px}.number{font-weight:700;font-size:14px}.hop{font-size:14px}',
  ];
  const of = Object.entries(states).map(
    ([state, colour]) =>
      `.${state}{fill:${colour}}.e${state}{stroke:${colour}}.s${state}{stroke:${colour};stroke-width:1.8;fill:none}.s${state} .f{fill:${colour}}`,
  );
  return [
    ...fonts,
    `.back{fill:${back}}.card,.chip{fill:${card};stroke:${line};stroke-width:1.5}.on{stroke:${ink};stroke-width:3}.lane{stroke:${line};stroke-width:1.5;fill:none}`,
    `text{fill:${ink}}.soft{fill:${soft}}.token,.badge{fill:${thread};stroke:${threadEdge};stroke-width:1.5}.quiet{fill:${soft}}.mine{stroke:${thread};stroke-width:4}`,
    `.pill{fill:${card};stroke:${threadEdge}}.number{fill:${onThread}}`,
    ...of,
  ].join('');
}
