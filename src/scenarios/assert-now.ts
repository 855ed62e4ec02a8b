// A clause of the lessons' vocabulary, asked of a cluster as it is at this moment, for graders and pages that embed one. What speaks of
// the past (an event, something done, a time) has nothing to be judged from here and is refused rather than guessed.

import * as v from 'valibot';
import type { Host } from '../engine/index.ts';
import { judge, type Verdict } from './assertions/evaluate.ts';
import { kindsIn } from './assertions/kinds.ts';
import { Scene } from './assertions/scene.ts';
import { type Clause, clause as schema } from './clause-schema.ts';

const ofTheMoment: readonly string[] = ['event', 'action', 'fault', 'after', 'until', 'for', 'within'];

export function assertNow(host: Host, data: unknown): Verdict | { readonly problem: string } {
  const read = v.safeParse(schema, data);
  if (!read.success) {
    const [issue] = read.issues;
    return { problem: `${v.getDotPath(issue) ?? 'the clause'}: ${issue.message}` };
  }
  const past = pastIn(read.output);
  if (past) return { problem: `${past} speaks of what has been; only what is now can be asserted` };
  return judge(read.output, new Scene(host, kindsIn(read.output), host.now()));
}

function pastIn(clause: Clause): string | undefined {
  const own = ofTheMoment.find((field) => field in clause);
  if (own) return own;
  for (const each of [...(clause.all ?? []), ...(clause.any ?? []), ...(clause.none ?? [])]) {
    const found = pastIn(each);
    if (found) return found;
  }
  return undefined;
}
