// A lesson as other programs see it: its page leads to what oEmbed says, and that to the frame; nothing of a text breaks out of its place.
import { expect, it, test } from 'vitest';
import { loadLesson } from '../src/scenarios/index.ts';
import { lessonPage, oembedOf, siteAddress } from './lesson-pages.ts';

const loaded = loadLesson('self-healing');
if (!loaded) throw new Error('the course has it');
const poster = { alt: 'node-1 (Ready): "web" Running.', width: 640, height: 292 };
const site = 'https://podarium.example/course/';

it('is found from its page, as oEmbed wants it', () => {
  const page = lessonPage(loaded, poster, site);
  const found = /<link rel="alternate" type="application\/json\+oembed" href="([^"]+)"/.exec(page)?.[1];
  expect(found).toBe(`${site}oembed/self-healing.json`);
  const said = JSON.parse(oembedOf(loaded, poster, site));
  expect(said).toMatchObject({ version: '1.0', type: 'rich', title: 'Say what you want', width: 960, height: 560 });
  expect(said.html).toContain(`<iframe src="${site}embed/index.html?lesson=self-healing"`);
  expect(said.thumbnail_url).toBe(`${site}posters/self-healing.svg`);
});

it('says what it teaches, and what is simplified, to people and to programs', () => {
  const page = lessonPage(loaded, poster, undefined);
  const known = JSON.parse(/ld\+json">(.*)<\/script>/.exec(page)?.[1] ?? '');
  expect(known).toMatchObject({ '@type': 'LearningResource', name: 'Say what you want', timeRequired: 'PT9M' });
  expect(page).toContain(`<li>${loaded.lesson.debrief.simplified[0]}</li>`);
  expect(page).toContain('alt="node-1 (Ready): &quot;web&quot; Running."');
  // Without an address there is nothing that could be named in full.
  expect(page).not.toMatch(/oembed|canonical|https:\/\/podarium/);
});

it('keeps what an author wrote in its place', () => {
  const title = '</title><script>alert(1)</script> & "more"';
  const hostile = { ...loaded, lesson: { ...loaded.lesson, title, summary: title } };
  const page = lessonPage(hostile, poster, site);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(JSON.parse(oembedOf(hostile, poster, site)).html).not.toContain('<script');
});

test.each([
  ['https://podarium.example', 'https://podarium.example/'],
  ['https://podarium.example/x?y#z', 'https://podarium.example/x/'],
  ['podarium.example', undefined],
  ['file:///tmp/', undefined],
])('the address %s', (given, address) => {
  expect(siteAddress(given)).toBe(address);
});
