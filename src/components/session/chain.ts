// The numbered hops on the canvas and in the inspector: of what is selected, or else of the youngest pod that the learner's last
// action led to.
import type { Host, ViewMessage } from '../../engine/index.ts';
import { youngestPod } from './reading.ts';
import type { SessionState } from './store.ts';
import type { Selection } from './view-state.ts';

/** How far back the pod is looked for that the shown chain is about. */
export const chainMessages = 300;

/** Whose chain is to be shown; it has to be asked for again only when the key is another. */
export interface ChainSubject {
  readonly key: string;
  readonly selected: string | number | undefined;
}

export function chainSubject(selection: Selection, recent: readonly ViewMessage[]): ChainSubject {
  const selected = selection && ('ref' in selection ? selection.ref : selection.message);
  return { key: `${selected ?? ''} ${recent[0]?.id ?? ''}`, selected };
}

/** Ids of its messages; undefined when they are those that are shown already. */
export function chainOf(
  { selected }: ChainSubject,
  recent: readonly ViewMessage[],
  state: SessionState,
  host: Host,
): readonly number[] | undefined {
  const [newest] = recent;
  let chain = selected === undefined ? [] : hopsOf(selected, host);
  if (chain.length === 0 && newest) chain = hopsOf(youngestPod(recent, state) ?? newest.id, host);
  const before = state.chain;
  return chain.length !== before.length || chain.some((id, i) => id !== before[i]) ? chain : undefined;
}

function hopsOf(target: string | number, host: Host): readonly number[] {
  const isProcess = typeof target === 'string' && /^(Process|Machine)\//.test(target);
  return isProcess ? [] : host.why(target).hops.map((hop) => hop.message);
}
