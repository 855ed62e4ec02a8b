// kube-proxy at the lower border of its node, where requests come in. It carries nothing itself: it has written the rules by which the
// node's kernel decides. The chip says when they are older than what the store knows; the tooltip how old each Service's rules are.
import { Route } from 'lucide-react';
import { useReducer } from 'react';
import type { ViewMachine, ViewRules } from '../../../engine/index.ts';
import { useProcess, useSession } from '../../session/store.ts';
import { text } from '../../ui/text/en.ts';
import { lifeWords, processRef } from './card.tsx';
import styles from './node-card.module.css';
import { CanvasObject } from './object.tsx';

const words = text.network;

export function ProxyChip({ machine, className }: { readonly machine: ViewMachine; readonly className: string }) {
  const address = `kube-proxy/${machine.name}`;
  const process = useProcess(address);
  const rules = useSession((s) => s.rules[machine.name]);
  // Ages are for the tooltip alone: they are looked up when the pointer comes, not ten times a second on every node.
  const [tick, look] = useReducer(
    () => useSession.getState().tick,
    0,
    () => useSession.getState().tick,
  );
  if (!process) return null;
  const { life } = process;
  const isStale = rules?.services.some((service) => service.stale) ?? false;
  const state = life !== 'up' ? lifeWords(life) : isStale ? words.stale : text.canvas.running;
  return (
    <CanvasObject
      objectRef={processRef(address)}
      state={life}
      name={words.proxyName(address, state)}
      title={rulesTitle(rules, tick)}
      className={`${styles.chip} ${className}`}
      life={life}
    >
      <span className={styles.inside} onPointerEnter={look}>
        <Route size={12} aria-hidden="true" /> kube-proxy
      </span>
      {(life !== 'up' || isStale) && <small>{state}</small>}
    </CanvasObject>
  );
}

/** `rules written 12 s ago`, then a line for each Service. */
export function rulesTitle(rules: ViewRules | undefined, now: number): string {
  if (!rules || rules.syncedAt === 0) return words.neverSynced;
  const lines = rules.services.map(({ ref, changedAt, stale }) =>
    words.changedAgo(ref.slice(ref.lastIndexOf('/') + 1), Math.max(0, now - changedAt), stale),
  );
  return [words.syncedAgo(Math.max(0, now - rules.syncedAt)), ...lines].join('\n');
}
