// `kubectl help`: which commands there are, and for one of them what it does, how it is called and which flags it takes.
// The order of the parts is the real one, the sentences are ours.

import { flagInfos } from './flags.ts';
import type { Verb } from './verb.ts';

const groups: readonly (readonly [title: string, names: string])[] = [
  ['Basic Commands (Beginner)', 'create expose run set'],
  ['Basic Commands (Intermediate)', 'explain get edit delete'],
  ['Deploy Commands', 'rollout scale autoscale'],
  ['Cluster Management Commands', 'cluster-info top cordon uncordon drain taint'],
  ['Troubleshooting and Debugging Commands', 'describe logs exec port-forward events auth'],
  ['Advanced Commands', 'diff apply patch replace wait'],
  ['Settings Commands', 'label annotate'],
  ['Other Commands', 'api-resources api-versions config version'],
];

export function overview(verbs: readonly Verb[]): string {
  const lines = ['kubectl controls the Kubernetes cluster manager.', ''];
  for (const [title, names] of groups) {
    const listed = names.split(' ').flatMap((name) => verbs.find((verb) => verb.name === name) ?? []);
    if (listed.length === 0) continue;
    lines.push(`${title}:`, ...commandList(listed), '');
  }
  lines.push('Usage:', '  kubectl [flags] [options]', '');
  lines.push('Use "kubectl <command> --help" for more information about a given command.');
  return lines.join('\n');
}

export function helpOf(verb: Verb, path: readonly string[]): string {
  const lines = [verb.short, ''];
  if (verb.examples !== undefined)
    lines.push('Examples:', ...verb.examples.map((example) => `  kubectl ${example}`), '');
  if (verb.subcommands !== undefined) lines.push('Available Commands:', ...commandList(verb.subcommands), '');
  if (verb.flags.length > 0) {
    const entries = verb.flags.map((flag) => flag.split(':')).sort(([a], [b]) => (a < b ? -1 : 1));
    lines.push('Options:');
    for (const [name, short] of entries) {
      const { help, type } = flagInfos[name];
      const value = type === 'switch' ? '' : `=${{ text: '…', number: '0', span: '0s', list: '[]' }[type]}`;
      lines.push(
        `    ${short === undefined ? '' : `-${short}, `}--${name.replace(/-too$/, '')}${value}:`,
        `        ${help}`,
      );
    }
    lines.push('');
  }
  lines.push('Usage:', `  kubectl ${verb.usage} [options]`, '');
  if (verb.subcommands !== undefined) {
    lines.push(`Use "kubectl ${path.join(' ')} <command> --help" for more information about a given command.`);
  } else lines.pop();
  return lines.join('\n');
}

function commandList(verbs: readonly Verb[]): string[] {
  const width = Math.max(...verbs.map(({ name }) => name.length));
  return verbs.map(({ name, short }) => `  ${name.padEnd(width)}   ${short}`);
}
