// An action in two or three words, as it stands on its flag: `delete x2x7q`, `unplug node-2`, `apply -f -`; and in full, as undoing it is
// called: `scale deployment/web to 5`.

import type { Action } from '../../engine/index.ts';
import { panels } from '../ui/text/panels.ts';

const verbs = panels.timeline.verbs;

const longest = 80;

/** With the whole name of what it was done to. */
export function actionInFull(action: Action): string {
  if ('kubectl' in action) return shortTo(longest, wordsOf(action.kubectl).join(' '));
  if ('scale' in action) return `${verbs.scale} ${action.scale} to ${action.to}`;
  if ('load' in action) return `${verbs.load} ${action.load} to ${action.rate}`;
  if ('rollout' in action) return `${verbs.rollout} ${action.rollout} ${action.of}`;
  const named = Object.entries(action).find(([verb, object]) => verb in verbs && typeof object === 'string');
  if (!named || 'apply' in action) return actionWords(action);
  return shortTo(longest, `${verbs[named[0] as keyof typeof verbs]} ${named[1]}`);
}

export function actionWords(action: Action): string {
  if ('kubectl' in action) return kubectlWords(action.kubectl, action.stdin);
  if ('interrupt' in action) return 'Ctrl-C';
  if ('apply' in action) return verbs.apply;
  if ('addNode' in action) return `${verbs.addNode} ${action.addNode.name}`;
  if ('rollout' in action) return `${verbs.rollout} ${action.rollout} ${nameOf(action.of)}`;
  if ('load' in action) return `${verbs.load} ${nameOf(action.load)} → ${action.rate}`;
  if ('scale' in action) return `${verbs.scale} ${nameOf(action.scale)} → ${action.to}`;
  if ('partition' in action) return `${verbs.partition} ${action.partition.join(', ')}`;
  if ('heal' in action) return `${verbs.heal} ${action.heal.join(', ')}`;
  for (const [verb, words] of Object.entries(verbs)) {
    const object = Object.entries(action).find(([key]) => key === verb)?.[1];
    if (typeof object === 'string') return `${words} ${ofProcess(verb) && isProcess(object) ? object : nameOf(object)}`;
  }
  return '';
}

const changingVerbs = [
  'annotate',
  'apply',
  'autoscale',
  'cordon',
  'create',
  'delete',
  'drain',
  'edit',
  'expose',
  'label',
  'patch',
  'replace',
  'run',
  'scale',
  'set',
  'taint',
  'uncordon',
];

/** Actions that only look, and words kubectl does not know, change nothing: they get no flag. */
export function changesSomething(action: Action): boolean {
  if ('interrupt' in action) return false;
  if (!('kubectl' in action)) return true;
  const [verb = '', second = ''] = wordsOf(action.kubectl);
  return changingVerbs.includes(verb) || (verb === 'rollout' && !['status', 'history'].includes(second));
}

/** A process is named with its machine: stopping kube-scheduler/master-1 is not stopping master-1. */
const ofProcess = (verb: string): boolean => ['crash', 'stop', 'start', 'pause', 'resume'].includes(verb);
const isProcess = (object: string): boolean => object.includes('/') && !/^nodes?\//.test(object);

/** The last part of a reference; of a generated pod name only the letters that tell it from its siblings. */
function nameOf(object: string): string {
  const name = object.split('/').at(-1) ?? object;
  return /-[a-z0-9]{6,10}-([a-z0-9]{5})$/.exec(name)?.[1] ?? name;
}

function kubectlWords(line: string, stdin: string | undefined): string {
  const name = /^ {2}name:\s*["']?([a-z0-9][a-z0-9.-]*)/m.exec(stdin ?? '')?.[1];
  const words = wordsOf(line);
  if (words.slice(1).join(' ') === '-f -' && name) return `${words[0]} ${name}`;
  const text = words.map((word) => (word.includes('/') ? word : nameOf(word))).join(' ');
  return shortTo(32, text);
}

const shortTo = (most: number, text: string): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const wordsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^kubectl\s+/, '')
    .split(/\s+/);
