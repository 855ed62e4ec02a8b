// Many pods of one machine, painted: a square each, filled when it runs, and problems drawn last so that none is covered.
// Painted pods are invisible to assistive technology, so the machine's accessible name carries the counts and the list has them all.

import { memo, useEffect, useRef } from 'react';
import type { PodState, ViewPod } from '../../../engine/index.ts';
import { useView } from '../../session/view-state.ts';
import { readPalette } from '../palette.ts';

const cell = 9;
const pitch = 12;

interface Props {
  readonly pods: readonly ViewPod[];
  readonly width: number;
  readonly height: number;
}

export const PodCells = memo(function PodCells({ pods, width, height }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useView((s) => s.theme);
  const columns = Math.floor((width + pitch - cell) / pitch);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means new colours
  useEffect(() => {
    if (canvas.current) paintCells(canvas.current, pods, columns, width, height);
  }, [pods, columns, width, height, theme]);
  const podUnder = (event: React.MouseEvent<HTMLCanvasElement>): ViewPod | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.floor((((event.clientX - box.left) / box.width) * width) / pitch);
    const y = Math.floor((((event.clientY - box.top) / box.height) * height) / pitch);
    return x < columns ? pods[y * columns + x] : undefined;
  };
  return (
    <canvas
      ref={canvas}
      style={{ width, height, flex: 1, minHeight: 0 }}
      onMouseMove={(event) => {
        const pod = podUnder(event);
        event.currentTarget.title = pod ? `${pod.name}\n${pod.status}` : '';
      }}
      onPointerDown={(event) => {
        const pod = podUnder(event);
        if (pod) event.currentTarget.dataset.under = pod.ref;
        else delete event.currentTarget.dataset.under;
      }}
    />
  );
});

const colours: Record<PodState, 'run' | 'pend' | 'notr' | 'fail' | 'term' | 'ghost'> = {
  Running: 'run',
  Pending: 'pend',
  NotReady: 'notr',
  Failing: 'fail',
  Terminating: 'term',
  Unknown: 'term',
  Completed: 'ghost',
};

function paintCells(
  canvas: HTMLCanvasElement,
  pods: readonly ViewPod[],
  columns: number,
  width: number,
  height: number,
): void {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const c = canvas.getContext('2d');
  if (!c) return;
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  const palette = readPalette(canvas);
  const order = pods.map((pod, i) => ({ pod, i }));
  order.sort((a, b) => urgency(a.pod) - urgency(b.pod));
  for (const { pod, i } of order) {
    const x = (i % columns) * pitch;
    const y = Math.floor(i / columns) * pitch;
    paintCell(c, pod.state, x, y, cell, palette[colours[pod.state]]);
  }
}

const urgency = (pod: ViewPod): number => (pod.state === 'Running' ? 0 : pod.state === 'Failing' ? 2 : 1);

/** Running is a square; everything else is told by its shape: outline, triangle, half, slash. */
export function paintCell(
  c: CanvasRenderingContext2D,
  state: PodState,
  x: number,
  y: number,
  size: number,
  colour: string,
): void {
  c.fillStyle = colour;
  c.strokeStyle = colour;
  c.lineWidth = Math.max(1, size / 6);
  c.beginPath();
  switch (state) {
    case 'Running':
    case 'Completed':
      c.fillRect(x, y, size, size);
      return;
    case 'Failing':
      c.moveTo(x + size / 2, y - 0.5);
      c.lineTo(x + size + 0.5, y + size);
      c.lineTo(x - 0.5, y + size);
      c.closePath();
      c.fill();
      return;
    case 'NotReady':
      c.fillRect(x, y, size / 2, size);
      c.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
      return;
    case 'Terminating':
      c.moveTo(x, y + size);
      c.lineTo(x + size, y);
      c.stroke();
      return;
    case 'Pending':
    case 'Unknown':
      c.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
      return;
    default:
      state satisfies never;
  }
}
