// Switches, each one edit with its command. A switch that is on changes nothing but this panel; Apply runs the commands.
import { GitFork, Play } from 'lucide-react';
import type { Remedy } from '../../engine/index.ts';
import { session } from '../session/session.ts';
import { Button } from '../ui/controls.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { decisionWords as words } from '../ui/text/decision.ts';
import panel from './decision.module.css';
import styles from './side.module.css';
import type { Pod } from './use-decision.ts';

interface Props {
  readonly pod: Pod | undefined;
  readonly isLatest: boolean;
  /** The pod still has no node. */
  readonly waiting: boolean;
  readonly offered: readonly Remedy[];
  readonly helps: ReadonlySet<string>;
  readonly on: readonly Remedy[];
  readonly setOn: (remedies: readonly Remedy[]) => void;
}

export function Remedies({ pod, isLatest, waiting, offered, helps, on, setOn }: Props) {
  if (!waiting) {
    const why = !pod ? '' : !isLatest ? words.earlierAttempt : words.placed;
    return why ? <p className={panel.note}>{why}</p> : null;
  }
  const isOn = ({ id }: Remedy) => on.some((other) => other.id === id);
  const turn = (remedy: Remedy) => setOn(isOn(remedy) ? on.filter(({ id }) => id !== remedy.id) : [...on, remedy]);
  const tryOut = () => {
    if (session().fork(on.map(titleOf).join(', '))) apply();
  };
  const apply = () => {
    for (const { command } of on) session().submit({ kubectl: command.replace('kubectl ', '') });
    setOn([]);
  };
  return (
    <section className={styles.remedies}>
      <h3>{words.remedies}</h3>
      <p className={panel.note}>{offered.length > 0 ? words.checked : words.noRemedy}</p>
      {offered.map((remedy) => (
        <button
          key={remedy.id}
          type="button"
          role="switch"
          aria-checked={isOn(remedy)}
          className={styles.remedy}
          onClick={() => turn(remedy)}
        >
          <span className={styles.switch} aria-hidden="true" />
          <span className={styles.remedyText}>
            <b>{titleOf(remedy)}</b>
            <code>
              {remedy.command.split(' ').map((word) => (
                <span key={word}>{word} </span>
              ))}
            </code>
          </span>
          <span className={styles.remedyNode}>
            <code>{remedy.edit.node}</code>
            <small>{words.alone(helps.has(remedy.id), remedy.edit.node)}</small>
          </span>
        </button>
      ))}
      {on.length > 0 && (
        <div className={styles.act}>
          <Button weight="act" onClick={apply}>
            <Play size={14} aria-hidden="true" /> {words.apply(on.length)}
          </Button>
          {session().branching && (
            <Button onClick={tryOut}>
              <GitFork size={14} aria-hidden="true" /> {words.tryOut}
            </Button>
          )}
          <CopyButton label={words.copy} text={on.map(({ command }) => command).join('\n')} />
        </div>
      )}
    </section>
  );
}

function titleOf({ edit }: Remedy): string {
  switch (edit.kind) {
    case 'uncordon':
      return words.uncordon(edit.node);
    case 'untaint':
      return words.untaint(edit.node, edit.taints.length > 1);
    case 'label':
      return words.label(
        edit.node,
        Object.entries(edit.labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(', '),
      );
    case 'requests':
      return words.request(edit.resource, edit.from, edit.to);
    default:
      return edit satisfies never;
  }
}
