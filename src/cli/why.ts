// `podarium why`: how an object came to be as it is, told as text: one line a hop from what somebody did to what is stored now.
import { explainDecision, type Host, parseDuration, replay, unsupported, type Why } from '../engine/index.ts';
import { readFlags } from './flags.ts';
import { InputError } from './input-error.ts';
import { readRecording } from './recording.ts';

export const whyHelp = `podarium why: the chain of causes of an object's present state

  podarium why pod/NAME --replay RECORDING.json [--at 95s]
  podarium why pod/NAME --replay RECORDING.json --decision

  --replay FILE     the run to look at, as podarium run --recording FILE wrote it
  --at TIME         the state at this time since the start; default: the end of the recording
  --namespace NS    default: default
  --decision        the scheduler's last decision about a pod, node by node
`;

const FLAGS = { replay: 'value', at: 'value', namespace: 'value', decision: 'switch' } as const;

export function why(words: readonly string[]): number {
  const flags = readFlags('why', words, FLAGS);
  const [what, ...more] = flags.args;
  if (what === undefined || more.length > 0)
    throw new InputError('Name one object, like pod/web-1 or deployment/web; see "podarium why --help".');
  const file = flags.value('replay');
  if (file === undefined)
    throw new InputError('Say which run, with --replay RECORDING.json; podarium run --recording FILE writes one.');
  const at = flags.value('at');
  const ticks = at === undefined ? undefined : parseDuration(at);
  if (at !== undefined && ticks === undefined) throw new InputError(`--at must be a time like 95s; it is "${at}".`);
  const recording = readRecording(file);
  const end = ticks === undefined ? recording.end : recording.lessonStart + ticks;
  const until =
    ticks === undefined
      ? recording
      : { ...recording, inputs: recording.inputs.filter(({ tick }) => tick <= (end ?? 0)) };
  const host = replay(until, end);
  const ref = host.resolve(what, flags.value('namespace') ?? 'default');
  if (!ref.ok) throw new InputError(ref.message);
  if (flags.has('decision')) {
    const attempt = host.decision(ref.value);
    if (!attempt)
      throw new InputError(`The scheduler has not decided about ${what}; only pods without a node are asked about.`);
    const when = ((attempt.at - host.lessonStart) / 1000).toFixed(3);
    console.log(`Attempt ${attempt.number}, at ${when} s:`);
    console.log(
      explainDecision(attempt.decision, {
        unsupported: unsupported(host.get(ref.value) as Parameters<typeof unsupported>[0]),
      }),
    );
    return 0;
  }
  console.log(tell(host, host.why(ref.value)));
  return 0;
}

function tell(host: Host, { question, hops, kubectl }: Why): string {
  const lines = [question];
  for (const { tick, message, sentence, evidence, because } of hops) {
    const time = `${((tick - host.lessonStart) / 1000).toFixed(3)} s`.padStart(12);
    const reason = because ? `: ${because}` : '';
    lines.push(`${time}  tick ${tick}  message ${message}  ${sentence} (${evidence})${reason}`);
  }
  if (kubectl) lines.push('', `On a real cluster: ${kubectl}`);
  return lines.join('\n');
}
