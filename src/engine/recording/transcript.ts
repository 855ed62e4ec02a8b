// What kubectl printed, as a page one can read and compare: the command behind `$ `, its output, `[stderr] ` before each line
// of the error output, `[exit N]` when it failed. Commands that ran beside each other are told one after the other.

import type { Output } from '../kubectl/state.ts';

/** The page for some pieces of output, commands in the order they were given, an empty line between two. */
export function transcriptOf(outputs: readonly Output[]): string {
  const threads = [...new Set(outputs.map(({ thread }) => thread))];
  return threads.map((thread) => commandOf(outputs.filter((output) => output.thread === thread))).join('\n');
}

function commandOf(outputs: readonly Output[]): string {
  const of = (stream: Output['stream']): string =>
    outputs
      .filter((output) => output.stream === stream)
      .map(({ text }) => text)
      .join('');
  const command = of('command');
  const lines = [command.startsWith('#') ? command : `$ ${command}`];
  const out = of('stdout').replace(/\n$/, '');
  if (out !== '') lines.push(out);
  const errors = of('stderr').replace(/\n$/, '');
  if (errors !== '') lines.push(...errors.split('\n').map((line) => `[stderr] ${line}`));
  const exit = of('exit');
  if (exit !== '' && exit !== '0') lines.push(`[exit ${exit}]`);
  return `${lines.join('\n')}\n`;
}
