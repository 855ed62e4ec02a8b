// The command line: `node dist/cli.js run …`, or `npm run podarium -- run …`. It finds the command, and turns whatever goes
// wrong into an exit code: 0 done, 1 the cluster did not do what was expected, 2 input that cannot be used.
import { ENGINE_VERSION, KUBERNETES_VERSION, nearest } from '../engine/index.ts';
import { attempt, attemptHelp } from './attempt.ts';
import { decide, decideHelp } from './decide.ts';
import { exportHelp, exportLesson } from './export.ts';
import { InputError } from './input-error.ts';
import { run, runHelp } from './run.ts';
import { summary, summaryHelp } from './summary.ts';
import { test, testHelp } from './test.ts';
import { why, whyHelp } from './why.ts';

interface Command {
  readonly run: (words: readonly string[]) => number | Promise<number>;
  readonly help: string;
}

const commands: Readonly<Record<string, Command>> = {
  run: { run, help: runHelp },
  why: { run: why, help: whyHelp },
  decide: { run: decide, help: decideHelp },
  test: { run: test, help: testHelp },
  export: { run: exportLesson, help: exportHelp },
  summary: { run: summary, help: summaryHelp },
  attempt: { run: attempt, help: attemptHelp },
};

const notYet: readonly string[] = ['serve', 'bench'];

function help(): string {
  const lines = Object.values(commands).map(
    (command) => `  ${command.help.split('\n')[0].replace(/^podarium (\w+): /, '$1 ')}`,
  );
  const aligned = lines.map((line) => line.replace(/^ {2}(\w+) /, (_, name: string) => `  ${name.padEnd(8)}`));
  return [
    'podarium: a Kubernetes cluster without machines',
    '',
    ...aligned,
    '',
    'podarium COMMAND --help says more, podarium --version which one this is.',
    '',
  ].join('\n');
}

function main([name, ...words]: readonly string[]): number | Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const about = commands[words[0] ?? ''];
    process.stdout.write(about ? about.help : help());
    return 0;
  }
  if (name === 'version' || name === '--version') {
    process.stdout.write(`podarium ${ENGINE_VERSION}, a model of Kubernetes ${KUBERNETES_VERSION}\n`);
    return 0;
  }
  const command = commands[name];
  if (!command) {
    if (notYet.includes(name)) throw new InputError(`"podarium ${name}" is not in Podarium yet.`);
    const near = nearest(name, Object.keys(commands));
    throw new InputError(`There is no command ${name}; ${near ? `did you mean ${near}?` : 'see "podarium help".'}`);
  }
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(command.help);
    return 0;
  }
  return command.run(words);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof InputError) {
    for (const line of error.lines) console.error(line);
    process.exitCode = 2;
  } else {
    console.error('This is a defect of Podarium, not of your input:');
    console.error(error instanceof Error ? error.stack : error);
    process.exitCode = 1;
  }
}
