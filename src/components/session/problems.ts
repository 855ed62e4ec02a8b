// What is not as it should be: machines that are not ready and pods that do not run, in the order of the machines. One after the other
// is selected by key, from the bar of a large cluster too.
import { type SessionState, useSession } from './store.ts';
import { select, selectedRef, useView } from './view-state.ts';

/** Selects the next one, or with -1 the one before. */
export function nextProblem(step: number): void {
  const problems = problemsOf(useSession.getState());
  if (problems.length === 0) return;
  const at = problems.indexOf(selectedRef(useView.getState()));
  select(problems[(at + step + problems.length + (at < 0 && step < 0 ? 1 : 0)) % problems.length]);
}

export function problemsOf({
  machineNames,
  machines,
  shards,
}: Pick<SessionState, 'machineNames' | 'machines' | 'shards'>): readonly string[] {
  const problems: string[] = [];
  for (const name of machineNames) {
    const node = machines[name]?.node;
    if (node && node.ready !== 'True') problems.push(node.ref);
    for (const pod of shards[name] ?? []) {
      if (pod.state !== 'Running' && pod.state !== 'Completed') problems.push(pod.ref);
    }
  }
  for (const pod of shards[''] ?? []) problems.push(pod.ref);
  return problems;
}
