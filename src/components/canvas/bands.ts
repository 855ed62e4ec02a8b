// At scale a group's lanes are one band: its width is the rate of messages, written beside it. Amber is what the learner caused;
// of the foreground messages the newest is drawn as its token, and the others are in the count.
import { text } from '../ui/text/en.ts';
import type { Layout } from './layout.ts';
import type { Scene } from './overlay.ts';
import type { Palette } from './palette.ts';
import { drawSign, outlines } from './token-shapes.ts';

/** Simulated milliseconds over which a rate is taken. */
export const rateWindow = 1000;
const widest = 30;

interface Band {
  bright: number;
  ghost: number;
  newest: { sign: string; shape: 'request' | 'watch'; sentAt: number } | undefined;
}

const onMachine = /^(kubelet|containerd|kube-proxy|netfilter|pods|traffic)\//;

/** Whether a message is in a band: at least one end of it is on a machine of a group. */
export function isBanded(from: string, to: string): boolean {
  return onMachine.test(from) || onMachine.test(to);
}

/** What goes on within a machine, or between machines and users, takes no lane to the API server. */
const isInside = (address: string): boolean => /^(containerd|netfilter|pods)\//.test(address);

const machineOf = (address: string): string => address.slice(address.indexOf('/') + 1);

/** Width in px for messages per second: 2 px and 0.05 px more for each, at most 30. */
export const bandWidth = (perSecond: number): number => Math.min(widest, 2 + 0.05 * perSecond);

export function drawBands(
  c: CanvasRenderingContext2D,
  scene: Scene,
  layout: Layout,
  palette: Palette,
  size: number,
): void {
  const groupOf = new Map<string, number>();
  layout.groups.forEach((group, i) => {
    for (const name of group.machines) groupOf.set(name, i);
  });
  const down: Band[] = layout.groups.map(() => ({ bright: 0, ghost: 0, newest: undefined }));
  const up: Band[] = layout.groups.map(() => ({ bright: 0, ghost: 0, newest: undefined }));
  for (const message of scene.recent) {
    const toNode = groupOf.get(machineOf(message.to));
    const group = toNode ?? groupOf.get(machineOf(message.from));
    if (group === undefined || isInside(message.from) || isInside(message.to)) continue;
    const band = (toNode === undefined ? up : down)[group];
    if (message.thread === 0) band.ghost++;
    else {
      band.bright++;
      const shape = toNode === undefined ? 'request' : 'watch';
      if (!band.newest || band.newest.sentAt < message.sentAt)
        band.newest = { sign: message.sign, shape, sentAt: message.sentAt };
    }
  }
  const top = layout.bar.y + layout.bar.h;
  c.textBaseline = 'middle';
  c.textAlign = 'left';
  layout.groups.forEach((group, i) => {
    const bottom = group.box.y;
    const lanes = [
      { band: down[i], x: group.box.x + group.box.w * 0.42, words: 'watch' },
      { band: up[i], x: group.box.x + group.box.w * 0.62, words: 'status' },
    ];
    for (const { band, x, words } of lanes) {
      const bright = bandWidth(band.bright);
      const ghost = bandWidth(band.ghost);
      c.fillStyle = palette.ghost;
      c.fillRect(x + bright / 2 + 4, top, band.ghost ? ghost : 1.3, bottom - top);
      if (band.bright) {
        c.fillStyle = palette['thread-line'];
        c.fillRect(x - bright / 2, top, bright, bottom - top);
        const middle = (top + bottom) / 2;
        if (band.newest) token(c, band.newest, x, middle, palette, size);
      }
      c.font = `500 ${11 * size}px "JetBrains Mono Variable", ui-monospace`;
      c.fillStyle = palette.ink2;
      const rate = text.canvas.rate(((band.bright + band.ghost) * 1000) / rateWindow);
      const left = words === 'watch';
      c.textAlign = left ? 'right' : 'left';
      c.fillText(`${words} ${rate}`, left ? x - bright / 2 - 14 : x + bright / 2 + ghost + 14, (top + bottom) / 2);
    }
  });
}

function token(
  c: CanvasRenderingContext2D,
  newest: { sign: string; shape: 'request' | 'watch' },
  x: number,
  y: number,
  palette: Palette,
  size: number,
): void {
  c.beginPath();
  outlines[newest.shape](c, x, y, 15 * size, newest.shape === 'request' ? -Math.PI / 2 : 0);
  c.fillStyle = palette['thread-fill'];
  c.fill();
  c.strokeStyle = palette['thread-edge'];
  c.lineWidth = 1.4 * size;
  c.stroke();
  if (newest.shape !== 'watch') return;
  c.beginPath();
  drawSign(c, newest.sign, x, y, 15 * size);
  c.strokeStyle = palette['thread-on'];
  c.lineWidth = 2 * size;
  c.stroke();
}
