// Undo, back one event, play or pause, forward one event, next beat; then the clock, and the tempo as a word and a ratio, with
// the way over quiet minutes in its menu.
// The controls are one stop for the Tab key, and the arrow keys move within them.
import {
  ChevronDown,
  FastForward,
  Pause,
  Play,
  Redo2,
  SkipForward,
  StepBack,
  StepForward,
  Timer,
  Turtle,
  Undo2,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { nextChange } from '../session/next-change.ts';
import { useLocked } from '../session/page-options.ts';
import { session } from '../session/session.ts';
import { useSession, useSlowTick } from '../session/store.ts';
import { type Speed, tempoWords } from '../session/tempo.ts';
import { lastDone, nextUndone, redo, undo, undoesFrom } from '../session/undo.ts';
import { clockTime } from '../ui/clock.ts';
import { KeyCap } from '../ui/controls.tsx';
import menu from '../ui/menu.module.css';
import { text } from '../ui/text/en.ts';
import { panels } from '../ui/text/panels.ts';
import { actionInFull } from './action-words.ts';
import styles from './timeline.module.css';

const words = panels.timeline;
/** Its place among the buttons: the Tab key comes to it first. */
const playButton = 3;

export function Transport() {
  const playing = useSession((s) => s.playing);
  const done = useSession((s) => lastDone(s, undoesFrom(session())));
  const undone = useSession((s) => nextUndone(s, undoesFrom(session())));
  const [noPlay, noStep, noSeek] = [useLocked('play'), useLocked('step'), useLocked('seek')];
  const box = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(playButton);
  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = (stop + step + buttons.length) % buttons.length;
    setStop(next);
    box.current?.querySelectorAll('button')[next]?.focus();
    event.preventDefault();
  };
  const buttons = [
    {
      name: words.undo(done ? actionInFull(done.action) : ''),
      icon: <Undo2 size={18} />,
      run: () => undo(session()),
      off: !done || noSeek,
    },
    {
      name: words.redo(undone ? actionInFull(undone.action) : ''),
      icon: <Redo2 size={18} />,
      run: () => redo(session()),
      off: !undone || noSeek,
    },
    { name: words.back, icon: <StepBack size={18} />, run: () => session().stepBack(), off: noStep },
    {
      name: playing ? text.time.pause : text.time.play,
      icon: playing ? <Pause size={18} fill="currentColor" /> : <Play size={18} fill="currentColor" />,
      run: () => session().toggle(),
      off: noPlay,
    },
    { name: words.forward, icon: <StepForward size={18} />, run: () => session().stepForward(), off: noStep },
    { name: words.beat, icon: <SkipForward size={18} />, run: () => session().nextBeat(), off: noStep },
  ];
  return (
    <div className={styles.transport} ref={box} role="toolbar" aria-label={words.transport} onKeyDown={onKey}>
      {buttons.map(({ name, icon, run, off }, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a button is its place, whatever it is called now
          key={index}
          type="button"
          className={index === playButton ? styles.play : styles.button}
          data-secondary={index === playButton ? undefined : ''}
          aria-label={name}
          title={name}
          aria-disabled={off || undefined}
          tabIndex={index === stop ? 0 : -1}
          onFocus={() => setStop(index)}
          onClick={off ? undefined : run}
        >
          <span aria-hidden="true">{icon}</span>
        </button>
      ))}
    </div>
  );
}

export function Clock() {
  const face = useRef<HTMLSpanElement>(null);
  const lessonStart = useSession((s) => s.lessonStart);
  useEffect(() => {
    const show = (now: number) => {
      if (face.current) face.current.textContent = clockTime(now - lessonStart);
    };
    show(session().now());
    return session().onFrame(show);
  }, [lessonStart]);
  return (
    <div className={styles.clock}>
      <span className={styles.face} ref={face} role="timer" aria-label={words.clock} aria-live="off" />
      <TempoMenu />
    </div>
  );
}

const speeds: readonly Speed[] = ['auto', 1, 5, 20, 60, 300, 1000];

function TempoMenu() {
  useSlowTick();
  const [noSpeed, noStep] = [useLocked('speed'), useLocked('step')];
  const { playing, speed, tempo } = useSession.getState();
  const kind = playing ? tempo.kind : 'paused';
  const word = tempoWord();
  const Icon = { slow: Turtle, real: Timer, fast: FastForward, paused: Pause }[kind];
  const label = (value: Speed) => (value === 'auto' ? words.auto : words.times(value));
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        disabled={noSpeed}
        className={styles.tempo}
        data-kind={kind}
        aria-label={`${words.speed}: ${word}`}
      >
        <span className={styles.tempoWord}>
          <Icon size={13} aria-hidden="true" /> <span>{word}</span> <ChevronDown size={11} aria-hidden="true" />
        </span>
        <span className={styles.ratio}>{playing ? tempoWords(tempo.rate) : label(speed)}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} side="top" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.RadioGroup
            value={String(speed)}
            onValueChange={(value) => session().setSpeed(value === 'auto' ? 'auto' : Number(value))}
          >
            {speeds.map((value) => (
              <DropdownMenu.RadioItem key={value} value={String(value)} className={menu.item}>
                <span>{label(value)}</span>
                <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          {!noStep && (
            <DropdownMenu.Item className={menu.item} onSelect={() => nextChange(session())}>
              <span>{words.change}</span>
              <KeyCap>&gt;</KeyCap>
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The tempo by name, as it is now. */
export function tempoWord(): string {
  const { playing, speed, tempo } = useSession.getState();
  if (!playing) return text.time.pausedWord;
  return speed === 'auto' ? text.time[tempo.kind] : text.time.yours(speed);
}
