// Stored changes as a stream for whoever embeds the page: filtered by kind and namespace, and never faster than was asked for. What a
// second has no room for is counted, not kept: a host that wants everything has the command line.
import type { EventOptions, PodariumEvents } from '../../share/sdk.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';

const usualPerSecond = 20;
const mostPerSecond = 200;

export class ChangeStream {
  private revision = session().host.revision();
  private readonly perSecond: number;
  private second = 0;
  private told = 0;
  private missed = 0;
  readonly stop: () => void;

  constructor(
    private readonly options: EventOptions,
    private readonly tell: (change: PodariumEvents['event']) => void,
  ) {
    this.perSecond = Math.min(mostPerSecond, Math.max(1, options.perSecond ?? usualPerSecond));
    this.stop = useSession.subscribe((now, before) => {
      if (now.revision !== before.revision) this.look(now.revision);
    });
  }

  private look(revision: number): void {
    const since = this.revision;
    this.revision = revision;
    // After a jump into the past nothing new has happened.
    if (revision <= since) return;
    for (const { ref, type, revision: at } of session().host.changes(since)) {
      if (!this.isWanted(ref)) continue;
      const second = Math.floor(performance.now() / 1000);
      if (second !== this.second) {
        this.second = second;
        this.told = 0;
      }
      if (this.told++ >= this.perSecond) {
        this.missed++;
        continue;
      }
      const { missed } = this;
      this.missed = 0;
      this.tell({ type, object: ref, revision: at, missed });
    }
  }

  private isWanted(ref: string): boolean {
    const [kind, namespace] = ref.split('/');
    const { kinds, namespace: wanted } = this.options;
    return (!kinds || kinds.includes(kind)) && (wanted === undefined || namespace === wanted);
  }
}
