// Code to copy into a course page: a link, a frame, the custom element. All three say the same parameters; which one a page can hold is for
// its author to know.
import { type Parameters, writeParameters } from './parameters.ts';

export interface Place {
  /** The folder that Podarium lies in, with its slash. */
  readonly base: string;
  readonly title: string;
  readonly parameters: Parameters;
  readonly height: number;
}

export const linkSnippet = ({ base, parameters }: Place): string => `${base}${writeParameters(parameters)}`;

export function frameSnippet({ base, title, parameters, height }: Place): string {
  const source = `${base}embed/index.html${writeParameters(parameters)}`;
  const sandbox = ['allow-scripts allow-same-origin', ...(parameters.links ? ['allow-popups allow-downloads'] : [])];
  return [
    `<iframe src="${attribute(source)}"`,
    `  title="${attribute(title)}" width="100%" height="${height}" style="border:0" loading="lazy"`,
    `  sandbox="${sandbox.join(' ')}" allow="fullscreen; clipboard-write" referrerpolicy="no-referrer"></iframe>`,
  ].join('\n');
}

export function elementSnippet(place: Place): string {
  const { base, title, parameters } = place;
  const query = new URLSearchParams(writeParameters(parameters));
  const attributes = [...query].map(([name, value]) => ` ${name}="${attribute(value)}"`).join('');
  return [
    `<script type="module" src="${attribute(base)}podarium.mjs"></script>`,
    `<podarium-lesson${attributes}>`,
    `  <a href="${attribute(linkSnippet(place))}">${attribute(title)}</a>`,
    '</podarium-lesson>',
  ].join('\n');
}

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
