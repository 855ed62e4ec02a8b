// The head of a column: the node or the group it stands for, its state, the labels the pod asks about, and how much of it is
// promised, with the pod's own request drawn where it would come to lie.
import { decisionWords as words } from '../ui/text/decision.ts';
import { amountText, requestsOf } from './amounts.ts';
import styles from './gates.module.css';
import type { Column } from './model.ts';
import type { Scene } from './use-decision.ts';

interface Props {
  readonly column: Column;
  readonly scene: Scene;
  readonly bars: boolean;
}

export function NodeHead({ column, scene, bars }: Props) {
  const { node, nodes, now } = column;
  const info = scene.nodes.get(node);
  const ready = info?.node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
  const state = info?.node.spec?.unschedulable ? words.cordoned : ready ? words.ready : words.notReady;
  const asked = scene.pod && requestsOf(scene.pod);
  const short = now.plugin === 'NodeResourcesFit' ? now.reasons : [];
  return (
    <th scope="col" className={styles.node} title={nodes.length > 1 ? words.alike(nodes) : undefined}>
      <span className={styles.nodeName}>
        <code>{node}</code>
        {nodes.length > 1 && <b>{words.times(nodes.length)}</b>}
      </span>
      {info && nodes.length === 1 && (
        <>
          <span className={styles.nodeState} data-good={(ready && state === words.ready) || undefined}>
            {state}
          </span>
          {Object.keys(scene.pod?.spec?.nodeSelector ?? {}).map((key) => (
            <code key={key} className={styles.nodeLabel}>
              {info.node.metadata.labels?.[key] === undefined
                ? `${key}: none`
                : `${key}=${info.node.metadata.labels[key]}`}
            </code>
          ))}
          {bars && asked && (
            <>
              <Bar
                name="cpu"
                all={info.allocatable.cpuMillis}
                taken={info.requested.cpuMillis}
                asks={asked.cpuMillis}
              />
              <Bar
                name="mem"
                all={info.allocatable.memoryBytes}
                taken={info.requested.memoryBytes}
                asks={asked.memoryBytes}
              />
              {(['cpu', 'memory'] as const).map((resource) => {
                const field = resource === 'cpu' ? 'cpuMillis' : 'memoryBytes';
                const lacks = short.includes(`Insufficient ${resource}`);
                if (!lacks) return null;
                const free = info.allocatable[field] - info.requested[field];
                return (
                  <span key={resource} className={styles.lacks}>
                    {words.asks(amountText(resource, asked[field]), amountText(resource, free))}
                  </span>
                );
              })}
            </>
          )}
        </>
      )}
    </th>
  );
}

interface BarProps {
  readonly name: string;
  readonly all: number;
  readonly taken: number;
  readonly asks: number;
}

function Bar({ name, all, taken, asks }: BarProps) {
  if (all <= 0) return null;
  const percent = (amount: number) => `${Math.min(100, (100 * amount) / all)}%`;
  const tooMuch = taken + asks > all;
  return (
    <span className={styles.bar} aria-hidden="true">
      <i>{name}</i>
      <span>
        <span style={{ width: percent(taken) }} />
        <span data-over={tooMuch || undefined} style={{ left: percent(taken), width: percent(asks) }} />
      </span>
    </span>
  );
}
