// A hundred of the lives of `npm run vopr -- --etcd`, and the story that every course tells of three members.
import { describe, expect, test } from 'vitest';
import { liveAsQuorum } from './quorum.ts';

describe('random lives of etcd', () => {
  test.each([0, 1, 2, 3, 4])('seeds from %d0 on: raft keeps its promises and nothing acknowledged is lost', (tens) => {
    for (let seed = tens * 20 + 1; seed <= tens * 20 + 20; seed++) {
      expect({ seed, problems: liveAsQuorum(seed).problems }).toEqual({ seed, problems: [] });
    }
  });
});
