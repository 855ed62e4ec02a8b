// Puts a lesson into a page: first a still picture with a button, then, when it comes near the window or is pressed, the frame. The frame
// knows nothing of the page around it but the origin it may listen to.

import { type Parameters, readParameters, writeParameters } from '../../share/parameters.ts';
import { PodariumError } from '../../share/sdk.ts';
import { baseAddress } from './base.ts';
import { connectTo, type Remote } from './remote.ts';

export interface EmbedOptions extends Omit<Parameters, 'origin'> {
  /** CSS pixels, or `auto`: as high as the lesson's text needs. */
  readonly height?: 'auto' | number;
  /** Waits with the frame until the place comes near the window; true when not said. */
  readonly lazy?: boolean;
  /** What a `state` event said, or `state.get()`. */
  readonly state?: string;
  /** Where Podarium is; beside its script when not said. */
  readonly base?: string;
  /** Name of the frame, for those who listen. */
  readonly title?: string;
}

const usualHeight = 520;
const leastHeight = 240;
const mostHeight = 1_200;
const nearby = '300px';

/** Resolves with the SDK when the frame is in the page; its `ready` says when there is a cluster in it. */
export async function embedLesson(where: Element | string, options: EmbedOptions = {}): Promise<Remote> {
  const place = typeof where === 'string' ? document.querySelector(where) : where;
  if (!place) throw new PodariumError('bad-request', `There is no element ${where} on this page.`);
  if (options.lazy !== false) await near(place);
  return placeFrame(place, options);
}

/** The SDK of a frame that stands in the page already; `origin` is the frame's. */
export async function connect(
  frame: HTMLIFrameElement,
  { origin }: { readonly origin?: string } = {},
): Promise<Remote> {
  const remote = connectTo(frame, { origin: origin ?? originOf(frame) });
  await remote.ready;
  return remote;
}

export function placeFrame(place: Element | ShadowRoot, options: EmbedOptions): Remote {
  const base = new URL(options.base ?? baseAddress(), document.baseURI);
  const frame = makeFrame(base, options);
  place.append(frame);
  const remote = connectTo(frame, { origin: originOf(frame), fresh: true, onDestroy: () => frame.remove() });
  if ((options.height ?? 'auto') === 'auto')
    remote.on('resize', ({ height }) => {
      frame.style.height = `${Math.min(mostHeight, Math.max(leastHeight, height))}px`;
    });
  return remote;
}

/** Attributes and options as parameters, with notes about what is none. */
export function parametersOf(given: Iterable<readonly [string, string]>): Parameters {
  const { parameters, notes } = readParameters(given);
  for (const note of notes) console.info(`Podarium: ${note}`);
  return parameters;
}

function makeFrame(base: URL, options: EmbedOptions): HTMLIFrameElement {
  const { height, lazy, state, base: _, title, ...parameters } = options;
  const frame = document.createElement('iframe');
  const own = base.origin === location.origin;
  // Beside its own host a frame with scripts and its origin could take its sandbox off, so there it goes without an origin.
  const sandbox = ['allow-scripts', ...(own ? [] : ['allow-same-origin'])];
  if (parameters.links) sandbox.push('allow-popups', 'allow-downloads');
  frame.title = title ?? 'Podarium: a Kubernetes cluster';
  frame.loading = 'lazy';
  frame.referrerPolicy = 'no-referrer';
  frame.allow = 'fullscreen; clipboard-write';
  for (const token of sandbox) frame.sandbox.add(token);
  frame.style.cssText = 'display:block;width:100%;border:0';
  frame.style.height = `${typeof height === 'number' ? height : usualHeight}px`;
  const address = new URL('embed/index.html', base);
  address.search = writeParameters({ ...parameters, origin: location.origin });
  if (state) address.hash = `s=${state.replace(/^#?s=/, '')}`;
  frame.src = address.href;
  return frame;
}

/** The origin that a frame's messages will have. */
function originOf(frame: HTMLIFrameElement): string {
  const sandboxed = frame.hasAttribute('sandbox') && !frame.sandbox.contains('allow-same-origin');
  return sandboxed ? 'null' : new URL(frame.src, document.baseURI).origin;
}

/** Resolves when the element is near the window. */
export function near(element: Element): Promise<void> {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        resolve();
      },
      { rootMargin: nearby },
    );
    observer.observe(element);
  });
}
