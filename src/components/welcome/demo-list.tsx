// Demonstrations that come along, for a hall or for somebody alone. They are no lessons of the course: nobody is done with them.
import { Presentation } from 'lucide-react';
import { demos } from '../../scenarios/index.ts';
import { text } from '../ui/text/en.ts';
import styles from './demo-list.module.css';

const words = text.home.demos;

export function DemoList() {
  return (
    <section className={styles.demos} aria-labelledby="demos-title" data-testid="demos">
      <h2 id="demos-title">{words.title}</h2>
      <ul>
        {demos.map(({ id, title, summary, minutes }) => (
          <li key={id}>
            <p>
              <strong>{title}</strong> <small>{text.home.minutes(minutes)}</small>
            </p>
            <p>{summary}</p>
            <p className={styles.ways}>
              <a href={`?lesson=${id}&mode=present`}>
                <Presentation size={14} aria-hidden="true" /> {words.present(title)}
              </a>
              <a href={`?lesson=${id}`}>{words.watch}</a>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
