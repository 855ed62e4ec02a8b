// An action in two or three words, as it stands on its flag: `delete x2x7q`, `unplug node-2`, `apply -f -`.

import type { Action } from '../../engine/index.ts';
import { panels } from '../ui/text/panels.ts';

const verbs = panels.timeline.verbs;

export function actionWords(action: Action): string {
  if ('kubectl' in action) return shorten(action.kubectl);
  if ('interrupt' in action) return 'Ctrl-C';
  if ('apply' in action) return verbs.apply;
  if ('addNode' in action) return `${verbs.addNode} ${action.addNode.name}`;
  if ('rollout' in action) return `${verbs.rollout} ${action.rollout} ${nameOf(action.of)}`;
  if ('scale' in action) return `${verbs.scale} ${nameOf(action.scale)} → ${action.to}`;
  if ('partition' in action) return `${verbs.partition} ${action.partition.join(', ')}`;
  if ('heal' in action) return `${verbs.heal} ${action.heal.join(', ')}`;
  for (const [verb, words] of Object.entries(verbs)) {
    const object = Object.entries(action).find(([key]) => key === verb)?.[1];
    if (typeof object === 'string') return `${words} ${nameOf(object)}`;
  }
  return '';
}

/** Actions that only look change nothing, so they get no flag. */
export function changesSomething(action: Action): boolean {
  if ('interrupt' in action) return false;
  if (!('kubectl' in action)) return true;
  const verb = action.kubectl
    .trim()
    .replace(/^kubectl\s+/, '')
    .split(/\s+/);
  const looks = [
    'get',
    'describe',
    'logs',
    'explain',
    'api-resources',
    'api-versions',
    'version',
    'help',
    'cluster-info',
    'top',
    'events',
    'config',
    'auth',
    'diff',
    'wait',
  ];
  if (verb[0] === 'rollout') return !['status', 'history'].includes(verb[1] ?? '');
  return !looks.includes(verb[0] ?? '');
}

/** The last part of a reference; of a generated pod name only the letters that tell it from its siblings. */
function nameOf(object: string): string {
  const name = object.split('/').at(-1) ?? object;
  return /-[a-z0-9]{6,10}-([a-z0-9]{5})$/.exec(name)?.[1] ?? name;
}

function shorten(line: string): string {
  const words = line
    .trim()
    .replace(/^kubectl\s+/, '')
    .split(/\s+/);
  const text = words.map((word) => (word.includes('/') ? word : nameOf(word))).join(' ');
  return text.length > 32 ? `${text.slice(0, 31)}…` : text;
}
