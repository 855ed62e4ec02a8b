// The picture in the share dialog: seen before it is taken, in the colours it is wanted in, with its text to be read and changed. It goes
// to the clipboard or into a file, as a PNG for slides or as an SVG that stays sharp.
import { Copy, Download } from 'lucide-react';
import { useId, useState } from 'react';
import { slideOf } from '../../share/slide.ts';
import { describeSlide } from '../../share/slide-words.ts';
import { pngOf, slideNow } from '../api/picture.ts';
import { type Theme, useView } from '../session/view-state.ts';
import { Button } from '../ui/controls.tsx';
import { saveBlob, saveText } from '../ui/json-file.tsx';
import { runs } from '../ui/text/runs.ts';
import styles from './picture-part.module.css';

const words = runs.picture;
const themes: readonly Theme[] = ['dark', 'light', 'projector', 'contrast'];

interface Props {
  /** The dialog was opened for this. */
  readonly first: boolean;
  readonly say: (text: string) => void;
}

export function PicturePart({ first, say }: Props) {
  const [open, setOpen] = useState(first);
  return (
    <details className={styles.part} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.title}</summary>
      {open && <Picture say={say} />}
    </details>
  );
}

function Picture({ say }: Pick<Props, 'say'>) {
  const id = useId();
  const pageTheme = useView((s) => s.theme);
  const [theme, setTheme] = useState<Theme>(pageTheme);
  // The moment the dialog was opened at: the cluster may go on behind it.
  const [slide] = useState(slideNow);
  const [alt, setAlt] = useState(() => describeSlide(slide));
  const svg = slideOf(slide, theme, alt);
  const toClipboard = async (what: string, write: () => Promise<void>) => {
    try {
      await write();
      say(words.copied(what));
    } catch {
      say(words.cannotCopy);
    }
  };
  const savePng = () =>
    void pngOf(svg).then(
      (blob) => {
        saveBlob('podarium.png', blob);
        say(words.saved('podarium.png'));
      },
      (error: Error) => say(error.message),
    );
  const saveSvg = () => {
    saveText('podarium.svg', svg, 'image/svg+xml');
    say(words.saved('podarium.svg'));
  };
  return (
    <>
      <p className={styles.about}>{words.about}</p>
      <img
        className={styles.preview}
        src={`data:image/svg+xml,${encodeURIComponent(svg)}`}
        width={1280}
        height={720}
        alt={alt}
      />
      <label className={styles.row}>
        <span>{words.theme}</span>
        <select value={theme} onChange={(event) => setTheme(themes.find((one) => one === event.target.value) ?? theme)}>
          {themes.map((one) => (
            <option key={one} value={one}>
              {words.themes[one]}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.alt} htmlFor={id}>
        {words.alt}
      </label>
      <textarea id={id} rows={4} value={alt} maxLength={8000} onChange={(event) => setAlt(event.target.value)} />
      <div className={styles.buttons} data-copy="">
        <Button
          onClick={() =>
            // The promise itself is handed over: some browsers forget the click while the picture is made.
            toClipboard('PNG', () => navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(svg) })]))
          }
        >
          <Copy size={14} aria-hidden="true" /> {words.copyPng}
        </Button>
        <Button onClick={() => toClipboard('SVG', () => navigator.clipboard.writeText(svg))}>
          <Copy size={14} aria-hidden="true" /> {words.copySvg}
        </Button>
        <Button onClick={() => toClipboard(words.text, () => navigator.clipboard.writeText(alt))}>
          <Copy size={14} aria-hidden="true" /> {words.copyAlt}
        </Button>
        <Button onClick={savePng}>
          <Download size={14} aria-hidden="true" /> {words.savePng}
        </Button>
        <Button onClick={saveSvg}>
          <Download size={14} aria-hidden="true" /> {words.saveSvg}
        </Button>
      </div>
    </>
  );
}
