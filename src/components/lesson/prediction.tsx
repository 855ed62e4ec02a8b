// The question, its answers in the learner's words, and how sure they are. After the reveal a wrong guess keeps a dashed border and the
// right answer shows what was measured: no red cross, no score.

import { Check, CircleDot } from 'lucide-react';
import { useState } from 'react';
import type { Confidence, LessonCallbacks, OptionView, PredictionView } from '../../scenarios/index.ts';
import { Button } from '../ui/controls.tsx';
import { lesson as words } from '../ui/text/lesson.ts';
import extras from './extras.module.css';
import styles from './lesson.module.css';
import { Inline, Markdown } from './markdown.tsx';
import { Sketch } from './sketch.tsx';

const levels: readonly Confidence[] = ['guessing', 'fairly', 'certain'];

interface Props {
  readonly prediction: PredictionView;
  readonly callbacks: LessonCallbacks;
}

export function Prediction({ prediction, callbacks }: Props) {
  const { options, chosen, locked, revealed, belief, question, sketch } = prediction;
  // The learner's own sentence is for the learner: it is kept nowhere.
  const [reason, setReason] = useState('');
  return (
    <div className={`${styles.prediction} ${extras.answered}`}>
      <fieldset disabled={locked}>
        <legend className={question ? styles.ask : 'visually-hidden'}>
          <Inline text={question || words.options} />
        </legend>
        {sketch && <Sketch sketch={sketch} locked={locked} onDraw={callbacks.onDraw} />}
        {options.map((option, index) => (
          <Option
            key={option.id}
            option={option}
            number={index + 1}
            chosen={option.id === chosen}
            revealed={revealed}
            onChoose={() => callbacks.onChoose(option.id)}
          />
        ))}
      </fieldset>
      {prediction.askConfidence && !revealed && (
        <fieldset disabled={locked} className={styles.confidence}>
          <legend className={styles.caption}>{words.howSure}</legend>
          <div className={styles.levels}>
            {levels.map((level) => (
              <label key={level} data-on={prediction.confidence === level || undefined}>
                <input
                  type="radio"
                  name="confidence"
                  checked={prediction.confidence === level}
                  onChange={() => callbacks.onConfidence(level)}
                />
                {words.confidence[level]}
              </label>
            ))}
          </div>
          <p className={styles.small}>{words.neverGraded}</p>
        </fieldset>
      )}
      {prediction.askExplain && !locked && (
        <label className={extras.explain}>
          <span className={styles.caption}>{words.explain}</span>
          <textarea rows={2} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
        </label>
      )}
      {revealed && prediction.explain !== '' && (
        <div className={styles.card}>
          {reason !== '' && (
            <p>
              <strong>{words.yours}</strong> “{reason}”
            </p>
          )}
          <Markdown text={`**${words.model}** ${prediction.explain}`} />
        </div>
      )}
      {revealed && prediction.moment !== undefined && (
        <Button onClick={() => callbacks.onMoment(prediction.moment ?? 0)}>{words.moment}</Button>
      )}
      {revealed && belief && (
        <div className={styles.card}>
          <Markdown text={`**${words.belief}** “${belief.text}” ${belief.refutation}`} />
        </div>
      )}
    </div>
  );
}

interface OptionProps {
  readonly option: OptionView;
  readonly number: number;
  readonly chosen: boolean;
  readonly revealed: boolean;
  readonly onChoose: () => void;
}

function Option({ option, number, chosen, revealed, onChoose }: OptionProps) {
  return (
    <label
      className={styles.option}
      data-chosen={chosen || undefined}
      data-verdict={option.verdict || undefined}
      data-revealed={revealed || undefined}
    >
      <input type="radio" name="prediction" checked={chosen} onChange={onChoose} />
      <span className={styles.number} aria-hidden="true">
        {number}
      </span>
      <span className={styles.answerText}>
        <Inline text={option.text} />
        {option.detail && <Inline text={option.detail} className={styles.small} />}
      </span>
      {option.verdict === 'your guess' && <span className={styles.small}>{words.yourGuess}</span>}
      {option.verdict === 'right' && (
        <span className={styles.measured}>
          <Check size={15} aria-hidden="true" />
          <span className="visually-hidden">{words.measured}</span> {option.measured}
        </span>
      )}
      {chosen && !revealed && <CircleDot size={17} aria-hidden="true" />}
    </label>
  );
}
