// What the learner may do now: a step opens the few tools it needs and leaves the others for later, so that nobody has to be told
// where not to go. Looking is always allowed. The same list decides about a click, a key and a line of kubectl.

import type { Action } from '../engine/index.ts';
import { commandOf, verbOf } from './actions.ts';

/** Looking, waiting and the step's own buttons cannot be taken away. */
const always = ['select', 'inspect', 'wait', 'trigger'] as const;

/** Tools besides the engine's verbs. `edit` is changing an object by its YAML; `terminal` shows a command line. */
const others = ['edit', 'terminal'] as const;

const verbs = [
  ...['apply', 'patch', 'scale', 'delete', 'label', 'cordon', 'uncordon', 'drain', 'rollout', 'taint', 'create', 'run'],
  ...['kill', 'crash', 'stop', 'start', 'pause', 'resume', 'unplug', 'plug', 'partition', 'heal', 'load'],
  ...['addNode', 'removeMachine', 'loseDisk', 'backup', 'restore'],
] as const;

export const toolNames: readonly string[] = [...always, ...others, ...verbs];

/** Commands that only look. */
const reading = [
  'get',
  'describe',
  'logs',
  'events',
  'top',
  'explain',
  'wait',
  'version',
  'auth',
  'diff',
  'cluster-info',
  'config',
  'api-resources',
  'api-versions',
  'options',
  'help',
  'completion',
];
/** Commands that change an object by its text. */
const editing = [
  'apply',
  'patch',
  'edit',
  'replace',
  'set',
  'annotate',
  'label',
  'taint',
  'create',
  'run',
  'expose',
  'autoscale',
];

/** The tools of a step; undefined when all are open. */
export function toolsFor(
  lesson: readonly string[] | undefined,
  step: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!step) return lesson && [...new Set([...always, ...lesson])];
  const own = step.filter((word) => !/^[+-]/.test(word));
  const base = own.length > 0 ? own : lesson;
  if (!base) return undefined;
  const open = new Set<string>([...always, ...base]);
  for (const word of step) {
    if (word.startsWith('+')) open.add(word.slice(1));
    if (word.startsWith('-')) open.delete(word.slice(1));
  }
  for (const word of always) open.add(word);
  return [...open];
}

/** Whether an action may be done with these tools. */
export function mayDo(tools: readonly string[] | undefined, action: Action): boolean {
  if (!tools) return true;
  const verb = verbOf(action);
  if ('interrupt' in action) return true;
  if ('kubectl' in action && (reading.includes(verb) || looksAtRollout(action.kubectl))) return true;
  return tools.includes(verb) || (tools.includes('edit') && editing.includes(verb));
}

function looksAtRollout(line: string): boolean {
  const [verb, what] = commandOf(line).path;
  return verb === 'rollout' && (what === 'status' || what === 'history');
}
