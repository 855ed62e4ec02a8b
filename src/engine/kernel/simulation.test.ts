// What every process may rely on, proven with two toy processes: a server that counts, and clients that ask it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashHex, hashOf } from './hash.ts';
import type { Body, Message } from './message.ts';
import type { ProcessDefinition } from './process.ts';
import { Simulation } from './simulation.ts';

interface Ask extends Body {
  readonly kind: 'ask';
  readonly n: number;
}
interface Answer extends Body {
  readonly kind: 'answer';
  readonly n: number;
  readonly count: number;
}
interface Tell extends Body {
  readonly kind: 'tell';
  readonly n: number;
}

interface ServerState {
  count: number;
  readonly watchers: string[];
}

/** Counts requests on disk, answers each, and tells every watcher of every count. */
const server: ProcessDefinition<ServerState> = {
  component: 'server',
  start: () => ({ count: 0, watchers: [] }),
  receive(state, message, io) {
    if (message.body.kind === 'ask') {
      const stored = io.disk.table<number>('counts');
      const count = (stored.get('count') ?? 0) + 1;
      stored.set('count', count);
      state.count++;
      io.send(message.from, { kind: 'answer', n: (message.body as Ask).n, count } as Answer, {
        stream: message.stream,
        ends: true,
      });
      for (const stream of state.watchers)
        io.send(stream.split('>')[0], { kind: 'tell', n: count } as Tell, { stream });
    } else if (message.body.kind === 'watch') {
      state.watchers.push(message.stream);
    } else if (message.body.kind === 'reset') {
      const { stream } = message.body as unknown as { stream: string };
      const at = state.watchers.indexOf(stream);
      if (at >= 0) state.watchers.splice(at, 1);
    }
  },
};

interface ClientState {
  asked: number;
  readonly waiting: Record<string, number>;
  readonly answers: number[];
  readonly told: number[];
  readonly resets: string[];
  readonly timeouts: number[];
}

/** Asks every 10 ticks, gives up after 500, watches from its start. */
const client: ProcessDefinition<ClientState> = {
  component: 'client',
  start(io) {
    io.after(1 + (io.draw('begin', io.self) % 10), 'periodic', { kind: 'beat' });
    io.send('server/m', { kind: 'watch' }, { stream: `${io.self}>watch.${io.incarnation}` });
    return { asked: 0, waiting: {}, answers: [], told: [], resets: [], timeouts: [] };
  },
  receive(state, message, io) {
    const { body } = message;
    if (body.kind === 'beat') {
      io.after(10, 'periodic', body);
      const n = ++state.asked;
      const stream = `${io.self}>ask.${io.incarnation}.${n}`;
      state.waiting[stream] = io.after(500, 'deadline', { kind: 'late', stream } as Body);
      io.send('server/m', { kind: 'ask', n } as Ask, { stream });
    } else if (body.kind === 'answer') {
      io.cancel(state.waiting[message.stream]);
      delete state.waiting[message.stream];
      state.answers.push((body as Answer).n);
    } else if (body.kind === 'tell') {
      state.told.push((body as Tell).n);
    } else if (body.kind === 'late') {
      const { stream } = body as unknown as { stream: string };
      if (state.waiting[stream] === undefined) return;
      delete state.waiting[stream];
      io.close(stream);
      state.timeouts.push(io.now);
    } else if (body.kind === 'reset') {
      const { stream, reason } = body as unknown as { stream: string; reason: string };
      if (state.waiting[stream] !== undefined) io.cancel(state.waiting[stream]);
      delete state.waiting[stream];
      state.resets.push(reason);
    }
  },
};

type Fault = (simulation: Simulation) => void;

function build(seed: number): Simulation {
  const definitions = new Map<string, ProcessDefinition>([
    ['server', server as ProcessDefinition],
    ['client', client as ProcessDefinition],
  ]);
  const simulation = new Simulation({
    seed,
    definitions,
    latency: (_from, _to, _body, throwValue) => 1 + (throwValue % 20),
    onInput: (input, world) => faults[(input as { fault: number }).fault](world),
  });
  simulation.addMachine('m', [{ component: 'server', config: {}, bootDelay: 1, restartDelay: 30 }]);
  simulation.addMachine('a', [{ component: 'client', config: {}, bootDelay: 5 }]);
  simulation.addMachine('b', [{ component: 'client', config: {}, bootDelay: 6 }]);
  return simulation;
}

const faults: readonly Fault[] = [
  (world) => world.crash('server/m'),
  (world) => world.cut('a', '*'),
  (world) => world.heal('a', '*'),
  (world) => world.powerOff('m'),
  (world) => world.powerOn('m'),
  (world) => world.pause('server/m'),
  (world) => world.resume('server/m'),
  (world) => world.stop('client/b'),
  (world) => world.start('client/b'),
];

function stateOf(simulation: Simulation, address: string): ClientState {
  return simulation.process(address).state as ClientState;
}

const increasing = (numbers: readonly number[]) => numbers.every((n, i) => i === 0 || n > numbers[i - 1]);

describe('a simulation without faults', () => {
  it('keeps order within a stream while streams overtake each other', () => {
    const world = build(7);
    world.advance(2_000);
    const { told, answers, asked } = stateOf(world, 'client/a');
    expect(told.length).toBeGreaterThan(100);
    expect(increasing(told)).toBe(true);
    expect(answers.length).toBeGreaterThan(asked - 5);
    expect(increasing(answers)).toBe(false); // every request is a stream of its own
  });

  it('jumps over ticks in which nothing is due', () => {
    const world = build(7);
    const before = world.delivered;
    world.advance(1_000);
    expect(world.now).toBe(1_000);
    expect(world.delivered - before).toBeLessThan(1_200);
  });
});

describe('faults', () => {
  it('a crash resets the streams of its peers, drops the state and keeps the disk', () => {
    const world = build(3);
    world.advance(500);
    const counted = (world.process('server/m').state as ServerState).count;
    world.submit({ fault: 0 });
    world.advance(600);
    expect(stateOf(world, 'client/a').resets).toContain('connection reset by peer');
    world.advance(1_000);
    const after = (world.process('server/m').state as ServerState).count;
    expect(after).toBeLessThan(counted + after);
    expect(world.machine('m').disk.counts.get('count')).toBeGreaterThan(counted);
    expect(world.process('server/m').incarnation).toBe(2);
  });

  it('a request to a process that is down is refused at once, to a dark machine it times out with unknown outcome', () => {
    const refused = build(3);
    refused.advance(300);
    refused.submit({ fault: 0 });
    refused.advance(345);
    expect(stateOf(refused, 'client/a').resets).toContain('connection refused');

    const dark = build(3);
    dark.advance(300);
    dark.submit({ fault: 3 });
    dark.advance(2_000);
    const { timeouts, resets } = stateOf(dark, 'client/a');
    expect(timeouts.length).toBeGreaterThan(50);
    expect(resets).not.toContain('connection refused');
  });

  it('a cut cable swallows messages in silence; after 45 s, or when it is mended, both ends learn that the stream is broken', () => {
    const world = build(5);
    world.advance(300);
    world.submit({ fault: 1 });
    world.advance(10_000);
    expect(stateOf(world, 'client/a').resets).toEqual([]);
    expect(stateOf(world, 'client/a').timeouts.length).toBeGreaterThan(500);
    world.submit({ fault: 2 });
    world.advance(10_050);
    expect(stateOf(world, 'client/a').resets).toContain('connection reset by peer');

    const never = build(5);
    never.advance(300);
    never.submit({ fault: 1 });
    never.advance(46_000);
    expect(stateOf(never, 'client/a').resets).toContain('http2: client connection lost');
  });

  it('loses nothing inside a live stream: what a watcher was told has no gap', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 400 })), { maxLength: 12 }),
        (seed, script) => {
          const world = build(seed);
          world.advance(200);
          for (const [fault, wait] of script) {
            world.submit({ fault });
            world.advance(world.now + wait);
          }
          for (const address of ['client/a', 'client/b']) {
            const state = stateOf(world, address);
            if (!state || state.resets.length > 0) continue;
            expect(state.told.every((n, i) => i === 0 || n === state.told[i - 1] + 1)).toBe(true);
          }
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  it('a paused process hears afterwards everything that came meanwhile, in order', () => {
    const world = build(9);
    world.advance(300);
    world.submit({ fault: 5 });
    world.advance(400);
    const before = stateOf(world, 'client/a').answers.length;
    world.advance(700);
    expect(stateOf(world, 'client/a').answers.length).toBe(before);
    world.submit({ fault: 6 });
    world.advance(800);
    expect(stateOf(world, 'client/a').answers.length).toBeGreaterThan(before + 30);
    expect(increasing(stateOf(world, 'client/a').told)).toBe(true);
  });

  it('silence has a cause: it names the fault, whose thread the verdict stays in', () => {
    const world = build(5);
    world.advance(300);
    const cut = world.submit({ fault: 1 });
    const lost: (number | undefined)[] = [];
    world.observer = { lost: (_message, fault) => void lost.push(fault?.thread) };
    world.advance(1_000);
    expect(new Set(lost)).toEqual(new Set([cut]));
  });
});

describe('determinism', () => {
  const script = fc.array(fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 300 })), { maxLength: 10 });

  function live(world: Simulation, steps: readonly (readonly [number, number])[]): string {
    for (const [fault, wait] of steps) {
      world.submit({ fault });
      world.advance(world.now + wait);
    }
    return hashHex(hashOf(world.world()));
  }

  it('a fork that gets the same inputs lives the same life, and does not disturb the original', () => {
    fc.assert(
      fc.property(fc.integer(), script, script, (seed, past, future) => {
        const world = build(seed);
        world.advance(100);
        live(world, past);
        const fork = world.fork();
        const untouched = world.fork();
        const first = live(fork, future);
        expect(live(world, future)).toBe(first);
        expect(live(untouched, future)).toBe(first);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('does not depend on how the work is sliced', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        script,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (seed, steps, slices) => {
          const whole = build(seed);
          const sliced = build(seed);
          whole.advance(100);
          sliced.advance(100);
          let i = 0;
          for (const [fault, wait] of steps) {
            whole.submit({ fault });
            whole.advance(whole.now + wait);
            sliced.submit({ fault });
            const until = sliced.now + wait;
            while (sliced.now < until || sliced.nextDue() <= until) sliced.advance(until, slices[i++ % slices.length]);
          }
          expect(hashHex(hashOf(sliced.world()))).toBe(hashHex(hashOf(whole.world())));
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  it('gives other seeds other lives', () => {
    const hash = (seed: number) => {
      const world = build(seed);
      world.advance(300);
      return hashHex(hashOf({ ...(world.world() as object), seed: undefined }));
    };
    expect(hash(1)).toBe(hash(1));
    expect(hash(1)).not.toBe(hash(2));
  });

  it('knows when it is settled', () => {
    const world = build(1);
    expect(world.settled()).toBe(false);
    const seen: Message[] = [];
    world.observer = { delivered: (message) => void seen.push(message) };
    world.advance(50);
    // Only periodic beats and what descends from them is left.
    expect(world.settled()).toBe(true);
    expect(seen.some((message) => message.class === 'work')).toBe(true);
  });
});
