// The one canvas on which every message moves. Where a token is follows from the simulated time alone; nothing here keeps
// state between frames, and when nothing is in flight nothing is drawn and no frame is asked for.
// Amber is what the learner caused; everything else is a ghost. Above 150 at once a lane carries a count instead.
import type { TokenShape, ViewMessage } from '../../engine/index.ts';
import { bookkeepingMs, shortestMs } from '../session/pace.ts';
import { drawBands, isBanded } from './bands.ts';
import type { Lanes } from './lanes.ts';
import type { Layout } from './layout.ts';
import type { Palette } from './palette.ts';
import { directionAt, type Path, pointAt, tracePath } from './path.ts';
import { Thread } from './thread.ts';
import { drawSign, isHollow, isLine, outlines, ticks } from './token-shapes.ts';
import { type Cross, crossesOf, drawChosen, drawCrosses, drawHops, type UserScene } from './user-tokens.ts';

export interface Scene {
  readonly now: number;
  readonly inFlight: readonly ViewMessage[];
  /** The shown chain of causes, oldest first; `undefined` where a message is no longer remembered. */
  readonly chain: readonly (ViewMessage | undefined)[];
  /** Older foreground messages, for the thread's faint part. */
  readonly muted: readonly TokenShape[];
  /** Message under the pointer or selected: it keeps its label. */
  readonly marked: number | undefined;
  readonly reducedMotion: boolean;
  /** Recent messages of the nodes, for the bands of the scale form. */
  readonly recent: readonly ViewMessage[];
  /** What users sent lately, beside what of it is in flight. */
  readonly users: UserScene;
}

/** What a pointer finds: a message, or an object by its reference. */
export type Found = { readonly message: number } | { readonly ref: string };

export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

interface Placed {
  readonly message: ViewMessage;
  readonly path: Path;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly share: number;
}

const crowdLimit = 150;
/** More requests of users than this at once are counted, not drawn. */
const userLimit = 24;
const labelLimit = 5;
const inside: ReadonlySet<TokenShape> = new Set(['cri', 'cni', 'probe']);
const foregroundSize = 15;
const ghostSize = 9;
const dotSize = 14;
const reach = 12;
const hallSize = 1.18;

export class Overlay {
  private placed: Placed[] = [];
  private crosses: readonly Cross[] = [];
  private readonly context: CanvasRenderingContext2D | null;
  private drewSomething = true;
  /** Ids drawn as tokens in the last frame, and how many the counts stood for: together they equal the messages in flight. */
  drawn: { readonly ids: readonly number[]; readonly counted: number } = { ids: [], counted: 0 };

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext('2d');
  }

  /** Draws one moment. Returns whether anything was drawn. */
  draw(scene: Scene, lanes: Lanes, camera: Camera, palette: Palette): boolean {
    const c = this.context;
    if (!c) return false;
    const visible = scene.inFlight.filter((m) => !scene.muted.includes(m.shape));
    const single = lanes.layout.form === 'scale' ? visible.filter((m) => !isBanded(m.from, m.to)) : visible;
    const { hops, lost, chosen } = scene.users;
    const still = hops.length === 0 && lost.length === 0 && chosen === '';
    const empty = visible.length === 0 && scene.chain.length === 0 && scene.recent.length === 0 && still;
    if (empty && !this.drewSomething) return false;
    const ratio = this.fit();
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const scale = camera.zoom * ratio;
    c.setTransform(scale, 0, 0, scale, camera.x * ratio, camera.y * ratio);
    // Shapes never get smaller on screen than at three quarters, however far the camera is; in a hall they are as large as its letters.
    const size = Math.max(lanes.layout.form === 'projector' ? hallSize : 1, 0.75 / camera.zoom);
    this.place(single, scene, lanes);
    this.drawn = { ids: [], counted: visible.length - single.length };
    this.crosses = lanes.layout.form === 'scale' ? [] : crossesOf(lost, lanes);
    if (lanes.layout.form === 'scale') drawBands(c, scene, lanes.layout, palette, size);
    const thread = new Thread(c, lanes, palette, size);
    if (lanes.layout.form !== 'scale') {
      drawHops(c, scene.users, lanes, palette, size);
      if (scene.users.chosenWay.length > 0) drawChosen(c, scene.users, lanes, palette, size);
      thread.draw(scene);
    }
    this.drawTrails(c, palette, size);
    this.drawTokens(c, palette, size, lanes.layout.form);
    drawCrosses(c, this.crosses, chosen, palette, size);
    if (lanes.layout.form !== 'scale') thread.badges(scene);
    this.drawLabels(c, palette, size, scene, lanes.layout);
    this.drewSomething = !empty;
    return this.drewSomething;
  }

  /** What can be selected at a point of the world, if it is near enough: a token, or the cross of a lost request. */
  at(x: number, y: number, zoom: number): Found | undefined {
    const dead = this.crosses.find(
      (one) => Math.max(Math.abs(one.x - x), Math.abs(one.y - y)) <= reach / Math.min(1, zoom),
    );
    if (dead) return { ref: `Request//${dead.id}` };
    let best: Placed | undefined;
    let nearest = reach / Math.min(1, zoom);
    for (const token of this.placed) {
      const distance = Math.max(Math.abs(token.x - x), Math.abs(token.y - y));
      if (distance <= nearest) {
        nearest = distance;
        best = token;
      }
    }
    return best && { message: best.message.id };
  }

  private fit(): number {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    return ratio;
  }

  private place(messages: readonly ViewMessage[], scene: Scene, lanes: Lanes): void {
    this.placed = [];
    for (const message of messages) {
      const path = lanes.pathOf(message);
      if (!path) continue;
      const whole = Math.max(1, message.dueAt - message.sentAt);
      let share = scene.reducedMotion ? 0.5 : Math.min(1, Math.max(0, (scene.now - message.sentAt) / whole));
      if (message.lost) share = Math.min(share, 0.5);
      // What was refused stays where that happened; the word of it goes back unseen.
      if (message.shape === 'lost') share = 0;
      const [x, y] = pointAt(path, share);
      this.placed.push({ message, path, x, y, share, angle: directionAt(path, share) });
    }
  }

  /** The thread drawn behind each foreground token as it goes. */
  private drawTrails(c: CanvasRenderingContext2D, palette: Palette, size: number): void {
    const foreground = this.placed.filter((p) => p.message.thread !== 0 && !p.message.lost);
    if (foreground.length === 0) return;
    c.lineCap = 'round';
    c.lineJoin = 'round';
    for (const [width, colour] of [
      [4.8, palette['thread-casing']],
      [2.8, palette['thread-line']],
    ] as const) {
      c.beginPath();
      for (const token of foreground) tracePath(c, token.path, token.share);
      c.lineWidth = width * size;
      c.strokeStyle = colour;
      c.stroke();
    }
  }

  private drawTokens(c: CanvasRenderingContext2D, palette: Palette, size: number, form: string): void {
    const alive = this.placed.filter((p) => !isDead(p.message));
    const lost = this.placed.filter((p) => isDead(p.message));
    const crowded = alive.length > crowdLimit;
    const users = alive.filter((p) => p.message.shape === 'user');
    const counted = crowded ? alive : users.length > userLimit ? users : [];
    const single = counted.length === 0 ? alive : alive.filter((p) => !counted.includes(p));
    const dots = single.filter((p) => p.message.shape === 'user' && p.message.thread === 0);
    const ghosts = single.filter((p) => p.message.shape !== 'user' && p.message.thread === 0);
    const foreground = single.filter((p) => p.message.thread !== 0);
    this.drawn = {
      ids: [...single, ...lost].map((p) => p.message.id),
      counted: this.drawn.counted + counted.length,
    };
    this.drawCounts(c, counted, palette, size);
    if (!crowded) {
      const dot = dotSize * (form === 'compact' ? 0.75 : 1) * size;
      paint(c, dots, dot, palette.ink3, palette.canvas, palette.canvas, palette.canvas, 1);
      const ghost = ghostSize * (form === 'compact' ? 0.7 : 1) * size;
      paint(c, ghosts, ghost, palette.ghost, palette.ghost, palette.canvas, palette.canvas, 1);
      const bright = foregroundSize * (form === 'compact' ? 0.75 : 1) * size;
      paint(
        c,
        foreground,
        bright,
        palette['thread-fill'],
        palette['thread-edge'],
        palette['thread-on'],
        palette.canvas,
        1.4 * size,
      );
    }
    paint(c, lost, 12 * size, palette.fail, palette.fail, palette.fail, palette.canvas, 2.4 * size, true);
  }

  /** Too many to follow: each lane says how many it carries. */
  private drawCounts(c: CanvasRenderingContext2D, placed: readonly Placed[], palette: Palette, size: number): void {
    const lanes = new Map<string, { x: number; y: number; count: number; bright: number }>();
    for (const { message, path } of placed) {
      const key = `${path.samples[0]} ${path.samples[1]} ${path.samples[128]} ${path.samples[129]}`;
      const lane = lanes.get(key) ?? { x: path.samples[64], y: path.samples[65], count: 0, bright: 0 };
      lane.count++;
      if (message.thread !== 0) lane.bright++;
      lanes.set(key, lane);
    }
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    c.font = `600 ${10.5 * size}px "Inter Variable", system-ui`;
    for (const lane of lanes.values()) {
      const words = String(lane.count);
      const half = Math.max(9 * size, c.measureText(words).width / 2 + 5 * size);
      c.beginPath();
      c.roundRect(lane.x - half, lane.y - 9 * size, half * 2, 18 * size, 9 * size);
      c.fillStyle = lane.bright ? palette['thread-fill'] : palette.raised;
      c.strokeStyle = lane.bright ? palette['thread-edge'] : palette.ghost;
      c.lineWidth = size;
      c.fill();
      c.stroke();
      c.fillStyle = lane.bright ? palette['thread-on'] : palette.ink2;
      c.fillText(words, lane.x, lane.y + 0.5 * size);
    }
  }

  /** At most five labels, newest hop first; beside the lane, on the side away from the card's other lane. */
  private drawLabels(c: CanvasRenderingContext2D, palette: Palette, size: number, scene: Scene, lanes: Layout): void {
    const { form } = lanes;
    if (form === 'scale') return;
    const marked = this.placed.filter((p) => p.message.id === scene.marked);
    const crowded = this.placed.length > crowdLimit;
    const foreground = crowded ? [] : this.placed.filter((p) => p.message.id !== scene.marked && isTelling(p.message));
    // On a narrow page there is no place that covers nothing: there only what is pointed at has its words.
    const labelled = form === 'compact' ? marked : [...marked, ...foreground.reverse()].slice(0, labelLimit);
    c.font = `500 ${10.5 * size}px "JetBrains Mono Variable", ui-monospace`;
    c.textBaseline = 'middle';
    c.textAlign = 'left';
    const taken: { x: number; y: number; w: number }[] = [];
    for (const { message, x, y: tokenY } of labelled) {
      const words = shortLabel(message.label);
      const width = c.measureText(words).width + 12 * size;
      const above = aboveMachine(message, lanes);
      const y = above?.[1] ?? besideWords(tokenY, lanes);
      const left = message.shape !== 'watch' && message.shape !== 'etcd';
      let at = above?.[0] ?? (left ? x - width - 13 * size : x + 13 * size);
      const collides = () => taken.some((t) => Math.abs(t.y - y) < 19 * size && at < t.x + t.w && t.x < at + width);
      if (collides() && !above) at = left ? x + 13 * size : x - width - 13 * size;
      // A narrow pane has no free side: then the label stays inside it.
      if (form === 'compact') at = Math.min(316 - width, Math.max(4, at));
      if (collides()) continue;
      taken.push({ x: at, y, w: width });
      c.beginPath();
      c.roundRect(at, y - 9 * size, width, 18 * size, 4 * size);
      c.fillStyle = palette.card;
      c.fill();
      c.strokeStyle = message.thread !== 0 ? palette['thread-edge'] : palette.edge;
      c.lineWidth = size;
      c.stroke();
      c.fillStyle = message.lost ? palette['fail-ink'] : palette.ink;
      c.fillText(words, at + 6 * size, y + 0.5 * size);
    }
  }
}

/** Swallowed by a fault, or the word that a request was refused. */
const isDead = ({ lost, shape }: ViewMessage): boolean => lost || shape === 'lost';

/** Bookkeeping goes by without its words, unless it is pointed at; otherwise the story could not be read. */
function isTelling(message: ViewMessage): boolean {
  return message.thread !== 0 && shortestMs(message) > bookkeepingMs;
}

/** A runtime's or a plugin's own details are for the inspector. */
function shortLabel(label: string): string {
  const [head = label] = label.split(':');
  return head.length > 26 ? `${head.slice(0, 25)}…` : head;
}

/** A label stands in the free lanes: below the upper cards, above a machine's kubelet, and inside the bar at one of its rails, never across the words between. */
function besideWords(y: number, { bar, rails, doors }: Layout): number {
  for (const address in doors) {
    const edge = doors[address].y;
    if (Math.abs(y - edge) < 11 && edge !== bar.y) return edge < bar.y ? edge + 11 : edge - 10;
  }
  if (y < rails.request - 4 || y > rails.watch + 4) return y;
  return y < bar.y + bar.h / 2 ? rails.request - 1 : rails.watch + 1;
}

/** A machine is full of words: what goes on inside it is said above it, beside the lanes of its kubelet. */
function aboveMachine(
  { shape, from, to }: ViewMessage,
  { form, nodes }: Layout,
): readonly [number, number] | undefined {
  if (form === 'compact' || !inside.has(shape)) return undefined;
  const at = (address: string) => nodes[address.slice(address.indexOf('/') + 1)];
  const machine = at(to) ?? at(from);
  return machine && [machine.x + 70, machine.y - 21];
}

/** All tokens of one colour, with one path for each way of drawing. */
function paint(
  c: CanvasRenderingContext2D,
  tokens: readonly Placed[],
  size: number,
  fill: string,
  edge: string,
  on: string,
  ground: string,
  edgeWidth: number,
  asCross = false,
): void {
  if (tokens.length === 0) return;
  const solid = asCross ? [] : tokens.filter((t) => !isLine(t.message.shape) && !isHollow(t.message.shape));
  const hollow = asCross ? [] : tokens.filter((t) => isHollow(t.message.shape));
  const lines = asCross ? tokens : tokens.filter((t) => isLine(t.message.shape));
  const trace = (list: readonly Placed[]) => {
    c.beginPath();
    for (const t of list) {
      outlines[asCross ? 'reset' : t.message.shape](c, t.x, t.y, size, t.angle);
      if (t.message.shape === 'probe') ticks(c, t.x, t.y, size, 0);
    }
  };
  c.lineJoin = 'round';
  c.lineCap = 'round';
  if (solid.length > 0) {
    trace(solid);
    c.fillStyle = fill;
    c.fill();
    c.strokeStyle = edge;
    c.lineWidth = edgeWidth;
    c.stroke();
    c.beginPath();
    for (const t of solid) {
      if (t.message.shape === 'watch') drawSign(c, t.message.sign, t.x, t.y, size);
      else if (t.message.shape === 'cri') drawSign(c, '−', t.x, t.y, size);
    }
    c.strokeStyle = on;
    c.lineWidth = Math.max(1.2, size * 0.13);
    c.stroke();
  }
  if (hollow.length > 0) {
    trace(hollow);
    c.fillStyle = ground;
    c.fill();
    c.strokeStyle = fill;
    c.lineWidth = Math.max(1.4, size * 0.15);
    c.stroke();
  }
  if (lines.length > 0) {
    trace(lines);
    c.strokeStyle = fill;
    c.lineWidth = Math.max(1.4, size * 0.16);
    c.stroke();
  }
}
