// A lesson before a hall: whatever is pressed, in whatever order, a sentence is said over the world that was rehearsed for it.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Host } from '../engine/index.ts';
import { handsOf, lessonCluster } from './hands.ts';
import { loadLesson, readLesson } from './index.ts';
import type { LoadedLesson } from './loader.ts';
import { Player } from './play.ts';
import { Presentation } from './presentation.ts';
import { hallView } from './presentation-view.ts';

const folder = 'src/scenarios/fixtures/lecture';
const read = readLesson(
  Object.fromEntries(['lesson.yaml', 'manifests/web.yaml'].map((n) => [n, readFileSync(`${folder}/${n}`, 'utf8')])),
);
if ('mistakes' in read) throw new Error('the model of a demonstration cannot be read');
const lecture: LoadedLesson = read;
const fresh = lessonCluster(lecture);

/** A presentation without a screen: what is pressed, and the world behind the script. */
class Hall {
  readonly host: Host;
  shown: Host;
  readonly show: Presentation;

  constructor(loaded = lecture, host = fresh.fork()) {
    this.host = host;
    this.shown = host;
    this.show = new Presentation(loaded, host, {
      handsOn: handsOf,
      leave: () => {
        this.shown = host.fork();
        return this.shown;
      },
      comeBack: () => {
        this.shown = host;
      },
      atOnce: (work) => work(),
    });
  }

  /** Presses and lets every sentence come to its end as a screen would: to each look, and never past it. */
  press(...keys: readonly string[]): this {
    for (const key of keys) {
      this.pressOnly(key);
      this.live();
    }
    return this;
  }

  pressOnly(key: string): this {
    const { show } = this;
    if (key === 'next') show.next();
    else if (key === 'back') show.previous();
    else if (key === 'reset') show.again();
    else if (key === 'free') show.askFreely('what if');
    else if (key === 'esc') show.comeBack();
    else if (/^\d$/.test(key)) show.goTo(Number(key) - 1);
    else show.ask('QWE'.indexOf(key));
    return this;
  }

  /** Lives for so long, or to the end of what is being shown, in frames of no particular length. */
  live(ticks = Number.POSITIVE_INFINITY): void {
    const end = this.shown.now() + ticks;
    for (let frame = 0; this.show.busy && this.shown.now() < end; frame++) {
      const to = Math.min(end, this.shown.now() + 7 + (frame % 61), this.show.lookAt() ?? 0);
      this.shown.advance(to, Number.POSITIVE_INFINITY);
      if (this.shown.now() === this.show.lookAt()) this.show.look();
    }
  }

  get said(): string {
    return `${this.show.run.view().narration} ${this.shown.hash()}`;
  }
}

/** Every sentence of the script with its world, by a presenter who only presses next. */
function rehearsed(): readonly string[] {
  const hall = new Hall();
  hall.live();
  const all = [hall.said];
  while (!hall.press('next').show.run.atEnd) all.push(hall.said);
  return all;
}

const script = rehearsed();

describe('next', () => {
  it('goes through the worlds that the contract tried', () => {
    const player = new Player(lecture, fresh.fork(), lecture.lesson.seed);
    const worlds: string[] = [];
    for (; !player.run.atEnd; player.run.primary('next')) {
      player.arrange();
      worlds.push(`${player.run.view().narration} ${player.host.hash()}`);
    }
    expect(script).toHaveLength(7);
    expect(script).toEqual(worlds);
  });

  it('pressed in the middle of a sentence ends it at once, and goes on when pressed again', () => {
    const hall = new Hall().press('next', 'next');
    hall.pressOnly('next').live(40);
    expect([hall.show.busy, hall.said === script[3]]).toEqual([true, false]);
    hall.pressOnly('next');
    expect([hall.show.busy, hall.said]).toEqual([false, script[3]]);
    expect(hall.press('next').said).toBe(script[4]);
  });
});

describe('back', () => {
  it('takes the world back, sentence by sentence, to the first', () => {
    const hall = new Hall();
    for (let i = 0; i < 7; i++) hall.press('next');
    expect(hall.show.run.atEnd).toBe(true);
    for (let i = 6; i >= 0; i--) expect(hall.press('back').said).toBe(script[i]);
    expect(hall.press('back').said).toBe(script[0]);
  });

  it('and reset and a jump leave nothing of what was done behind', () => {
    const hall = new Hall().press('next', 'next', 'next', 'reset');
    expect(hall.said).toBe(script[3]);
    expect(hall.press('3').said).toBe(script[5]);
    expect(hall.press('1').said).toBe(script[0]);
    expect(hall.host.recording().inputs).toEqual([]);
    expect(hall.press('2', '9', 'next', 'next').said).toBe(script[4]);
  });
});

describe('a question', () => {
  const asked = (): Hall => new Hall().press('next', 'next', 'next');

  it('is answered on a copy, and the script stands where it stood', () => {
    const hall = asked().press('Q');
    expect(hallView(hall.show)).toMatchObject({ asked: 'What if there are four already?', beat: 4, beats: 7 });
    expect(hall.show.run.view().narration).toBe('Then the wish is four.');
    const first = hall.said;
    expect(hall.press('next').show.run.view().narration).toBe('A wish for one takes three away.');
    expect(hall.show.hash()).toBe(script[3].split(' ').at(-1));
    expect(hall.press('back').said).toBe(first);
    expect(hall.press('esc').said).toBe(script[3]);
    expect(hall.press('next').said).toBe(script[4]);
  });

  it('ends by itself after its last sentence, or before its first', () => {
    expect(asked().press('Q', 'next', 'next').said).toBe(script[3]);
    expect(asked().press('W', 'back').said).toBe(script[3]);
    expect(asked().press('Q', 'W', 'next').said).toBe(script[3]);
  });

  it('asked in the middle of a sentence is answered from its end', () => {
    const hall = new Hall().press('next', 'next');
    hall.pressOnly('next').live(40);
    expect(hall.press('Q', 'esc').said).toBe(script[3]);
  });

  it('that nobody prepared begins at the very tick, and the sentence goes on from there', () => {
    const hall = new Hall().press('next', 'next');
    hall.pressOnly('next').live(40);
    const at = hall.host.now();
    hall.pressOnly('free');
    hall.shown.submit({ delete: 'deployment/web' });
    hall.shown.advance(at + 60_000, Number.POSITIVE_INFINITY);
    hall.pressOnly('esc');
    expect([hall.host.now(), hall.show.busy]).toEqual([at, true]);
    hall.live();
    expect(hall.said).toBe(script[3]);
  });

  it('that is not there is none', () => {
    const hall = new Hall();
    expect([hall.press('Q').said, hall.press('E').said]).toEqual([script[0], script[0]]);
  });
});

it('tells the presenter what the hall does not see', () => {
  const hall = new Hall();
  expect(hallView(hall.show)).toMatchObject({
    notes: 'Ask the hall how many pods they see before you go on.',
    following: 'A controller compares the wish with what there is.',
    questions: [],
    planned: 3,
    plannedSoFar: 0,
  });
  expect(hallView(hall.press('next').show).following).toMatch(/^`web-\w+-\w{5}` runs on node-\d\.$/);
  expect(hallView(hall.press('next').show)).toMatchObject({
    notes: 'It is about to be deleted. Say so before you press.',
    questions: ['What if there are four already?', 'And if the machine goes?'],
    plannedSoFar: 0.5,
    steps: ['The wish', 'One is lost', 'Another wish'],
  });
  expect(hallView(hall.press('Q').show).notes).toBe('Comes up nearly every time.');
});

it('shows any lesson: questions with their answer, tasks by their solution', () => {
  const loaded = loadLesson('self-healing');
  if (!loaded) throw new Error('the lesson is missing');
  const hall = new Hall(loaded, lessonCluster(loaded));
  const seen = new Set<string>();
  for (let presses = 0; presses < 60 && !hall.show.run.atEnd; presses++) {
    seen.add(`${hall.show.run.step.kind} ${hall.show.run.phase}`);
    hall.press('next');
  }
  expect(hall.show.run.atEnd).toBe(true);
  expect([...seen]).toEqual(expect.arrayContaining(['predict open', 'predict revealed', 'act open', 'act passed']));
  expect(hall.show.run.done.every(({ solvedBy }) => solvedBy === 'solution')).toBe(true);
});
