// Lesson texts are a small part of Markdown: emphasis, `code`, links to https pages, lists and paragraphs. One renderer for all of them; it
// lets neither HTML nor pictures nor foreign addresses through. It is loaded when a lesson is; until then the plain text stands there.
import { useEffect, useState } from 'react';
import styles from './markdown.module.css';

type Render = (text: string, inline: boolean) => string;

let loaded: Render | undefined;

/** What CommonMark has and a lesson's sentence has no use for: it is shown as it stands. */
const unused = [
  ...['headingAtx', 'setextUnderline', 'blockQuote', 'thematicBreak', 'codeIndented', 'codeFenced'],
  ...['definition', 'labelStartImage', 'autolink', 'htmlFlow', 'htmlText'],
];

async function load(): Promise<Render> {
  const { micromark } = await import('micromark');
  // Raw HTML is escaped: that is micromark's default, and it is never switched off.
  const withLists = { extensions: [{ disable: { null: unused } }] };
  const within = { extensions: [{ disable: { null: [...unused, 'list'] } }] };
  loaded = (text, inline) =>
    inline
      ? outside(micromark(text.replace(/\s+/g, ' '), within)).replace(/<\/?p>/g, '')
      : outside(micromark(text, withLists));
  return loaded;
}

/** A word of code is not broken, so that `--min=1` stays one: each is a box of its own, and the spaces between them are where a line ends. */
const wholeWords = (html: string): string =>
  html
    .replace(/<code>([^<]*)<\/code>/g, (_, code: string) => `<code>${code.replace(/\S+/g, '<span>$&</span>')}</code>`)
    // A full stop does not begin a line.
    .replace(/<span>([^<]*)<\/span><\/code>([.,;:!?)”’]+)/g, '</code><i><code><span>$1</span></code>$2</i>')
    .replaceAll('<code></code>', '')
    // Nor is a name: `node-3` at the end of a line stays one.
    .replace(/<code>.*?<\/code>|<[^>]*>|[\w.]+(?:-[\w.]+)+/g, (part) =>
      part[0] === '<' || part.length > longestName ? part : `<span>${part}</span>`,
    );

/** As long as half a line of a narrow page; what is longer may break. */
const longestName = 24;

/** Links leave the page, so they open beside it; a framed lesson would otherwise replace itself. Any other than https is only its words. */
function outside(html: string): string {
  return wholeWords(html)
    .replace(/<a href="(?!https:\/\/)[^"]*"[^>]*>(.*?)<\/a>/g, '$1')
    .replaceAll('<a href=', '<a target="_blank" rel="noreferrer" href=');
}

interface Props {
  readonly text: string;
  readonly className?: string;
}

/** A text of its own. */
export function Markdown({ text, className = '' }: Props) {
  const render = useRender();
  const name = `${styles.markdown} ${className}`;
  if (!render) return <div className={name}>{plain(text)}</div>;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: micromark escapes HTML in its input
  return <div className={name} dangerouslySetInnerHTML={{ __html: render(text, false) }} />;
}

/** The same within a line: in a question, an answer, a button, a heading. */
export function Inline({ text, className = '' }: Props) {
  const render = useRender();
  const name = `${styles.inline} ${className}`;
  if (!render) return <span className={name}>{plain(text)}</span>;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: micromark escapes HTML in its input
  return <span className={name} dangerouslySetInnerHTML={{ __html: render(text, true) }} />;
}

function useRender(): Render | undefined {
  const [render, setRender] = useState<Render | undefined>(() => loaded);
  useEffect(() => {
    if (render) return;
    let gone = false;
    load().then((ready) => {
      if (!gone) setRender(() => ready);
    });
    return () => {
      gone = true;
    };
  }, [render]);
  return render;
}

/** Enough of the text to read while the renderer loads, and wherever only letters can stand. */
export function plain(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[*`]+|(?<!\w)_+|_+(?!\w)/g, '')
    .trim();
}
