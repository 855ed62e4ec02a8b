// The messages the screen remembers, in the order of sending: which are in flight at a moment is a question of time alone.
// Bounded, so that a tab left open overnight is alive in the morning; older messages can be had again by seeking.
import type { Tick, ViewMessage } from '../../engine/index.ts';

const bound = 6000;
/** A message in flight longer than this is looked up by scanning anyway, so the scan may stop here. */
const longestScan = 2500;

export class MessageLog {
  private log: ViewMessage[] = [];
  private readonly byId = new Map<number, ViewMessage>();
  /** While the page shows what was stored at some time, no message is under way: etcd keeps objects and not messages. */
  still = false;
  /** Grows whenever a foreground message is added. */
  foregroundCount = 0;

  /** Adds a message unless it is known (a stretch played again sends the same messages). */
  add(message: ViewMessage): void {
    if (this.byId.has(message.id)) return;
    this.byId.set(message.id, message);
    let at = this.log.length;
    while (at > 0 && this.log[at - 1].sentAt > message.sentAt) at--;
    this.log.splice(at, 0, message);
    if (message.thread !== 0) this.foregroundCount++;
    if (this.log.length > bound) {
      for (const old of this.log.splice(0, bound / 4)) this.byId.delete(old.id);
    }
  }

  get(id: number): ViewMessage | undefined {
    return this.byId.get(id);
  }

  /** Forgets what was sent after a tick: the learner acted in the past, so it will not happen. */
  forgetAfter(tick: Tick): void {
    const kept: ViewMessage[] = [];
    for (const message of this.log) {
      if (message.sentAt > tick) this.byId.delete(message.id);
      else kept.push(message);
    }
    this.log = kept;
  }

  /** What was sent up to a tick, as a log of its own. */
  copyUntil(tick: Tick): MessageLog {
    const copy = new MessageLog();
    for (const message of this.log) if (message.sentAt <= tick) copy.add(message);
    return copy;
  }

  /** Messages under way at a moment, oldest first. */
  inFlight(now: number): ViewMessage[] {
    const found: ViewMessage[] = [];
    if (this.still) return found;
    for (let i = this.log.length - 1, seen = 0; i >= 0 && seen < longestScan; i--, seen++) {
      const message = this.log[i];
      if (message.sentAt <= now && now < message.dueAt) found.push(message);
    }
    return found.reverse();
  }

  /** Messages sent in the window of so many ticks before a moment. */
  sentWithin(now: number, ticks: number): ViewMessage[] {
    const found: ViewMessage[] = [];
    for (let i = this.log.length - 1; i >= 0 && this.log[i].sentAt > now - ticks; i--) {
      if (this.log[i].sentAt <= now) found.push(this.log[i]);
    }
    return found;
  }

  /** Foreground messages sent up to a moment, newest first, at most so many. */
  recentForeground(now: number, limit: number): ViewMessage[] {
    const found: ViewMessage[] = [];
    for (let i = this.log.length - 1; i >= 0 && found.length < limit; i--) {
      const message = this.log[i];
      if (message.thread !== 0 && message.sentAt <= now) found.push(message);
    }
    return found;
  }

  /** All remembered messages, in order of sending. */
  all(): readonly ViewMessage[] {
    return this.log;
  }
}
