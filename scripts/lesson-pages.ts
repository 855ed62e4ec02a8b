// What other programs can know of a lesson: a small page of its own, which search engines, previews of links and catalogues of courses read,
// and, when the site knows its own address, what oEmbed says of it, so that a blog or a course page makes a frame of a pasted link.
// Sources: oembed.com (1.0), schema.org LearningResource.
import type { LoadedLesson } from '../src/scenarios/index.ts';
import { frameSnippet } from '../src/share/snippets.ts';

export interface Poster {
  readonly alt: string;
  readonly width: number;
  readonly height: number;
}

const [width, height] = [960, 560];
const dayInSeconds = 86_400;

/** The address of the site with its slash, from what somebody gave for it; undefined when it is none. */
export function siteAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname } = new URL(text);
  return /^https?:$/.test(protocol) ? `${origin}${pathname.replace(/\/*$/, '/')}` : undefined;
}

/** `lessons/ID.html`; the site's folder is one above. */
export function lessonPage({ lesson }: LoadedLesson, poster: Poster, site: string | undefined): string {
  const { id, title, summary, minutes, level, teaches, license, authors, version, debrief } = lesson;
  const known = {
    ...{ '@context': 'https://schema.org', '@type': 'LearningResource', name: title, description: summary },
    ...{ learningResourceType: 'interactive simulation', educationalLevel: level, timeRequired: `PT${minutes}M` },
    ...{ teaches, inLanguage: lesson.language ?? 'en', isAccessibleForFree: true, license, version: String(version) },
    author: authors.map(({ name, url }) => ({ '@type': 'Organization', name, ...(url ? { url } : {}) })),
    ...(site ? { url: `${site}lessons/${id}.html` } : {}),
  };
  const head = [
    `<title>${escaped(title)} · Podarium</title>`,
    `<meta name="description" content="${escaped(summary)}" />`,
    `<meta property="og:title" content="${escaped(title)}" />`,
    `<meta property="og:description" content="${escaped(summary)}" />`,
    '<meta property="og:type" content="website" />',
    ...(site ? links(id, title, site) : []),
    '<link rel="icon" href="../icon.svg" type="image/svg+xml" />',
    '<link rel="stylesheet" href="../fidelity.css" />',
    `<script type="application/ld+json">${JSON.stringify(known).replaceAll('<', '\\u003c')}</script>`,
  ];
  const simplified = debrief.simplified.map((line) => `<li>${escaped(line)}</li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
${head.join('\n')}
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(summary)}</p>
<p><a href="../?lesson=${id}">Open the lesson</a> (${minutes} minutes, ${level}, Kubernetes ${lesson.kubernetes})</p>
<img src="../posters/${id}.svg" alt="${escaped(poster.alt)}" width="${poster.width}" height="${poster.height}" />
<h2>Simplified here</h2>
<ul>${simplified}</ul>
<p><a href="../fidelity.html">What is true here, and what is simplified</a></p>
</main>
</body>
</html>
`;
}

function links(id: string, title: string, site: string): readonly string[] {
  return [
    `<link rel="canonical" href="${escaped(`${site}lessons/${id}.html`)}" />`,
    `<meta property="og:url" content="${escaped(`${site}lessons/${id}.html`)}" />`,
    `<link rel="alternate" type="application/json+oembed" href="${escaped(`${site}oembed/${id}.json`)}" title="${escaped(title)}" />`,
  ];
}

/** `oembed/ID.json`: the frame, as the dialog for publishing gives it out. */
export function oembedOf({ lesson: { id, title, authors } }: LoadedLesson, poster: Poster, site: string): string {
  const said = {
    ...{ version: '1.0', type: 'rich', title, author_name: authors.map(({ name }) => name).join(', ') },
    ...{ provider_name: 'Podarium', provider_url: site, cache_age: dayInSeconds },
    html: frameSnippet({ base: site, title, parameters: { lesson: id }, height }),
    ...{ width, height, thumbnail_url: `${site}posters/${id}.svg` },
    ...{ thumbnail_width: poster.width, thumbnail_height: poster.height },
  };
  return `${JSON.stringify(said, null, 1)}\n`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
