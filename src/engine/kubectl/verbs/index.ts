// All that kubectl can do here, one line a verb. The parser, help and completion read this list.

import type { Verb } from '../verb.ts';
import { apiResources, apiVersions, auth, clusterInfo, config, version } from './about.ts';
import { apply } from './apply.ts';
import { autoscale } from './autoscale.ts';
import { cordon, uncordon } from './cordon.ts';
import { create } from './create.ts';
import { deleteVerb } from './delete.ts';
import { describe } from './describe.ts';
import { drain } from './drain.ts';
import { edit, others } from './elsewhere.ts';
import { events } from './events.ts';
import { exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { patch } from './patch.ts';
import { diff, replace } from './replace.ts';
import { rollout } from './rollout.ts';
import { runVerb } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { taint } from './taint.ts';
import { top } from './top.ts';
import { wait } from './wait.ts';

const all: readonly Verb[] = [
  ...[
    annotate,
    apiResources,
    apiVersions,
    apply,
    auth,
    autoscale,
    clusterInfo,
    config,
    cordon,
    create,
    deleteVerb,
    describe,
  ],
  ...[diff, drain, edit, events, exec, explain, expose, get, label, logs, patch, replace, rollout, runVerb, scale, set],
  ...[taint, top, uncordon, version, wait, ...others],
];

/** By name. */
export const verbs: readonly Verb[] = Object.freeze([...all].sort((a, b) => (a.name < b.name ? -1 : 1)));

/** The verb behind words like `['rollout', 'status']`, which must exist. */
export function verbAt(path: readonly string[]): Verb {
  let level = verbs;
  let verb: Verb | undefined;
  for (const word of path) {
    verb = level.find(({ name }) => name === word);
    level = verb?.subcommands ?? [];
  }
  return verb as Verb;
}
