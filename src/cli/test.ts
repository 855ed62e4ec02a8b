// `podarium test`: the contract of lessons, rule by rule, for lessons of the course and for files of one's own. Its last line is
// `N passed, N failed`, counted in rules.
import { type ContractReport, checkContract, lessons, loadExpressions } from '../scenarios/index.ts';
import { readFlags } from './flags.ts';
import { lessonNamed } from './lesson-named.ts';

export const testHelp = `podarium test: whether lessons keep their contract

  podarium test [LESSON…] [--mutate]

  LESSON            the id of a lesson of the course or of a demonstration, a lesson's YAML file, or the folder that holds lesson.yaml;
                    without one, every lesson of the course
  --mutate          also leaves out each clause of each goal: some wrong path must then pass, or the clause tests nothing.
                    Prints the share of spoiled solutions that fail and of clauses that matter

Prints a table of lessons and rules and ends with "N passed, N failed", counted in rules.
Exit codes: 0 all passed, 1 some failed, 2 a lesson that cannot be read.
`;

export async function test(words: readonly string[]): Promise<number> {
  const flags = readFlags('test', words, { mutate: 'switch' });
  const { args } = flags;
  await loadExpressions();
  const chosen = args.length > 0 ? args : Object.keys(lessons);
  const reports: ContractReport[] = [];
  for (const lesson of await Promise.all(chosen.map(lessonNamed))) {
    const report = checkContract(lesson, { mutate: flags.has('mutate') });
    for (const line of linesOf(report)) console.log(line);
    reports.push(report);
  }
  console.log('');
  for (const line of tableOf(reports)) console.log(line);
  const results = reports.flatMap(({ rules }) => rules);
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

function linesOf({ lesson, rules, mutation }: ContractReport): readonly string[] {
  const lines = [lesson];
  for (const { rule, name, problems, tried } of rules) {
    const verdict = problems.length === 0 ? 'ok    ' : 'FAILED';
    lines.push(`  ${verdict} ${rule} ${name}${tried === '' ? '' : ` (${tried})`}`);
    for (const problem of problems) lines.push(`         ${problem}`);
  }
  if (mutation) {
    const { score, mutants, killed, clauses, needed, survivors } = mutation;
    const share = `${Math.round(score * 100)} %`;
    lines.push(
      `  score  ${share}: ${killed} of ${mutants} spoiled solutions fail, ${needed} of ${clauses} clauses matter`,
    );
    for (const survivor of survivors) lines.push(`         ${survivor}`);
  }
  return lines;
}

/** Lessons by rules: ok, or how many problems. */
function tableOf(reports: readonly ContractReport[]): readonly string[] {
  const width = Math.max(6, ...reports.map(({ lesson }) => lesson.length)) + 2;
  const numbers = reports[0]?.rules.map(({ rule }) => String(rule).padEnd(4)).join('') ?? '';
  const rows = reports.map(({ lesson, rules }) => {
    const cells = rules.map(({ problems }) => (problems.length === 0 ? 'ok' : String(problems.length)).padEnd(4));
    return `${lesson.padEnd(width)}${cells.join('')}`.trimEnd();
  });
  return [`${'lesson'.padEnd(width)}${numbers}`.trimEnd(), ...rows];
}
