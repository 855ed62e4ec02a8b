// @vitest-environment happy-dom
// Shapes without their colours: two states, or two kinds of message, that differ in colour alone would be one to many people.
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MessageShape } from './message-shape.tsx';
import { StateShape, stateColour } from './state-shape.tsx';

/** What is drawn, with every colour the same. */
const colourless = (markup: string): string => markup.replace(/var\(--[a-z0-9-]+\)/g, 'ink');

/** Names by what is drawn for them. */
function alike(drawn: readonly (readonly [name: string, markup: string])[]): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const [name, markup] of drawn) groups.set(markup, [...(groups.get(markup) ?? []), name]);
  return [...groups.values()].filter((names) => names.length > 1);
}

describe('without colour', () => {
  it('each state of a pod has a shape of its own', () => {
    const states = Object.keys(stateColour) as (keyof typeof stateColour)[];
    const drawn = states.map(
      (state) => [state, colourless(renderToStaticMarkup(<StateShape state={state} />))] as const,
    );
    expect(alike(drawn)).toEqual([]);
  });

  it('each kind of message has one, but for the two that say that something was lost', () => {
    const shapes = ['request', 'response', 'watch', 'etcd', 'cri', 'cni', 'probe', 'heartbeat', 'user'] as const;
    const drawn = [...shapes, 'reset' as const, 'lost' as const].map(
      (shape) => [shape, colourless(renderToStaticMarkup(<MessageShape shape={shape} yours={false} />))] as const,
    );
    expect(alike(drawn)).toEqual([['reset', 'lost']]);
  });
});
