// `npm run fidelity [-- --only NAME]`: every recorded source is played again, and for each one it is told how much is equal, what
// differs and why, and what is out of scope. Ends with 1 when a figure has sunk below what it was.

import { type Measured, measureApi, measureKubectl, measureTrace } from './measure.ts';
import { played, readScope } from './scope.ts';

const args = process.argv.slice(2);
const only = flagValue('--only') ?? '';
const most = Number(flagValue('--differences') ?? 12);
const scope = readScope();

function flagValue(flag: string): string | undefined {
  const at = args.indexOf(flag);
  return at < 0 ? args.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) : args[at + 1];
}

function section(title: string, names: readonly string[], measure: (name: string) => Measured): readonly Measured[] {
  const chosen = names.filter((name) => name.startsWith(only));
  if (chosen.length === 0) return [];
  console.log(`\n${title}`);
  const results = chosen.map((name) => {
    const result = measure(name);
    tell(result);
    return result;
  });
  const mean = results.reduce((sum, { share }) => sum + share, 0) / results.length;
  console.log(`  ${'all'.padEnd(30)}${(100 * mean).toFixed(1)} %`);
  return results;
}

function tell({ source, figures, findings, outOfScope, below }: Measured): void {
  const defects = findings.filter(({ reason }) => reason === undefined);
  const explained = findings.length - defects.length;
  const left = Object.values(outOfScope).reduce((sum, count) => sum + count, 0);
  const more = [explained > 0 ? `${explained} differ with a reason` : '', left > 0 ? `${left} out of scope` : ''];
  console.log(`  ${source.padEnd(30)}${[figures, ...more].filter((text) => text !== '').join('; ')}`);
  for (const { text } of defects.slice(0, most)) console.log(`      DEFECT ${text.replaceAll('\n', '\n        ')}`);
  if (defects.length > most)
    console.log(`      and ${defects.length - most} more; --differences ${defects.length} tells them`);
  if (only !== '') {
    for (const { text, reason } of findings) if (reason !== undefined) console.log(`      ${text}\n        ${reason}`);
    for (const [why, count] of Object.entries(outOfScope)) console.log(`      out of scope: ${count}× ${why}`);
  }
  if (below !== '') console.log(`      BELOW THE RATCHET: ${below}`);
}

function listLeftOut(): void {
  const reasons: Record<string, string[]> = {};
  const note = (list: Readonly<Record<string, string>>): void => {
    for (const [name, why] of Object.entries(list)) if (why !== '') reasons[why] = [...(reasons[why] ?? []), name];
  };
  note(scope.traces);
  note(scope.scheduler);
  for (const [session, exchanges] of Object.entries(scope.api)) {
    const out = Object.values(exchanges).filter((why) => why !== '');
    if (out.length === Object.keys(exchanges).length) note({ [session]: out[0] });
  }
  for (const [session, commands] of Object.entries(scope.kubectl)) {
    const out = commands.filter(([, why]) => why !== '');
    if (out.length === commands.length) note({ [session]: out[0][1] });
  }
  console.log('\nout of scope as a whole');
  for (const [why, names] of Object.entries(reasons)) console.log(`  ${names.join(', ')}: ${why}`);
}

const whole = (list: Readonly<Record<string, Readonly<Record<string, string>>>>): readonly string[] =>
  Object.keys(list).filter((session) => played(list[session]).length > 0);
const kubectlSessions = Object.keys(scope.kubectl).filter((session) =>
  scope.kubectl[session].some(([, why]) => why === ''),
);

const results = [
  ...section('scenarios', played(scope.traces), measureTrace),
  ...section('API sessions', whole(scope.api), measureApi),
  ...section('kubectl sessions', kubectlSessions, measureKubectl),
];
if (only === '') listLeftOut();
if (results.length === 0) {
  console.error(`Nothing recorded begins with "${only}".`);
  process.exitCode = 2;
} else if (results.some(({ below }) => below !== '')) process.exitCode = 1;
