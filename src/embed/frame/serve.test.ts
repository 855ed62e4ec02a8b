// The frame's end by itself: what it answers to messages that no SDK would send, and what it lets go of.
import { afterEach, describe, expect, it } from 'vitest';
import { PodariumError } from '../../share/sdk.ts';
import { type Door, type Served, serveHost, servePort } from './serve.ts';

const ready = { protocol: 1, engine: '1', kubernetes: '1', lesson: undefined, capabilities: [] };
const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

function served(more: object = {}) {
  const listeners = new Set<unknown>();
  const api = {
    ready: Promise.resolve(ready),
    problem: undefined,
    on: (_: string, listener: unknown) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    time: { now: async () => 7 },
    ...more,
  } as unknown as Served;
  return { api, listeners };
}

/** A host at the other end of a port: asks, and collects what it is told. */
function host(api: Served) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const told: { kind: string; id?: number; value?: unknown; problem?: { code: string } }[] = [];
  let wake = () => {};
  port2.onmessage = ({ data }) => {
    told.push(JSON.parse(data));
    wake();
  };
  void servePort(api, port1);
  return {
    told,
    send: (message: unknown) => port2.postMessage(typeof message === 'string' ? message : JSON.stringify(message)),
    until: async (count: number) => {
      while (told.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return told;
    },
  };
}

describe('the port of a frame', () => {
  it('says hello, does what is asked, and names what it cannot do', async () => {
    const broken = async () => {
      throw new Error('of all things');
    };
    const locked = async () => {
      throw new PodariumError('locked', 'solve is locked');
    };
    const { api } = served({ describe: broken, lesson: { solve: locked } });
    const { send, until } = host(api);
    await until(1);
    send({ kind: 'call', id: 1, verb: 'time.now', args: [] });
    send({ kind: 'call', id: 2, verb: 'constructor', args: [] });
    send({ kind: 'call', id: 3, verb: 'time.seek', args: ['soon'] });
    send({ kind: 'call', id: 4, verb: 'describe', args: [] });
    send({ kind: 'call', id: 5, verb: 'lesson.solve', args: [] });
    send({ kind: 'on', id: 6, event: 'nothing' });
    const told = await until(7);
    expect(told[0]).toEqual({ kind: 'hello', ready });
    const answers = told.slice(1).sort((a, b) => Number(a.id) - Number(b.id));
    expect(answers.map(({ value, problem }) => value ?? problem?.code)).toEqual([
      ...[7, 'unknown-verb', 'bad-request', 'failed', 'locked', 'bad-request'],
    ]);
  });

  it('keeps no more listeners than it may, and forgets those that stop', async () => {
    const { api, listeners } = served();
    const { send, until } = host(api);
    for (let id = 1; id <= 60; id++) send({ kind: 'on', id, event: 'step' });
    const told = await until(61);
    expect(told.filter(({ problem }) => problem?.code === 'limit')).toHaveLength(10);
    expect(listeners.size).toBe(50);
    for (let id = 1; id <= 60; id++) send({ kind: 'off', id });
    send({ kind: 'call', id: 99, verb: 'time.now', args: [] });
    await until(62);
    expect(listeners.size).toBe(0);
  });

  it('answers nothing that is not a numbered message', async () => {
    const { api } = served();
    const { send, until, told } = host(api);
    await until(1);
    for (const noise of ['', '[]', '{}', 'null', '{"kind":"call"}', '{"kind":"call","id":-1}', '{"id":1e99}', '"x"'])
      send(noise);
    send({ kind: 'call', id: 1, verb: 'time.now', args: [] });
    await until(2);
    expect(told.slice(1)).toEqual([{ kind: 'answer', id: 1, value: 7 }]);
  });
});

describe('the door of a frame', () => {
  /** A window that hears what a test sends it, and keeps what its parent is told. */
  function house(origin: string | undefined) {
    let hear: (event: unknown) => void = () => {};
    const notes: string[] = [];
    const answers: { message: { podarium: string; code?: string }; options: { targetOrigin: string } }[] = [];
    const parent = { postMessage: (message: never, options: never) => answers.push({ message, options }) };
    const window = { parent, addEventListener: (_: string, listener: never) => (hear = listener) };
    const { api } = served();
    serveHost(api, { window, host: origin, note: (text: string) => notes.push(text) } as unknown as Door);
    const greet = (nonce: string, from = 'https://course.example', source: unknown = parent, versions = [1]) =>
      hear({ data: { podarium: 'ping', nonce, versions }, origin: from, source });
    return { greet, answers, notes };
  }
  const nonce = (letter: string) => letter.repeat(24);

  it('opens to the named host only, by its name, and not twice for one nonce', () => {
    const { greet, answers, notes } = house('https://course.example');
    greet(nonce('a'), 'https://elsewhere.example');
    greet(nonce('b'), 'https://course.example', {});
    greet('short');
    expect(answers).toEqual([]);
    expect(notes).toHaveLength(1);
    greet(nonce('c'));
    greet(nonce('c'));
    greet(nonce('d'), undefined, undefined, [99]);
    expect(answers.map(({ message, options }) => [message.podarium, message.code, options.targetOrigin])).toEqual([
      ['port', undefined, 'https://course.example'],
      ['no', 'version', 'https://course.example'],
    ]);
  });

  it('stays shut when nobody is named', () => {
    const { greet, answers } = house(undefined);
    greet(nonce('a'));
    expect(answers).toEqual([]);
  });
});
