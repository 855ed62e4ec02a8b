// Branches: lives of one cluster that share a past. Acting in the past keeps what had come after it as a branch of its own, so nothing
// that was seen is lost; a branch can be gone back to, named, and put away, and costs what differs.
import type { Host, Tick } from '../../engine/index.ts';
import { MessageLog } from './message-log.ts';
import type { SessionState } from './store.ts';

/** A branch as the page shows it. */
export interface ViewBranch {
  readonly id: number;
  readonly name: string;
  /** The branch it left, and when. */
  readonly parent: number | undefined;
  readonly forkedAt: Tick;
  /** How far it has been lived. */
  readonly horizon: Tick;
  /** Made just now, and not asked for its name yet. */
  readonly unnamed: boolean;
}

/** What a branch brings back to the page when it is gone to again. */
export type BranchState = Pick<SessionState, 'actions' | 'firstThread' | 'segments'>;

export interface Branch {
  readonly id: number;
  name: string;
  parent: number | undefined;
  forkedAt: Tick;
  readonly host: Host;
  readonly messages: MessageLog;
  kept: BranchState;
  unnamed: boolean;
}

/** Each holds copies of its own past; a run that needs more than these is better saved as several. */
export const mostBranches = 12;

/** Branches that come from outside, the first one first; `parent` and `active` are places in the list. */
export interface Arrived {
  readonly branches: readonly {
    readonly name: string;
    readonly parent: number | undefined;
    readonly forkedAt: Tick;
    readonly host: Host;
  }[];
  readonly active: number;
}

/** Inputs are numbered downwards from -1, those of the cluster's own beginning first. */
function stateOf(host: Host): BranchState {
  const actions = host
    .recording()
    .inputs.map(({ tick, input }, i) => ({ id: -(host.beginnings + i + 1), tick, action: input }));
  return { actions, firstThread: actions[0]?.id, segments: [] };
}

export class Branches {
  private readonly all: Branch[];
  private next = 2;
  active: Branch;

  constructor(host: Host) {
    const kept: BranchState = { actions: [], firstThread: undefined, segments: [] };
    this.active = {
      id: 1,
      name: 'main',
      parent: undefined,
      forkedAt: 0,
      host,
      messages: new MessageLog(),
      kept,
      unnamed: false,
    };
    this.all = [this.active];
  }

  /** Branches that were lived elsewhere, with what was done on each read off its recording. */
  static of({ branches, active }: Arrived): Branches {
    const made = new Branches(branches[0].host);
    made.all.length = 0;
    for (const [i, { name, parent, forkedAt, host }] of branches.entries()) {
      const kept = stateOf(host);
      const above = parent === undefined ? undefined : parent + 1;
      made.all.push({
        id: i + 1,
        name,
        parent: above,
        forkedAt,
        host,
        messages: new MessageLog(),
        kept,
        unnamed: false,
      });
    }
    made.next = branches.length + 1;
    made.active = made.all[active];
    return made;
  }

  get full(): boolean {
    return this.all.length >= mostBranches;
  }

  /** Leaves the active branch at its cursor for a new one, which becomes active. Undefined when there are too many. */
  fork(state: BranchState, name?: string): Branch | undefined {
    if (this.full) return undefined;
    const { host, messages } = this.active;
    this.active.kept = state;
    const id = this.next++;
    const forkedAt = host.now();
    const branch: Branch = {
      id,
      name: name ?? `what if ${id - 1}`,
      parent: this.active.id,
      forkedAt,
      host: host.fork(),
      messages: messages.copyUntil(forkedAt),
      kept: state,
      unnamed: name === undefined,
    };
    this.active.unnamed = false;
    this.all.push(branch);
    this.active = branch;
    return branch;
  }

  /** Makes another branch the active one; false when there is none of that number. */
  go(id: number, state: BranchState): boolean {
    const branch = this.all.find((b) => b.id === id);
    if (!branch) return false;
    this.active.kept = state;
    this.active.unnamed = false;
    this.active = branch;
    return true;
  }

  rename(id: number, name: string): void {
    const branch = this.all.find((b) => b.id === id);
    if (!branch) return;
    branch.name = name.trim().slice(0, 40) || branch.name;
    branch.unnamed = false;
  }

  /** Puts a branch away; what had left it has left its parent instead. The active branch stays. */
  remove(id: number): void {
    const at = this.all.findIndex((b) => b.id === id);
    if (at < 0 || this.all[at] === this.active) return;
    const [gone] = this.all.splice(at, 1);
    for (const branch of this.all) {
      if (branch.parent !== id) continue;
      branch.parent = gone.parent;
      branch.forkedAt = Math.min(branch.forkedAt, gone.parent === undefined ? branch.forkedAt : gone.forkedAt);
    }
  }

  get(id: number): Branch | undefined {
    return this.all.find((b) => b.id === id);
  }

  list(): readonly ViewBranch[] {
    return this.all.map(({ id, name, parent, forkedAt, host, unnamed }) => ({
      id,
      name,
      parent,
      forkedAt,
      horizon: host.horizon,
      unnamed,
    }));
  }
}
