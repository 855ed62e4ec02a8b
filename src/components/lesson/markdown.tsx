// Lesson texts are Markdown, rendered by a parser that lets neither HTML nor foreign addresses through. It is loaded when a
// lesson is; until then the plain text stands there, so nothing jumps for those who read fast.
import { useEffect, useState } from 'react';
import styles from './lesson.module.css';

type Render = (text: string) => string;

let loaded: Render | undefined;

async function load(): Promise<Render> {
  const { micromark } = await import('micromark');
  // Raw HTML is escaped and dangerous protocols are dropped: that is micromark's default, and it is never switched off.
  loaded = (text) => outside(micromark(text));
  return loaded;
}

/** Links leave the page, so they open beside it; a framed lesson would otherwise replace itself. */
function outside(html: string): string {
  return html.replaceAll('<a href=', '<a target="_blank" rel="noreferrer" href=');
}

export function Markdown({ text, className = '' }: { readonly text: string; readonly className?: string }) {
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
  if (!render) return <div className={`${styles.markdown} ${className}`}>{plain(text)}</div>;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: micromark escapes HTML in its input
  return <div className={`${styles.markdown} ${className}`} dangerouslySetInnerHTML={{ __html: render(text) }} />;
}

/** Enough of the text to read while the renderer loads. */
export function plain(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]+/g, '')
    .trim();
}
