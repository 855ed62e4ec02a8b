// Which addresses are home: those that ask for nothing in particular. How the page looks is nothing in particular.
import { expect, it } from 'vitest';
import { placeOf } from './place.ts';

it.each([
  ['', 'home'],
  ['?theme=dark&motion=reduced', 'home'],
  ['?mode=sandbox', 'page'],
  ['?lesson=self-healing', 'page'],
  ['?nodes=24', 'page'],
  ['?ui=list', 'page'],
  ['#s=1.abc', 'page'],
])('%s is %s', (rest, place) => {
  expect(placeOf(new URL(`https://podarium.example/${rest}`))).toBe(place);
});
