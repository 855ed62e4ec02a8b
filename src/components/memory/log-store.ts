// What the etcd log shows: its filter, the chosen revision and how far back it reads. It lives outside the panel, so that an object's
// history can open the log at a revision, and closing the panel loses nothing.
import { create } from 'zustand';
import { session } from '../session/session.ts';
import { setView } from '../session/view-state.ts';

export const pageRows = 150;

export interface LogState {
  /** Part of a key, or ''. */
  readonly filter: string;
  /** The chosen revision; 0 when none is. */
  readonly chosen: number;
  /** Rows that are read, newest first. */
  readonly rows: number;
}

export const useLog = create<LogState>(() => ({ filter: '', chosen: 0, rows: pageRows }));

export const setLog = useLog.setState;

/** Opens the log under the canvas at a revision, with all keys or only those that contain a text. */
export function openLog(chosen = 0, filter = ''): void {
  setLog({ chosen, filter, rows: pageRows });
  setView({ dockTab: 'etcd', dockOpen: true });
}

/** Shows the cluster as of a revision; where the panels lie over the picture they make room. Answers etcd's error, or ''. */
export function seeAsOf(revision: number): string {
  const run = session();
  const past = run.host.asOf(revision);
  if ('error' in past) return past.error;
  run.showPast(past);
  if (matchMedia('(max-width: 899px)').matches) setView({ dockOpen: false, selection: undefined });
  return '';
}
