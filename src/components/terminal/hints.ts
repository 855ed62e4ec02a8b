// One helpful line under an error of kubectl: the error stays word for word, the hint says what to type next.
import { panels } from '../ui/text/panels.ts';
import { nearest } from './command-line.ts';
import type { ConsoleEntry } from './console.ts';

const words = panels.terminal;

const verbs = [
  'annotate',
  'api-resources',
  'apply',
  'cordon',
  'create',
  'delete',
  'describe',
  'explain',
  'get',
  'label',
  'logs',
  'rollout',
  'scale',
  'set',
  'taint',
  'uncordon',
];

/** A line to try after a command that failed, or undefined. */
export function hintFor(entry: ConsoleEntry): string | undefined {
  if (!entry.exitCode) return undefined;
  const error = entry.lines.find((line) => line.stream === 'stderr')?.text ?? '';
  const unknown = /unknown command "([^"]+)" for "kubectl"/.exec(error)?.[1];
  if (unknown !== undefined) {
    const near = nearest(unknown, verbs);
    const rest = entry.command.split(/\s+/).slice(2).join(' ');
    return words.tryInstead(near ? `kubectl ${near} ${rest}`.trim() : 'kubectl help');
  }
  if (/unknown (shorthand )?flag/.test(error))
    return words.tryInstead(`${entry.command.split(/\s+/, 2).join(' ')} --help`);
  if (/doesn't have a resource type/.test(error)) return words.tryInstead('kubectl api-resources');
  const missing = /\(NotFound\): (\S+) "[^"]*" not found/.exec(error)?.[1];
  if (missing !== undefined) return words.tryInstead(`kubectl get ${missing.split('.')[0]}`);
  if (/the path "[^"]*" does not exist/.test(error)) return words.filesAreTabs;
  return undefined;
}
