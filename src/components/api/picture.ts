// The picture and the description of what is on the page now, for slides, print and those who listen.

import type { ViewLoop } from '../../engine/index.ts';
import type { Podarium } from '../../share/sdk.ts';
import { PodariumError } from '../../share/sdk.ts';
import { type Slide, slideOf } from '../../share/slide.ts';
import { describeSlide } from '../../share/slide-words.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { clusterNow, summaryNow } from '../outline/summary-now.ts';
import { byNode, type Row } from '../outline/tree.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { selectedRef, useView } from '../session/view-state.ts';
import { actionWords } from '../timeline/action-words.ts';
import { clockTime } from '../ui/clock.ts';
import { text } from '../ui/text/en.ts';
import { panels } from '../ui/text/panels.ts';
import { runs } from '../ui/text/runs.ts';
import { secondsNow } from './where.ts';

export const image: Podarium['image'] = async ({ format = 'svg', alt = false } = {}) => {
  if (format !== 'svg' && format !== 'png') throw new PodariumError('bad-request', 'format is svg or png');
  const slide = slideNow();
  const svg = slideOf(slide, useView.getState().theme);
  return {
    format,
    image: format === 'svg' ? svg : await dataUrl(await pngOf(svg)),
    alt: alt ? describeSlide(slide) : '',
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

/** What the canvas shows at this moment. */
export function slideNow(): Slide {
  const { machines, pods } = clusterNow();
  const { processes, chain, asOf, actions } = useSession.getState();
  const run = session();
  const now = run.now();
  const flying = asOf ? [] : run.messages.inFlight(now);
  const newest = [...flying].sort((a, b) => Number(b.thread !== 0) - Number(a.thread !== 0) || b.sentAt - a.sentAt);
  return {
    title: useLesson.getState().view?.lessonTitle ?? text.app.place,
    note: clockTime(secondsNow() * 1000),
    machines,
    pods,
    says: saysOf(processes),
    selected: selectedRef(useView.getState()),
    inFlight: newest.slice(0, mostInFlight).map(({ from, to, label, sentAt, dueAt, thread }) => {
      const share = Math.min(1, Math.max(0, (now - sentAt) / Math.max(1, dueAt - sentAt)));
      return { from, to, label, share, yours: thread !== 0 };
    }),
    thread: chain.flatMap((id) => {
      const view = run.host.message(id)?.view;
      if (!view) return [];
      const done = view.from === view.to && actions.find(({ id: thread }) => thread === view.thread);
      if (done) return [panels.timeline.flag(actionWords(done.action))];
      return [`${view.label} ${partOf(view.from)} → ${partOf(view.to)}`];
    }),
  };
}

const mostInFlight = 40;
const partOf = (address: string): string => address.split('/')[0].replace(/^kube-/, '');

/** One line of every part of the control plane. */
function saysOf(processes: ReturnType<typeof useSession.getState>['processes']): Slide['says'] {
  const says: Record<string, string> = {};
  const revision = useSession.getState().revision;
  for (const { component, kubectl, apiserver, loops, scheduler, life } of Object.values(processes)) {
    if (life !== 'up' && says[component] === undefined) says[component] = life;
    else if (kubectl) says[component] = kubectl.command;
    else if (apiserver)
      says[component] = [apiserver.request, apiserver.outcome].filter((word) => word !== '').join(' → ');
    else if (scheduler) {
      const waits = scheduler.active.length + scheduler.backoff.length + scheduler.unschedulable.length;
      says[component] = runs.picture.waits(waits);
    } else if (loops) says[component] = thoughtOf(loops);
    else if (component === 'etcd') says[component] = `rev ${revision}`;
  }
  return says;
}

/** What the loop that thought last concluded. */
function thoughtOf(loops: readonly ViewLoop[]): string {
  const last = loops.reduce<ViewLoop | undefined>(
    (a, b) => (b.thought !== '' && b.thoughtAt > (a?.thoughtAt ?? 0) ? b : a),
    undefined,
  );
  return last ? `${last.name}: ${last.thought}` : '';
}

/** The picture as the bytes of a PNG, twice as large as it says, for screens that show it so. */
export async function pngOf(svg: string): Promise<Blob> {
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth * 2;
  canvas.height = picture.naturalHeight * 2;
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(runs.picture.noPng))), 'image/png'),
  );
}

const dataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
