// Feeds the overlay: one moment, one camera, one drawing. It draws when time moved, when the camera moved and when a setting
// changed, and asks for no frame of its own while nothing of that happens.

import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { TokenShape, ViewMessage } from '../../engine/index.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { requestIn, selectedRef, setView, useView } from '../session/view-state.ts';
import { rateWindow } from './bands.ts';
import styles from './canvas.module.css';
import { drawnTokens } from './drawn-tokens.ts';
import { Lanes } from './lanes.ts';
import type { Box, Layout } from './layout.ts';
import { type Found, Overlay } from './overlay.ts';
import { readPalette } from './palette.ts';
import { crossTicks, litTicks, recentlyLost, type UserScene } from './user-tokens.ts';
import { isUserPlace } from './user-ways.ts';

interface Props {
  readonly layout: Layout;
  /** Tells the canvas how to find what is at a point of the screen. */
  readonly onReady: (find: (clientX: number, clientY: number) => Found | undefined) => void;
}

export function TokenLayer({ layout, onReady }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useStoreApi();
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const run = session();
    const overlay = new Overlay(element);
    const camera = () => {
      const [x, y, zoom] = flow.getState().transform;
      return { x, y, zoom };
    };
    const lanes = new Lanes(layout, {
      causeOf: (message) => run.messages.get(message.cause),
      podBox: (ref) => boxOnCanvas(element, ref, camera()),
    });
    let palette = readPalette(element);
    let asked = 0;
    const draw = () => {
      const { muted, reducedMotion, selection, hoveredToken } = useView.getState();
      const now = run.now();
      const selected = selection && 'message' in selection ? selection.message : undefined;
      overlay.draw(
        {
          now,
          inFlight: run.messages.inFlight(now),
          chain: useSession.getState().chain.map((id) => run.messages.get(id)),
          muted,
          marked: hoveredToken ?? selected,
          reducedMotion,
          users: userScene(now, muted, reducedMotion),
          recent: layout.form === 'scale' ? run.messages.sentWithin(now, rateWindow) : [],
        },
        lanes,
        camera(),
        palette,
      );
      drawnTokens.note(overlay.drawn.ids);
    };
    const ask = () => {
      if (asked) return;
      asked = requestAnimationFrame(() => {
        asked = 0;
        draw();
      });
    };
    onReady((clientX, clientY) => {
      const box = element.getBoundingClientRect();
      const { x, y, zoom } = camera();
      return overlay.at((clientX - box.left - x) / zoom, (clientY - box.top - y) / zoom, zoom);
    });
    const stops = [
      run.onFrame(draw),
      flow.subscribe((now, before) => {
        if (now.transform !== before.transform) draw();
        else if (now.width !== before.width || now.height !== before.height) ask();
      }),
      useView.subscribe((now, before) => {
        if (now.theme !== before.theme) {
          requestAnimationFrame(() => {
            palette = readPalette(element);
            ask();
          });
        } else if (
          now.muted !== before.muted ||
          now.selection !== before.selection ||
          now.hoveredToken !== before.hoveredToken
        )
          ask();
      }),
      useSession.subscribe((now, before) => {
        if (now.shards !== before.shards) lanes.forgetPods();
        if (now.chain !== before.chain || now.traffic !== before.traffic) ask();
      }),
    ];
    ask();
    return () => {
      cancelAnimationFrame(asked);
      for (const stop of stops) stop();
      setView({ hoveredToken: undefined });
    };
  }, [layout, flow, onReady]);
  return <canvas ref={canvas} className={styles.overlay} />;
}

/** What of users' requests is shown beside the tokens in flight, at the pace the page has now. */
function userScene(now: number, muted: readonly TokenShape[], reducedMotion: boolean): UserScene {
  const { traffic, tempo, asOf } = useSession.getState();
  const ticks = litTicks(tempo.rate);
  const run = session();
  const hops =
    muted.includes('user') || asOf
      ? []
      : run.messages.sentWithin(now, ticks).filter(({ from, to }) => isUserPlace(from) && isUserPlace(to));
  const lost = muted.includes('lost') ? [] : Object.values(traffic).flatMap((source) => source.recentLost);
  const chosen = requestIn(selectedRef(useView.getState()));
  return {
    now,
    hops,
    ticks,
    lost: recentlyLost(lost, now, crossTicks(tempo.rate)),
    chosenWay: chosen === '' ? [] : wayOfRequest(chosen),
    chosen,
    reducedMotion,
  };
}

/** As messages that nobody sent: from the users to where it entered, and on to the pod, if that is still there. */
function wayOfRequest(id: string): readonly ViewMessage[] {
  const request = session().host.request(id);
  if (!request) return [];
  const { from, entry, pod } = request;
  const gate = `netfilter/${entry}`;
  const home = useSession.getState().pods.get(pod)?.node;
  const hop = { id: 0, shape: 'user', label: '', sign: '', sentAt: 0, dueAt: 0, cause: 0, thread: 0 } as const;
  const rest = { because: '', object: pod, lost: false };
  return [
    { ...hop, ...rest, from: `traffic/${from}`, to: gate },
    ...(home ? [{ ...hop, ...rest, from: gate, to: `pods/${home}` }] : []),
  ];
}

/** Where a pod's tile stands in the world, if it is on the page. */
function boxOnCanvas(
  canvas: HTMLCanvasElement,
  ref: string,
  camera: { x: number; y: number; zoom: number },
): Box | undefined {
  const root = canvas.parentElement;
  const tile = root?.querySelector(`[data-object="${CSS.escape(ref)}"]`)?.getBoundingClientRect();
  if (!tile) return undefined;
  const pane = canvas.getBoundingClientRect();
  return {
    x: (tile.left - pane.left - camera.x) / camera.zoom,
    y: (tile.top - pane.top - camera.y) / camera.zoom,
    w: tile.width / camera.zoom,
    h: tile.height / camera.zoom,
  };
}
