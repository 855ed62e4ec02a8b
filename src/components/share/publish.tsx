// Publish: the lesson on screen as code for a course page, with the frame itself beside it at the widths of a phone, a column and a page.
import { Copy } from 'lucide-react';
import { useId, useState } from 'react';
import type { Parameters } from '../../share/parameters.ts';
import { elementSnippet, frameSnippet, linkSnippet, type Place } from '../../share/snippets.ts';
import { frameAddress, pageAddress } from '../api/addresses.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { useSession } from '../session/store.ts';
import { Button } from '../ui/controls.tsx';
import { runs } from '../ui/text/runs.ts';
import styles from './publish.module.css';

const words = runs.publish;
const forms = { element: elementSnippet, frame: frameSnippet, link: linkSnippet } as const;
type Form = keyof typeof forms;
const widths = [320, 600, 960] as const;
const heights: Readonly<Record<(typeof widths)[number], number>> = { 320: 480, 600: 600, 960: 640 };

interface Props {
  readonly say: (text: string) => void;
}

/** Folded up until it is asked for: most who share send a link. */
export function Publish({ say }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.publish} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.title}</summary>
      {open && <Code say={say} />}
    </details>
  );
}

function Code({ say }: Props) {
  const id = useId();
  const [form, setForm] = useState<Form>('element');
  const [width, setWidth] = useState<(typeof widths)[number]>(320);
  const [fromHere, setFromHere] = useState(false);
  const [theme, setTheme] = useState<NonNullable<Parameters['theme']>>('auto');
  const [shown, setShown] = useState(false);
  const view = useLesson((s) => s.view);
  const seed = useSession((s) => s.seed);
  const parameters: Parameters = {
    ...(view ? { lesson: view.lessonId } : { mode: 'sandbox' as const, seed }),
    ...(view && fromHere && view.stepId !== '' ? { step: view.stepId } : {}),
    ...(theme === 'auto' ? {} : { theme }),
  };
  const place: Place = {
    base: pageAddress(),
    title: view?.lessonTitle ?? words.sandbox,
    parameters,
    height: heights[width],
  };
  const code = forms[form](place);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      say(runs.share.copied);
    } catch {
      document.getElementById(id)?.focus();
      say(runs.share.copyByHand);
    }
  };
  const source = new URL(`?${linkSnippet(place).split('?')[1] ?? ''}`, `${frameAddress()}index.html`).href;
  return (
    <>
      <div className={styles.choices}>
        <Choice
          label={words.form}
          options={['element', 'frame', 'link']}
          names={words.forms}
          value={form}
          onChange={setForm}
        />
        <Choice
          label={words.theme}
          options={['auto', 'light', 'dark', 'projector', 'contrast']}
          names={words.themes}
          value={theme}
          onChange={setTheme}
        />
        {view && view.stepId !== '' && (
          <label className={styles.check}>
            <input type="checkbox" checked={fromHere} onChange={(event) => setFromHere(event.target.checked)} />
            {words.fromHere}
          </label>
        )}
      </div>
      <textarea
        id={id}
        readOnly
        rows={form === 'link' ? 2 : 4}
        value={code}
        aria-label={words.code}
        onFocus={(e) => e.target.select()}
      />
      <div className={styles.choices}>
        <Button onClick={() => void copy()}>
          <Copy size={14} aria-hidden="true" /> {words.copy}
        </Button>
        <Button weight="quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? words.hide : words.show}
        </Button>
        {shown && (
          <Choice label={words.width} options={widths} names={words.widths} value={width} onChange={setWidth} />
        )}
      </div>
      {shown && (
        <div className={styles.preview} style={{ height: heights[width] * scaleOf(width) }}>
          <iframe
            key={source}
            src={source}
            title={words.preview(width)}
            sandbox="allow-scripts"
            style={{ width, height: heights[width], transform: `scale(${scaleOf(width)})` }}
          />
        </div>
      )}
    </>
  );
}

/** The dialog is narrower than a page: what is wider is shown smaller. */
const room = 480;
const scaleOf = (width: number): number => Math.min(1, room / width);

interface ChoiceProps<T extends string | number> {
  readonly label: string;
  readonly options: readonly T[];
  readonly names: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string | number>({ label, options, names, value, onChange }: ChoiceProps<T>) {
  return (
    <label className={styles.choice}>
      <span>{label}</span>
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find((one) => String(one) === event.target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {options.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
