// One recorded source measured: how much of it our cluster does as the real one did, what differs, and why.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { replaySession } from '../api-replay.ts';
import { type Agreement, compare } from '../compare.ts';
import { parseTranscript } from '../transcript.ts';
import { known } from '../transcript-known.ts';
import { play as playTranscript } from '../transcript-run.ts';
import { lives } from './play.ts';
import * as ratchet from './ratchet.ts';
import { reasonFor } from './reasons.ts';
import { loadTrace } from './recorded.ts';
import { type PrintedText, textDifference } from './texts.ts';

export interface Finding {
  readonly text: string;
  /** Undefined: a defect. */
  readonly reason: string | undefined;
}

export interface Measured {
  readonly source: string;
  /** How much is equal, in words. */
  readonly figures: string;
  /** The same as a share, for the sum. */
  readonly share: number;
  readonly findings: readonly Finding[];
  /** By reason, how many parts were not judged. */
  readonly outOfScope: Readonly<Record<string, number>>;
  /** What has sunk below the ratchet; '' when nothing has. */
  readonly below: string;
}

interface Life extends Agreement {
  readonly texts: readonly PrintedText[];
}

/** What luck decides lies between two hundredths; of several lives the middle one counts, as it was lived. */
function middle(lived: readonly Life[]): Life {
  const sum = ({ changes, events, requests }: Agreement): number => changes + events + requests;
  return [...lived].sort((a, b) => sum(a) - sum(b))[lived.length >> 1];
}

const cut = (share: number): number => Math.floor(share * 1000) / 1000;

export function measureTrace(name: string): Measured {
  const trace = loadTrace(name);
  const agreement = middle(lives(trace).map((life) => ({ ...compare(trace, life), texts: life.texts })));
  const now = [agreement.changes, agreement.events, agreement.requests].map(cut);
  const least = ratchet.traces[name] ?? [0, 0, 0];
  const words = ['changes', 'events', 'requests'];
  const sunk = words.flatMap((word, i) => (now[i] < least[i] ? [`${word} ${now[i]} < ${least[i]}`] : []));
  const printed = ratchet.printed[name] === undefined ? undefined : measurePrinted(name, agreement.texts);
  if (printed?.below) sunk.push(printed.below);
  const figures = words.map((word, i) => `${word} ${now[i].toFixed(3)}`);
  const differences = agreement.differences.map(({ times, text }) => ({
    text: `${times}× ${text}`,
    reason: reasonFor(name, text),
  }));
  return {
    source: name,
    figures: [...figures, ...(printed ? [`kubectl ${printed.figures}`] : [])].join('  '),
    share: (now[0] + now[1] + now[2]) / 3,
    findings: [...differences, ...(printed?.findings ?? [])],
    outOfScope: {},
    below: sunk.join(', '),
  };
}

/** Where a scenario is about what kubectl says, that too. */
function measurePrinted(name: string, texts: readonly PrintedText[]): Measured {
  const findings: Finding[] = [];
  for (const text of texts) {
    const found = textDifference(text);
    if (found === undefined) continue;
    const difference = `$ ${text.command}: ${found.slice(0, 300)}`;
    findings.push({ text: difference, reason: reasonFor(name, `$ ${text.command}`) });
  }
  return counted(name, texts.length - findings.length, texts.length, findings, {}, ratchet.printed);
}

export function measureApi(session: string): Measured {
  const url = new URL(`../reference/api/${session}.jsonl.gz`, import.meta.url);
  const { exchanges } = replaySession(gunzipSync(readFileSync(url)).toString());
  const outOfScope: Record<string, number> = {};
  for (const { outOfScope: why } of exchanges) if (why !== '') outOfScope[why] = (outOfScope[why] ?? 0) + 1;
  const judged = exchanges.filter((exchange) => exchange.outOfScope === '');
  const differing = judged.filter(({ equal }) => !equal);
  const findings = differing.map(({ name, difference }) => ({
    text: `${name}: ${difference.slice(0, 300)}`,
    reason: reasonFor(session, name),
  }));
  return counted(session, judged.length - differing.length, judged.length, findings, outOfScope, ratchet.api);
}

export function measureKubectl(session: string): Measured {
  const text = readFileSync(new URL(`../reference/kubectl/${session}.txt`, import.meta.url), 'utf8');
  const steps = playTranscript(parseTranscript(text));
  const differing = steps.filter(({ difference }) => difference !== undefined);
  const findings = differing.map(({ command, difference = '' }) => ({
    text: `$ ${command}: ${difference}`,
    reason: known[session]?.[command],
  }));
  return counted(session, steps.length - differing.length, steps.length, findings, {}, ratchet.kubectl);
}

function counted(
  source: string,
  equal: number,
  judged: number,
  findings: readonly Finding[],
  outOfScope: Readonly<Record<string, number>>,
  floor: Readonly<Record<string, number>>,
): Measured {
  const least = floor[source] ?? 0;
  return {
    source,
    figures: `${equal} of ${judged} equal`,
    share: judged === 0 ? 1 : equal / judged,
    findings,
    outOfScope,
    below: equal < least ? `${equal} equal < ${least}` : '',
  };
}
