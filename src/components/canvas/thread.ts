// The amber thread: the lanes along which an action's consequences went, and numbered badges for the order.
// The same numbers stand in the inspector. More than nine hops fold in the middle, so the picture stays readable.
import type { ViewMessage } from '../../engine/index.ts';
import type { Lanes } from './lanes.ts';
import type { Scene } from './overlay.ts';
import type { Palette } from './palette.ts';
import { tracePath } from './path.ts';

const shown = 9;
const first = 3;

/** Numbers of the hops that get a badge: all up to nine, else the first three and the last five with a fold between. */
export function shownHops(count: number, most = shown): readonly (number | 'fold')[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (count <= most) return all;
  const head = most < shown ? 1 : first;
  return [...all.slice(0, head), 'fold', ...all.slice(count - (most - head - 1))];
}

export class Thread {
  constructor(
    private readonly c: CanvasRenderingContext2D,
    private readonly lanes: Lanes,
    private readonly palette: Palette,
    private readonly size: number,
  ) {}

  /** Older hops thin and faint, the newest three full. */
  draw(scene: Scene): void {
    const { c, palette, size } = this;
    const hops = this.landed(scene);
    const newest = hops.slice(-3);
    const older = hops.slice(0, -3);
    c.lineCap = 'round';
    c.lineJoin = 'round';
    const stroke = (list: readonly ViewMessage[], width: number, colour: string, alpha: number) => {
      c.beginPath();
      for (const message of list) {
        const path = this.lanes.pathOf(message);
        if (path) tracePath(c, path, 1);
      }
      c.globalAlpha = alpha;
      c.lineWidth = width * size;
      c.strokeStyle = colour;
      c.stroke();
      c.globalAlpha = 1;
    };
    if (older.length > 0) {
      stroke(older, 3.6, palette['thread-casing'], 0.5);
      stroke(older, 2.2, palette['thread-line'], 0.5);
    }
    if (newest.length > 0) {
      if (palette['thread-glow'] !== 'transparent') stroke(newest, 7.8, palette['thread-glow'], 1);
      stroke(newest, 4.8, palette['thread-casing'], 1);
      stroke(newest, 2.8, palette['thread-line'], 1);
    }
  }

  /** Filled = happened, outlined = in flight. */
  badges(scene: Scene): void {
    const { c, palette, size } = this;
    const compact = this.lanes.layout.form === 'compact';
    const radius = (compact ? 6.5 : 9) * size;
    const taken: [number, number][] = [];
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    for (const index of shownHops(scene.chain.length, compact ? 5 : shown)) {
      const message = scene.chain[index === 'fold' ? first : index];
      const at = this.placeOf(message, index, scene);
      if (!at) continue;
      let [x] = at;
      const y = at[1];
      while (taken.some(([tx, ty]) => Math.abs(tx - x) < radius * 2.1 && Math.abs(ty - y) < radius * 2)) {
        x += radius * 2.2;
      }
      taken.push([x, y]);
      const landed = !message || message.dueAt <= scene.now;
      c.beginPath();
      c.arc(x, y, radius, 0, Math.PI * 2);
      c.fillStyle = landed ? palette['thread-fill'] : palette.canvas;
      c.fill();
      c.lineWidth = 1.5 * size;
      c.strokeStyle = palette['thread-edge'];
      c.stroke();
      c.fillStyle = landed ? palette['thread-on'] : palette['thread-ink'];
      const words = index === 'fold' ? '⋯' : String(index + 1);
      c.font = `650 ${(compact ? 9 : 11) * size}px "Inter Variable", system-ui`;
      c.fillText(words, x, y + 0.6 * size);
    }
  }

  /** The messages of the shown hops that have landed; with a commit comes the request that asked for it. */
  private landed(scene: Scene): ViewMessage[] {
    const hops: ViewMessage[] = [];
    for (const index of shownHops(scene.chain.length)) {
      const message = index === 'fold' ? undefined : scene.chain[index];
      if (!message || message.dueAt > scene.now) continue;
      const asker = this.unlisted(message, scene);
      if (asker) hops.push(asker);
      hops.push(message);
    }
    return hops;
  }

  /** The request behind a commit, unless it is a hop of its own: then the badge stands on the asker's lane. */
  private unlisted(message: ViewMessage, scene: Scene): ViewMessage | undefined {
    const asker = this.lanes.askerOf(message);
    return asker && !scene.chain.some((hop) => hop?.id === asker.id) ? asker : undefined;
  }

  /** The first hop is the action itself, which is no message: its badge stands on the learner's own card. */
  private placeOf(
    message: ViewMessage | undefined,
    index: number | 'fold',
    scene: Scene,
  ): [number, number] | undefined {
    const { laptop } = this.lanes.layout;
    if (!message) return index === 0 && laptop ? [laptop.x + laptop.w - 18, laptop.y + 19] : undefined;
    if (message.sentAt > scene.now) return undefined;
    return this.lanes.badgeAt(this.unlisted(message, scene) ?? message);
  }
}
