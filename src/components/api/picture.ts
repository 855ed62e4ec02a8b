// The picture and the description of what is on the page now, for slides, print and those who listen.

import { describePicture, type Pictured, pictureOf } from '../../share/picture.ts';
import type { Podarium } from '../../share/sdk.ts';
import { PodariumError } from '../../share/sdk.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { clusterNow, summaryNow } from '../outline/summary-now.ts';
import { byNode, type Row } from '../outline/tree.ts';
import { useView } from '../session/view-state.ts';
import { clockTime } from '../ui/clock.ts';
import { text } from '../ui/text/en.ts';
import { panels } from '../ui/text/panels.ts';
import { secondsNow } from './where.ts';

export const image: Podarium['image'] = async ({ format = 'svg', alt = false } = {}) => {
  if (format !== 'svg' && format !== 'png') throw new PodariumError('bad-request', 'format is svg or png');
  const pictured = onScreen();
  const svg = pictureOf(pictured, useView.getState().theme);
  return {
    format,
    image: format === 'svg' ? svg : await pngOf(svg),
    alt: alt ? describePicture(pictured) : '',
  };
};

/** The summary sentence, and under it the tree of machines and pods. */
export async function describe(): Promise<string> {
  const lines: string[] = [];
  const walk = (rows: readonly Row[], depth: number) => {
    for (const { kind, name, status, children } of rows) {
      lines.push(`${'  '.repeat(depth)}${[kind, name, status].filter((word) => word !== '').join(' ')}`);
      walk(children, depth + 1);
    }
  };
  walk(byNode(clusterNow(), panels.outline.words), 0);
  return `${summaryNow()}\n${lines.join('\n')}`;
}

function onScreen(): Pictured {
  const { machines, pods } = clusterNow();
  const title = useLesson.getState().view?.lessonTitle ?? text.app.place;
  return { title, note: clockTime(secondsNow() * 1000), machines, pods };
}

async function pngOf(svg: string): Promise<string> {
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth * 2;
  canvas.height = picture.naturalHeight * 2;
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}
