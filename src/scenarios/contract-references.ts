// Rule 1 on a running cluster: the manifests have become objects, and every name that a step uses leads somewhere when it begins to speak.

import { type Host, parseManifests, type Tick } from '../engine/index.ts';
import { anchorOf } from './anchors.ts';
import { actsInBeats } from './demonstration.ts';
import { manifestsOf } from './lint-cluster.ts';
import type { Player } from './play.ts';
import { saidNow } from './said.ts';
import type { Beat, Camera } from './say-schema.ts';
import { substitute } from './text.ts';

/** How long kubectl gets to say why. */
const PATIENCE: Tick = 5_000;

/** Manifests of the lesson that did not become an object. */
export function missingManifests({ run, host }: Player): readonly string[] {
  return manifestsOf(run.lesson, run.files).flatMap(({ name, text }) => {
    const { manifests } = parseManifests(substitute(text, run.variants), name);
    return manifests.flatMap(({ object }) => {
      const { kind = '', metadata = {} } = object as {
        kind?: string;
        metadata?: { name?: string; namespace?: string };
      };
      if (metadata.name === undefined) return [];
      const found = host.resolve(`${kind.toLowerCase()}/${metadata.namespace ?? 'default'}/${metadata.name}`);
      const cluster = host.resolve(`${kind.toLowerCase()}/${metadata.name}`);
      const there = [found, cluster].some((each) => each.ok && host.get(each.value) !== undefined);
      if (there) return [];
      const said = refusal(host, text);
      return [`${name}: the cluster did not take ${kind} ${metadata.name}${said && `; kubectl says: ${said}`}`];
    });
  });
}

/** What kubectl prints when it applies a manifest once more, on a copy of the cluster; '' when it has nothing against it. */
function refusal(host: Host, manifest: string): string {
  const copy = host.fork();
  const thread = copy.submit({ apply: manifest });
  copy.advance(copy.now() + PATIENCE, Number.POSITIVE_INFINITY);
  const errors = copy.drain().output.filter((each) => each.thread === thread && each.stream === 'stderr');
  return errors.map(({ text }) => text.trim()).join(' ');
}

/** References of the step that lead nowhere. */
export function dangling(player: Player): readonly string[] {
  const { run } = player;
  const { step } = run;
  const unbound = Object.keys(step.bind ?? {}).filter((name) => !run.names.includes(name));
  const problems = unbound.map((name) => `${step.id}: bind ${name} finds nothing`);
  for (const name of run.blanks) problems.push(`${step.id}: ${name} is empty when the step begins`);
  const beats: readonly Beat[] = ('say' in step && step.say) || [];
  // What a later sentence brings about is there when it is said: that is looked at as it is gone through.
  const said = actsInBeats(step) ? beats.slice(0, 1) : beats;
  problems.push(...leadingNowhere([{ ...step, at: undefined }, ...said], player).map((text) => `${step.id}: ${text}`));
  if (step.kind === 'replay' && run.present === undefined)
    problems.push(`${step.id}: what it looks back at never happened in a run by the solutions`);
  return problems;
}

/** The same of what is being said now. */
export function danglingNow(player: Player): readonly string[] {
  return leadingNowhere(saidNow(player.run).beats, player).map((text) => `${player.run.step.id}: ${text}`);
}

type Pointing = Pick<Beat, 'at' | 'highlight' | 'dim' | 'camera'>;

/** What sentences point at that is not there. */
export function leadingNowhere(said: readonly Pointing[], { run, host }: Player): readonly string[] {
  const problems: string[] = [];
  for (const { at, highlight = [], dim = [], camera } of said) {
    const texts = [...(typeof at === 'string' ? [at] : []), ...highlight, ...dim, ...looked(camera)];
    for (const text of texts) if (!anchorOf(text, host)) problems.push(`${text} is nothing here`);
    if (typeof at === 'object' && run.tickOf(at) === undefined)
      problems.push(`the moment at which it speaks, ${JSON.stringify(at)}, never came in a run by the solutions`);
  }
  return [...new Set(problems)];
}

function looked(camera: Camera | undefined): readonly string[] {
  return [...(camera?.fit ?? []), ...(camera?.follow === undefined ? [] : [camera.follow])];
}
