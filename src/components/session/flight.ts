// What is on its way on screen: the learner's messages in flight, and the ticks that the tempo goes by. It is written from the engine's
// frames and holds nothing that another frame could not tell again.
import type { Frame, Tick, ViewMessage } from '../../engine/index.ts';
import type { MessageLog } from './message-log.ts';
import { isForeground } from './store.ts';

export class Flight {
  flying: readonly ViewMessage[] = [];
  /** When the engine has something to do next. */
  nextDue: Tick = 0;
  /** Tick of the last foreground message sent or delivered. */
  lastForeground: number;
  /** Landing of the first foreground message that no frame has shown yet. */
  unseenDue: Tick = Number.POSITIVE_INFINITY;

  constructor(now: Tick) {
    this.lastForeground = now;
  }

  note(frame: Frame, log: MessageLog, firstThread: number | undefined): void {
    this.nextDue = frame.nextDue;
    const flying = frame.whole ? [] : [...this.flying];
    for (const sent of frame.messages) {
      const mine = isForeground(sent.thread, firstThread);
      const message = mine || sent.thread === 0 ? sent : { ...sent, thread: 0 };
      log.add(message);
      if (message.thread !== 0) {
        flying.push(message);
        this.unseenDue = Math.min(this.unseenDue, message.dueAt);
        this.lastForeground = Math.max(this.lastForeground, message.sentAt);
      }
    }
    this.flying = flying.filter(({ dueAt }) => {
      if (dueAt <= frame.tick) this.lastForeground = Math.max(this.lastForeground, dueAt);
      return dueAt > frame.tick;
    });
  }

  /** After a jump to another moment: nothing of before is in the air. */
  restart(now: number): void {
    this.flying = [];
    this.lastForeground = now;
  }

  /** What the log says is in the air then. */
  resume(log: MessageLog, now: number): void {
    this.flying = log.inFlight(now).filter((m) => m.thread !== 0);
  }
}
