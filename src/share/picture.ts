// The cluster as a still picture: an SVG for slides, print and the poster that stands in a page before a frame is loaded, with the same
// facts as a text beside it. Every state has a word as well as a colour, and the picture needs no font and no style sheet of the page.

import type { PodState, ViewMachine, ViewPod } from '../engine/index.ts';

export interface Pictured {
  readonly title: string;
  /** Under the title: the moment, or what the lesson is about. */
  readonly note: string;
  readonly machines: readonly ViewMachine[];
  readonly pods: readonly ViewPod[];
}

export type PictureTheme = 'auto' | 'dark' | 'light' | 'projector' | 'contrast';

const width = 640;
const gap = 12;
const margin = 20;
const mostNodes = 12;
const mostPods = 9;
const row = 26;

export interface Colours {
  readonly back: string;
  readonly card: string;
  readonly line: string;
  readonly ink: string;
  readonly soft: string;
  readonly thread: string;
  readonly threadEdge: string;
  readonly onThread: string;
  readonly states: Readonly<Record<PodState, string>>;
}

// The page's tokens, which a picture that stands alone has to bring along.
const dark: Colours = {
  ...{ back: '#101619', card: '#182126', line: '#5f6f79', ink: '#ecf1f3', soft: '#b4c0c7' },
  ...{ thread: '#f7b731', threadEdge: '#f7b731', onThread: '#1b1303' },
  states: stateColours('#3ccb99', '#6dc0ef', '#de93bc', '#ff8548', '#a3b0b8'),
};
const light: Colours = {
  ...{ back: '#fbfaf7', card: '#ffffff', line: '#8b897f', ink: '#15191c', soft: '#454e55' },
  ...{ thread: '#f5ae1e', threadEdge: '#8a5200', onThread: '#1b1303' },
  states: stateColours('#0b6e4f', '#0a5d94', '#8f3d6b', '#a63c00', '#4e5a62'),
};
const projector: Colours = {
  ...{ back: '#ffffff', card: '#ffffff', line: '#2b2b2b', ink: '#000000', soft: '#262626' },
  ...{ thread: '#ffb000', threadEdge: '#6b3a00', onThread: '#000000' },
  states: stateColours('#005a41', '#004e83', '#7a2359', '#963b00', '#333333'),
};

const contrast: Colours = {
  ...{ back: '#000000', card: '#000000', line: '#ffffff', ink: '#ffffff', soft: '#ffffff' },
  ...{ thread: '#ffd23f', threadEdge: '#ffd23f', onThread: '#000000' },
  states: stateColours('#5df2b8', '#8fd3ff', '#ffb3e0', '#ff9a66', '#d6d6d6'),
};

export const coloursOf = (theme: Exclude<PictureTheme, 'auto'>): Colours =>
  ({ dark, light, projector, contrast })[theme];

function stateColours(run: string, pend: string, notReady: string, fail: string, gone: string) {
  return {
    Running: run,
    Pending: pend,
    NotReady: notReady,
    Failing: fail,
    Terminating: gone,
    Unknown: gone,
    Completed: gone,
  } as const satisfies Record<PodState, string>;
}

/** The picture as the text of an SVG of at most a few ten kilobytes. */
export function pictureOf(pictured: Pictured, theme: PictureTheme = 'auto'): string {
  const { title, note, machines, pods } = pictured;
  const workers = machines.filter(({ role }) => role === 'worker');
  const shown = workers.slice(0, mostNodes);
  const columns = Math.min(4, Math.max(1, shown.length));
  const cell = (width - 2 * margin - (columns - 1) * gap) / columns;
  const top = 96;
  const parts = controlPlane(machines, top);
  let y = top + 84;
  for (let at = 0; at < shown.length; at += columns) {
    const line = shown.slice(at, at + columns);
    const height = 40 + row * Math.max(1, ...line.map(({ name }) => rowsOf(name, pods)));
    for (const [i, machine] of line.entries())
      parts.push(node(machine, pods, margin + i * (cell + gap), y, cell, height));
    y += height + gap;
  }
  const waiting = pods.filter((pod) => pod.node === '').length;
  const rest = [
    ...(workers.length > shown.length ? [`${workers.length - shown.length} more nodes`] : []),
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'pod waits' : 'pods wait'} for a node`] : []),
  ];
  if (rest.length > 0) parts.push(words(rest.join(' · '), margin, y + 14, 'soft'));
  const height = y + (rest.length > 0 ? 30 : 8);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title><desc>${escaped(describePicture(pictured))}</desc>`,
    `<style>${styleOf(theme)}</style>`,
    `<rect class="back" width="${width}" height="${height}"/>`,
    words(title, margin, 42, 'title'),
    words(note, margin, 66, 'soft'),
    ...parts,
    '</svg>',
  ].join('');
}

/** The same as a text: machines, and the pods on each with their states. */
export function describePicture({ title, note, machines, pods }: Pictured): string {
  const lines = machines
    .filter(({ role }) => role === 'worker')
    .map((machine) => {
      const own = pods.filter(({ node: on }) => on === machine.name);
      const list = own.map((pod) => `${pod.name} ${pod.status}`).join(', ');
      return `${machine.name} (${lifeOf(machine)}): ${list || 'no pods'}.`;
    });
  const waiting = pods.filter(({ node: on }) => on === '').map(({ name }) => name);
  if (waiting.length > 0) lines.push(`Without a node: ${waiting.join(', ')}.`);
  return [`${title}.`, note === '' ? '' : `${note}.`, ...lines].filter((line) => line !== '').join(' ');
}

function controlPlane(machines: readonly ViewMachine[], y: number): string[] {
  const masters = machines.filter(({ role }) => role === 'control-plane').length;
  const names = ['controller-manager', 'scheduler', masters > 1 ? `etcd × ${masters}` : 'etcd'];
  const each = (width - 2 * margin - 2 * gap) / 3;
  return [
    ...names.map(
      (name, i) => box(margin + i * (each + gap), y, each, 34) + middle(name, margin + i * (each + gap), y, each),
    ),
    box(margin, y + 46, width - 2 * margin, 26) + words('API server', margin + 12, y + 63, 'small'),
  ];
}

function node(machine: ViewMachine, pods: readonly ViewPod[], x: number, y: number, w: number, h: number): string {
  const own = pods.filter((pod) => pod.node === machine.name);
  const lines = own.slice(0, mostPods).map((pod, i) => {
    const at = y + 36 + i * row;
    const name = pod.suffix === '' ? pod.label : `${pod.label}-${pod.suffix}`;
    const status = cut(pod.status, Math.floor((w - 30) / 7) - Math.min(name.length, 12) - 1);
    const dot = `<circle class="${pod.state}" cx="${x + 16}" cy="${at + 9}" r="5"/>`;
    return `${dot}${words(`${cut(name, 12)} ${status}`, x + 28, at + 13, `pod ${pod.state}`)}`;
  });
  if (own.length > mostPods)
    lines.push(words(`${own.length - mostPods} more`, x + 28, y + 49 + mostPods * row, 'soft'));
  return `${box(x, y, w, h)}${words(`${machine.name} · ${lifeOf(machine)}`, x + 10, y + 23, 'small')}${lines.join('')}`;
}

function rowsOf(name: string, pods: readonly ViewPod[]): number {
  const count = pods.filter((pod) => pod.node === name).length;
  return count > mostPods ? mostPods + 1 : count;
}

export function lifeOf({ up, cutSince, node: object }: ViewMachine): string {
  if (!up) return 'off';
  if (cutSince !== undefined) return 'cut off';
  return object?.ready === 'True' ? 'Ready' : 'NotReady';
}

const box = (x: number, y: number, w: number, h: number): string =>
  `<rect class="card" x="${x}" y="${y}" width="${w}" height="${h}" rx="8"/>`;

const words = (text: string, x: number, y: number, kind: string): string =>
  `<text class="${kind}" x="${x}" y="${y}">${escaped(text)}</text>`;

const middle = (text: string, x: number, y: number, w: number): string =>
  `<text class="small" text-anchor="middle" x="${x + w / 2}" y="${y + 22}">${escaped(text)}</text>`;

export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function styleOf(theme: PictureTheme): string {
  const fonts =
    'text{font:13px system-ui,sans-serif}.title{font:600 24px Georgia,serif}.pod{font:12px ui-monospace,monospace}';
  if (theme === 'auto') return `${fonts}${rules(light)}@media (prefers-color-scheme:dark){${rules(dark)}}`;
  return fonts + rules(coloursOf(theme));
}

function rules({ back, card, line, ink, soft, states }: Colours): string {
  const of = Object.entries(states).map(([state, colour]) => `.${state}{fill:${colour}}`);
  return `.back{fill:${back}}.card{fill:${card};stroke:${line}}text{fill:${ink}}.soft{fill:${soft}}${of.join('')}`;
}
