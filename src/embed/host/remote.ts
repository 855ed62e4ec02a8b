// The host's end: greets the frame, waits for its port, and is from then on the same SDK as the page has itself. Every call is numbered;
// when the frame is gone, or does not answer the greeting in ten seconds, whoever waits is told why.

import { type EventName, type EventOptions, type Podarium, PodariumError, type Ready } from '../../share/sdk.ts';
import { withVerbs } from '../../share/verbs.ts';
import {
  type FromFrame,
  type FromHost,
  greeting,
  greetingTimeoutMs,
  limits,
  readFromFrame,
  readGreetingAnswer,
  write,
} from '../protocol.ts';

export interface Remote extends Podarium {
  readonly frame: HTMLIFrameElement;
  /** Lets go of the frame and, where `embedLesson` made it, takes it off the page. */
  destroy(): void;
}

const greetEveryMs = 250;
const watchEveryMs = 1_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: PodariumError) => void;
}

export interface Address {
  /** The origin of the frame; 'null' for one whose sandbox has no origin. */
  readonly origin: string;
  /** The frame was just made: nothing is in it that could be greeted before it has loaded. */
  readonly fresh?: boolean;
  readonly onDestroy?: () => void;
}

export function connectTo(frame: HTMLIFrameElement, address: Address): Remote {
  const line = new Line(frame, address);
  const verbs = withVerbs((verb, args) => line.ask((id) => ({ kind: 'call', id, verb, args })));
  const destroy = () => {
    line.end(new PodariumError('gone', 'The lesson was taken off the page.'));
    address.onDestroy?.();
  };
  const on = line.on.bind(line);
  return { ...verbs, ready: line.ready, on, frame, destroy } as unknown as Remote;
}

/** One frame's line: what was asked and is not answered, who listens, and whether anybody is there. */
class Line {
  readonly ready: Promise<Ready>;
  private settle: Waiting | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Map<number, { readonly tell: (event: never) => void; readonly on: FromHost }>();
  private readonly toSend: FromHost[] = [];
  private port: MessagePort | undefined;
  private born: number | undefined;
  /** The last request before the frame told that something was loaded in it; undefined while there is no doubt who is there. */
  private doubtedSince: number | undefined;
  private over: PodariumError | undefined;
  private last = 0;
  private stopGreeting: () => void;
  private readonly watch: number;

  constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly address: Address,
  ) {
    this.ready = new Promise<Ready>((resolve, reject) => {
      this.settle = { resolve: resolve as (value: unknown) => void, reject };
    });
    // Whoever does not ask for it need not catch it.
    this.ready.catch(() => undefined);
    this.stopGreeting = this.greet(address.fresh === true);
    frame.addEventListener('load', this.onLoad);
    this.watch = window.setInterval(() => {
      if (!frame.isConnected) this.end(new PodariumError('gone', 'The frame was taken off the page.'));
    }, watchEveryMs);
  }

  ask(message: (id: number) => FromHost): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.over) return reject(this.over);
      if (this.waiting.size >= limits.waiting)
        return reject(new PodariumError('limit', 'Too many requests wait already.'));
      const id = ++this.last;
      const request = message(id);
      if (write(request).length > limits.message)
        return reject(new PodariumError('limit', 'The request is too large.'));
      this.waiting.set(id, { resolve, reject });
      this.send(request);
    });
  }

  on(event: EventName, listener: (event: never) => void, options: EventOptions = {}): () => void {
    let id = 0;
    const asked = this.ask((number) => {
      id = number;
      const on: FromHost = { kind: 'on', id, event, options: { ...options } };
      this.listeners.set(id, { tell: listener, on });
      return on;
    });
    asked.catch((error: PodariumError) => {
      // Gone before it was answered, it is asked again when the frame is back.
      if (error.code === 'gone') return;
      this.listeners.delete(id);
      console.info(`Podarium: ${error.message}`);
    });
    return () => {
      if (this.listeners.delete(id) && !this.over) this.send({ kind: 'off', id });
    };
  }

  end(error: PodariumError): void {
    if (this.over) return;
    this.over = error;
    this.stopGreeting();
    window.clearInterval(this.watch);
    this.frame.removeEventListener('load', this.onLoad);
    this.settle?.reject(error);
    this.dropWaiting(error);
    this.listeners.clear();
    this.port?.close();
  }

  /**
   * A frame that loads again (it was moved, or its address changed) is a new one: who listened listens on. But a page may answer before it
   * has loaded to its end; so whoever is there is greeted, and what is asked meanwhile is kept for the case that it is somebody new.
   */
  private readonly onLoad = (): void => {
    if (!this.port) return;
    this.stopGreeting();
    this.doubtedSince ??= this.last;
    this.stopGreeting = this.greet(false);
  };

  private greet(fresh: boolean): () => void {
    return greet(this.frame, this.address.origin, fresh, (answer) => {
      if (answer instanceof PodariumError) return this.end(answer);
      const { port, born } = answer;
      if (this.port && born !== undefined && born === this.born) {
        port.close();
        this.toSend.length = 0;
      } else this.takeUp(port, born);
      this.doubtedSince = undefined;
    });
  }

  private takeUp(port: MessagePort, born: number | undefined): void {
    if (this.port) {
      this.port.close();
      const since = this.doubtedSince ?? this.last;
      this.dropWaiting(new PodariumError('gone', 'The frame was loaded anew.'), since);
      const listening = [...this.listeners.values()].map(({ on }) => on);
      this.toSend.unshift(...listening.filter((on) => on.id <= since));
    }
    this.port = port;
    this.born = born;
    this.doubtedSince = undefined;
    port.onmessage = ({ data }) => {
      const message = readFromFrame(data);
      if (message) this.take(message);
    };
    for (const message of this.toSend.splice(0)) this.send(message);
  }

  private send(message: FromHost): void {
    this.port?.postMessage(write(message));
    if (!this.port || this.doubtedSince !== undefined) this.toSend.push(message);
  }

  private take(message: FromFrame): void {
    if (message.kind === 'hello') {
      const { ready, problem } = message;
      if (problem) this.settle?.reject(new PodariumError(problem.code, problem.message));
      else this.settle?.resolve(ready);
      return;
    }
    if (message.kind === 'event') {
      this.listeners.get(message.id)?.tell(message.data as never);
      return;
    }
    const { id, value, problem } = message;
    const asked = this.waiting.get(id);
    this.waiting.delete(id);
    if (problem) asked?.reject(new PodariumError(problem.code, problem.message));
    else asked?.resolve(value);
  }

  /** Tells those who asked up to that number. */
  private dropWaiting(error: PodariumError, upTo = this.last): void {
    for (const [id, { reject }] of this.waiting) {
      if (id > upTo) continue;
      this.waiting.delete(id);
      reject(error);
    }
  }
}

interface Found {
  readonly port: MessagePort;
  readonly born: number | undefined;
}

/** Greets until the frame answers with a port, says no, or the time is over. Returns how to stop. */
function greet(
  frame: HTMLIFrameElement,
  origin: string,
  fresh: boolean,
  done: (answer: Found | PodariumError) => void,
): () => void {
  const nonce = newNonce();
  let timer = 0;
  let until = 0;
  const stop = () => {
    window.clearInterval(timer);
    window.removeEventListener('message', onMessage);
    frame.removeEventListener('load', begin);
  };
  const finish = (answer: Found | PodariumError) => {
    stop();
    done(answer);
  };
  const onMessage = ({ source, origin: from, data, ports }: MessageEvent) => {
    if (source === null || source !== frame.contentWindow || from !== origin) return;
    const answer = readGreetingAnswer(data);
    if (!answer || answer.nonce !== nonce) return;
    if (answer.kind === 'no') return finish(new PodariumError(answer.code, answer.message));
    if (ports.length === 1) finish({ port: ports[0], born: answer.born });
  };
  const ping = () => {
    if (performance.now() > until) {
      const who = origin === 'null' ? frame.src.split(/[?#]/)[0] : origin;
      const reason = `The frame at ${who} did not answer for ${greetingTimeoutMs / 1000} s.`;
      const ask = `Is it a Podarium frame, and does its address name this page: origin=${location.origin}?`;
      return finish(new PodariumError('timeout', `${reason} ${ask}`));
    }
    // A frame without an origin cannot be named. The greeting holds nothing but a number; the port comes back to this window by name.
    frame.contentWindow?.postMessage(greeting(nonce), origin === 'null' ? '*' : origin);
  };
  const begin = () => {
    until = performance.now() + greetingTimeoutMs;
    window.clearInterval(timer);
    timer = window.setInterval(ping, greetEveryMs);
    ping();
  };
  window.addEventListener('message', onMessage);
  frame.addEventListener('load', begin, { once: true });
  if (!fresh) begin();
  return stop;
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
