// Facts as a definition list: label, value, and where the value is an object's name, a way to it.
import { select } from '../session/view-state.ts';
import { StateShape } from '../ui/state-shape.tsx';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import type { Fact, Section } from './facts.ts';
import styles from './inspector.module.css';

export function Facts({ sections }: { readonly sections: readonly Section[] }) {
  if (sections.length === 0) return <p className={styles.note}>{inspectorWords.gone}</p>;
  return sections.map(({ title, facts }) => (
    <section key={title} className={styles.section}>
      {title && <h3 className={styles.question}>{title}</h3>}
      <dl className={styles.facts}>
        {facts.map((fact, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, the order is fixed
          <Row key={index} fact={fact} />
        ))}
      </dl>
    </section>
  ));
}

function Row({ fact: { label, value, ref, state, yours } }: { readonly fact: Fact }) {
  return (
    <div className={styles.fact} data-yours={yours || undefined}>
      <dt>{label}</dt>
      <dd>
        {state && <StateShape state={state} size={12} />}
        {ref ? (
          <button
            type="button"
            className={styles.link}
            onClick={() => select(ref)}
            aria-label={inspectorWords.open(value)}
          >
            {value}
          </button>
        ) : (
          value
        )}
      </dd>
    </div>
  );
}
