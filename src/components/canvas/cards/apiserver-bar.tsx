// The API server is a bar, not a box: everything hangs from it. Its two rails are drawn with the lanes; here are its name, the
// stages the learner's last request passed, where it ended, and how many watches are open.
import { Check, X } from 'lucide-react';
import { useProcess } from '../../session/store.ts';
import { text } from '../../ui/text/en.ts';
import styles from './card.module.css';
import { lifeWords, processRef } from './card.tsx';
import { CanvasObject } from './object.tsx';
import { useLiveThread } from './use-thread.ts';

interface Stage {
  readonly name: string;
  readonly ok: boolean;
}

const shortNames: Readonly<Record<string, string>> = { authenticate: 'authn', authorize: 'authz' };

/** Who you are, what you may, whether it is well-formed: three ticks, and the real stage's name where one refused. */
function threeStages(stages: readonly Stage[]): readonly Stage[] {
  const refused = stages.find((stage) => !stage.ok);
  const shown: Stage[] = [];
  for (const stage of stages) {
    const name = shortNames[stage.name] ?? 'admission';
    if (stage === refused) shown.push({ name: shortNames[stage.name] ?? stage.name, ok: false });
    else if (stage.name !== 'persist' && !shown.some((s) => s.name === name)) shown.push({ name, ok: true });
  }
  return shown;
}

/** Of a master on a narrow page, which draws no frame around it and no chips beside it: the machine, and its programs without a card. */
const standsForMaster = (master: string): readonly string[] => [
  `Node//${master}`,
  ...['kubelet', 'kube-proxy', 'containerd', 'metrics-server'].map((program) => `Process//${program}/${master}`),
];

export function ApiserverBar({ address, compact }: { readonly address: string; readonly compact: boolean }) {
  const process = useProcess(address);
  const live = useLiveThread();
  const server = process?.apiserver;
  const life = process?.life ?? 'down';
  const mine = live !== 0 && server?.thread === live;
  return (
    <CanvasObject
      objectRef={processRef(address)}
      standsFor={compact ? standsForMaster(address.slice(address.indexOf('/') + 1)) : undefined}
      state={life}
      name={`${address}, ${life === 'up' ? text.canvas.running : lifeWords(life)}`}
      className={`${styles.card} ${styles.bar} ${compact ? styles.compactBar : ''}`}
      life={life}
    >
      <span className={styles.barName}>
        kube-apiserver
        {life === 'up' && !compact && <small>{text.canvas.watches(server?.watches ?? 0)}</small>}
      </span>
      {life !== 'up' ? (
        <span className={styles.lifeWord}>{lifeWords(life)}</span>
      ) : compact ? null : (
        <>
          <span className={styles.stages}>
            {threeStages(server?.stages ?? []).map((stage) => (
              <span key={stage.name} className={styles.stage} data-refused={!stage.ok || undefined}>
                {stage.name}
                {stage.ok ? <Check size={12} aria-hidden="true" /> : <X size={12} aria-hidden="true" />}
              </span>
            ))}
          </span>
          <span className={`${styles.request} ${mine ? styles.amber : ''}`}>
            {server?.request}
            {server?.outcome && <span>→ {server.outcome}</span>}
          </span>
        </>
      )}
    </CanvasObject>
  );
}
