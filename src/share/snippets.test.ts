// What is copied into a page says what was chosen, and nothing of it can break out of its attribute.
import { expect, it } from 'vitest';
import { elementSnippet, frameSnippet, linkSnippet } from './snippets.ts';

const place = {
  base: 'https://site.example/podarium/',
  title: 'Say "what" you <want>',
  parameters: { lesson: 'self-healing', step: 'guess-one', theme: 'light' },
  height: 560,
} as const;

it('a link', () => {
  expect(linkSnippet(place)).toBe('https://site.example/podarium/?lesson=self-healing&step=guess-one&theme=light');
});

it('a frame, in a sandbox, with a name', () => {
  const code = frameSnippet(place);
  expect(code).toContain(
    'src="https://site.example/podarium/embed/index.html?lesson=self-healing&amp;step=guess-one&amp;theme=light"',
  );
  expect(code).toContain('title="Say &quot;what&quot; you &lt;want&gt;"');
  expect(code).toContain('sandbox="allow-scripts allow-same-origin"');
  expect(frameSnippet({ ...place, parameters: { links: true } })).toContain('allow-popups allow-downloads');
});

it('the element, with a link for pages without scripts', () => {
  const code = elementSnippet(place);
  expect(code).toContain('<podarium-lesson lesson="self-healing" step="guess-one" theme="light">');
  expect(code).toContain(
    '<a href="https://site.example/podarium/?lesson=self-healing&amp;step=guess-one&amp;theme=light">',
  );
});
