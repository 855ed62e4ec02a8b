// Names in output become links, whole words only.
import { describe, expect, it } from 'vitest';
import { nameIndex, splitNames } from './names.ts';

describe('names', () => {
  const index = nameIndex([
    'Deployment/default/web',
    'Pod/default/web-7d4b9c6f5-x2x7q',
    'Node//node-1',
    'Pod/other/solo',
  ]);
  const links = (line: string) => splitNames(line, (name) => index.get(name)).filter((piece) => piece.ref);

  it.each([
    ['web-7d4b9c6f5-x2x7q   1/1   Running', ['Pod/default/web-7d4b9c6f5-x2x7q']],
    ['deployment.apps/web created', ['Deployment/default/web']],
    ['pod "web-7d4b9c6f5-x2x7q" deleted from default namespace', ['Pod/default/web-7d4b9c6f5-x2x7q']],
    ['web-7d4b9c6f5 is no link', []],
    ['webs, my_web', []],
    ['solo on node-1', ['Pod/other/solo', 'Node//node-1']],
  ])('%s', (line, refs) => {
    expect(links(line).map((piece) => piece.ref)).toEqual(refs);
  });

  it('gives every character back', () => {
    const line = 'pod/web   x node-1.';
    expect(
      splitNames(line, (name) => index.get(name))
        .map((piece) => piece.text)
        .join(''),
    ).toBe(line);
    expect(splitNames('', () => undefined)).toEqual([{ text: '', ref: undefined }]);
  });
});
