// What is wrong with a text that learners read, whichever file it stands in: lesson texts are words, without HTML and pictures, and their
// links go to secure pages.

import { messageMistake } from './message.ts';

/** What has to be mended, the first first. */
export function textMistakes(text: string): readonly string[] {
  const mistakes: string[] = [];
  const prose = text.replace(/`[^`]*`/g, '');
  if (/<\/?[a-z!]/i.test(prose))
    mistakes.push('HTML is shown as it stands, never used; write Markdown, and commands in `…`');
  if (/!\[[^\]]*\]\(/.test(prose)) mistakes.push('pictures are not loaded; the cluster is the picture');
  const link = /\]\(\s*(?!https:\/\/)([^)\s]*)/i.exec(prose)?.[1];
  if (link !== undefined) mistakes.push(`links go to https:// pages, not to ${link.slice(0, 40)}`);
  const mistake = messageMistake(text);
  if (mistake) mistakes.push(mistake);
  return mistakes;
}
