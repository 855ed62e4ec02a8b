// The frame's end of the conversation: it answers greetings of the one host that its address names, each nonce once, and gives that host a
// port. On the port it does what the page's own SDK does, no more. Without a host it is never spoken to, and the page works all the same.

import type { PageApi } from '../../components/app/page-api.ts';
import { type EventName, PodariumError } from '../../share/sdk.ts';
import {
  type FromFrame,
  type FromHost,
  greetingAnswer,
  limits,
  type Problem,
  readFromHost,
  readGreeting,
  sharedVersion,
  write,
} from '../protocol.ts';

/** What of the page the conversation needs; a test gives less than a page. */
export type Served = Pick<PageApi, 'on' | 'problem' | 'ready'> & object;

export interface Door {
  readonly window: Pick<Window, 'addEventListener' | 'parent'>;
  /** The origin that the frame's address names; undefined: no host gives orders. */
  readonly host: string | undefined;
  readonly note: (text: string) => void;
}

export function serveHost(api: Served, { window, host, note }: Door): void {
  const used = new Set<string>();
  const ports: MessagePort[] = [];
  let noted = false;
  window.addEventListener('message', (event) => {
    const asked = readGreeting(event.data);
    if (!asked || event.source !== window.parent) return;
    if (host === undefined || event.origin !== host) {
      if (!noted)
        note(
          `A page of ${event.origin} wants to give orders; this frame's address must name it: origin=${event.origin}`,
        );
      noted = true;
      return;
    }
    // A nonce that was seen before is somebody else's repetition.
    if (used.has(asked.nonce) || used.size >= limits.nonces) return;
    used.add(asked.nonce);
    const { nonce } = asked;
    const answer = (message: object, transfer: MessagePort[] = []) =>
      (event.source as Window).postMessage(message, { targetOrigin: host, transfer });
    const version = sharedVersion(asked.versions);
    if (version === undefined) {
      const message = `This frame speaks another version of the protocol than its host (${asked.versions.join(', ')}).`;
      return answer(greetingAnswer({ kind: 'no', nonce, code: 'version', message }));
    }
    const { port1, port2 } = new MessageChannel();
    // A host that greets again has lost its old port.
    if (ports.push(port1) > limits.ports) ports.shift()?.close();
    answer(greetingAnswer({ kind: 'port', nonce, version, born: performance.timeOrigin }), [port2]);
    void servePort(api, port1);
  });
}

/** Serves one port until it is closed. */
export async function servePort(api: Served, port: MessagePort): Promise<void> {
  const listeners = new Map<number, () => void>();
  let waiting = 0;
  const send = (message: FromFrame) => {
    const text = write(message);
    if (text.length <= limits.message) return port.postMessage(text);
    if (message.kind === 'answer')
      port.postMessage(
        write({ kind: 'answer', id: message.id, problem: { code: 'limit', message: 'The answer is too large.' } }),
      );
  };
  const onMessage = async (data: unknown) => {
    const message = readFromHost(data);
    if ('problem' in message) {
      if (message.id !== undefined) send({ kind: 'answer', id: message.id, problem: message.problem });
      return;
    }
    if (message.kind === 'off') {
      listeners.get(message.id)?.();
      listeners.delete(message.id);
      return;
    }
    const { id } = message;
    if (message.kind === 'on') {
      if (listeners.size >= limits.listeners || listeners.has(id))
        return send({ kind: 'answer', id, problem: { code: 'limit', message: 'There are too many listeners.' } });
      listeners.set(id, listen(api, message, send));
      return send({ kind: 'answer', id });
    }
    if (waiting >= limits.waiting)
      return send({ kind: 'answer', id, problem: { code: 'limit', message: 'Too many requests wait already.' } });
    waiting++;
    send(await answerTo(api, message));
    waiting--;
  };
  port.onmessage = (event) => void onMessage(event.data);
  const ready = await api.ready;
  send({ kind: 'hello', ready, ...(api.problem ? { problem: api.problem } : {}) });
}

type Call = Extract<FromHost, { kind: 'call' }>;
type On = Extract<FromHost, { kind: 'on' }>;

async function answerTo(api: Served, { id, verb, args }: Call): Promise<FromFrame> {
  try {
    return { kind: 'answer', id, value: await callOn(api, verb, args) };
  } catch (error) {
    return { kind: 'answer', id, problem: problemOf(error) };
  }
}

/** A verb by its name in the protocol. */
export async function callOn(api: Served, verb: string, args: readonly unknown[]): Promise<unknown> {
  const [group, name] = verb.split('.');
  const methods = api as unknown as Record<string, Record<string, (...of: readonly unknown[]) => unknown>>;
  return name === undefined
    ? await (methods[group] as unknown as (...of: readonly unknown[]) => unknown)(...args)
    : await methods[group][name](...args);
}

function listen(api: Served, { id, event, options }: On, send: (message: FromFrame) => void): () => void {
  return api.on(event as EventName, (data) => send({ kind: 'event', id, data }), options);
}

function problemOf(error: unknown): Problem {
  if (error instanceof PodariumError) return { code: error.code, message: error.message };
  return { code: 'failed', message: error instanceof Error ? error.message : String(error) };
}
