// `<podarium-lesson lesson="…">`: a picture and a button at first, the frame when it comes near or is pressed, events of the lesson as
// events of the element. What stands between its tags is for pages where no script runs. Where there is no page at all it does nothing.

import { eventNames, type Ready } from '../../share/sdk.ts';
import { baseAddress } from './base.ts';
import { type EmbedOptions, near, parametersOf, placeFrame } from './embed-lesson.ts';
import type { Remote } from './remote.ts';

const tag = 'podarium-lesson';
/** Attributes beside the parameters of an address. */
const own: readonly string[] = [
  'base',
  'height',
  'load',
  'poster',
  'title',
  'state',
  'id',
  'class',
  'style',
  'slot',
  'hidden',
  'tabindex',
  'role',
];
const restarting: readonly string[] = [
  'lesson',
  'step',
  'seed',
  'mode',
  'ui',
  'theme',
  'dir',
  'lang',
  'hide',
  'lock',
  'state',
  'base',
];

// A server has no elements; there the class is only a name.
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export class PodariumLesson extends Base {
  static readonly observedAttributes = restarting;
  /** The SDK, once the frame is there. */
  podarium: Remote | undefined;
  private kept: string | undefined;
  private life = 0;

  connectedCallback(): void {
    const life = ++this.life;
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    this.style.display ||= 'block';
    root.replaceChildren(this.poster());
    const load = this.getAttribute('load') ?? 'near';
    if (load === 'now') void this.open().catch(() => undefined);
    // One that was open opens again where it is put.
    else if (load === 'near' || this.kept !== undefined)
      void near(this).then(() => (life === this.life ? void this.open().catch(() => undefined) : undefined));
  }

  disconnectedCallback(): void {
    this.life++;
    this.podarium?.destroy();
    this.podarium = undefined;
    this.shadowRoot?.replaceChildren();
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (!this.podarium || before === now) return;
    this.kept = undefined;
    this.disconnectedCallback();
    this.connectedCallback();
  }

  /** Puts the frame in the picture's place; resolves when a cluster is in it. */
  open(): Promise<Ready> {
    if (this.podarium) return this.podarium.ready;
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.replaceChildren();
    const remote = placeFrame(root, this.options());
    this.podarium = remote;
    for (const name of eventNames) {
      // The stream of every change is asked for by hand.
      if (name === 'event') continue;
      remote.on(name, (detail) => {
        if (name === 'state') this.kept = (detail as unknown as { readonly state: string }).state;
        this.dispatchEvent(new CustomEvent(`podarium-${name}`, { detail, bubbles: true, composed: true }));
      });
    }
    remote.ready.catch(({ code, message }) => {
      // What the frame knows of, it tells as an event of its own.
      if (!['timeout', 'version', 'gone'].includes(code)) return;
      const detail = { code, message, t: 0, step: '', seq: 0 };
      this.dispatchEvent(new CustomEvent('podarium-error', { detail, bubbles: true, composed: true }));
    });
    return remote.ready;
  }

  private options(): EmbedOptions {
    const given = this.getAttributeNames()
      .filter((name) => !own.includes(name) && !/^(data|aria|on)-?/.test(name))
      .map((name) => [name, this.getAttribute(name) ?? ''] as const);
    const height = Number(this.getAttribute('height') ?? Number.NaN);
    const state = this.kept ?? this.getAttribute('state') ?? undefined;
    const title = this.getAttribute('title');
    return {
      ...parametersOf(given),
      base: this.base(),
      height: Number.isFinite(height) ? height : 'auto',
      ...(state ? { state } : {}),
      ...(title ? { title } : {}),
    };
  }

  private base(): string {
    return this.getAttribute('base') ?? baseAddress();
  }

  /** The still picture with its button, and under it what the page's author wrote. */
  private poster(): HTMLElement {
    const box = document.createElement('div');
    box.style.cssText = 'display:grid;place-items:center;gap:12px;padding:12px;border:1px solid;border-radius:8px';
    const lesson = this.getAttribute('lesson') ?? '';
    const picture = document.createElement('img');
    picture.alt = '';
    picture.loading = 'lazy';
    picture.style.cssText = 'max-width:100%;max-height:380px';
    picture.src =
      this.getAttribute('poster') ??
      new URL(`posters/${encodeURIComponent(lesson)}.svg`, new URL(this.base(), document.baseURI)).href;
    picture.addEventListener('error', () => picture.remove());
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Start the cluster';
    button.style.cssText = 'font:600 15px/20px system-ui,sans-serif;padding:12px 20px;min-height:44px;cursor:pointer';
    button.addEventListener('click', () => void this.open().catch(() => undefined));
    box.append(picture, button, document.createElement('slot'));
    return box;
  }
}

export function defineElement(): void {
  if (globalThis.customElements && !customElements.get(tag)) customElements.define(tag, PodariumLesson);
}
