// A run that was recorded comes out as a lesson that the reader takes and the contract finds kept: whatever was done, whenever.
import { describe, expect, it } from 'vitest';
import { type Action, createCluster, type Host, readClusterSpec } from '../engine/index.ts';
import { checkContract, formatMistake, type LoadedLesson, readLesson } from '../scenarios/index.ts';
import { demoOfRun } from './demo-of-run.ts';
import { sentenceOf } from './demo-sentences.ts';
import { durationText, rounded } from './demo-timing.ts';
import { randomRun } from './random-runs.ts';

function load(yaml: string): LoadedLesson {
  const read = readLesson({ 'lesson.yaml': yaml });
  if ('mistakes' in read) throw new Error(`${read.mistakes.map(formatMistake).join('\n')}\n${yaml}`);
  return read;
}

const saidIn = ({ lesson }: LoadedLesson) => lesson.steps.flatMap((step) => ('say' in step && step.say) || []);

describe('a run as a demonstration', () => {
  it.each([1, 2, 3, 4, 5, 6])('keeps the contract (run %i)', { timeout: 120_000 }, (seed) => {
    const [{ host }] = randomRun(seed).slice(-1);
    const { yaml, done, held } = demoOfRun(host);
    expect(held).toBe(done);
    const loaded = load(yaml);
    expect(saidIn(loaded)).toHaveLength(1 + done);
    const { rules } = checkContract(loaded);
    expect(rules.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('has a sentence for each deed, at what it was done to, with what came of it and no wait where rest will do', () => {
    const host = shop();
    live(host, 3_000);
    host.submit({ scale: 'deployment/web', to: 2 });
    live(host, 60_000);
    host.submit({ unplug: 'node/node-1' });
    live(host, 70_000);
    const [, scaled, unplugged] = saidIn(load(demoOfRun(host).yaml));
    expect(scaled).toMatchObject({
      at: 'deployment/web',
      text: 'We scaled deployment/web to 2.',
      do: [{ scale: 'deployment/web', to: 2 }],
      expect: [{ that: 'deployment/web', path: 'status.availableReplicas', is: 2 }],
    });
    // The node is noticed after a long silence, and nothing happened later: so long is waited, and no longer.
    expect(unplugged).toMatchObject({
      do: [{ unplug: 'node/node-1' }, { wait: expect.stringMatching(/^(5\d|6\d)s$|^1m/) }],
    });
    expect(JSON.stringify(unplugged)).toContain('"path":"status.conditions.Ready.status","is":"Unknown"');
  });

  it('says what the cluster refused, and leaves Ctrl-C out', () => {
    const host = shop();
    const id = host.submit({ kubectl: 'scale deployment none --replicas=2' });
    live(host, 2_000);
    host.submit({ interrupt: id });
    live(host, 2_000);
    const said = saidIn(load(demoOfRun(host).yaml));
    expect(said).toHaveLength(2);
    expect(said[1]).toMatchObject({ text: 'We ran `kubectl scale deployment none --replicas=2`.', refused: true });
  });

  it('of a run in which nothing was done is its cluster, and a sentence to begin with', () => {
    expect(saidIn(load(demoOfRun(shop()).yaml))).toHaveLength(1);
  });
});

describe('words and times', () => {
  const manifest = 'kind: Deployment\nmetadata:\n  name: web\n---\nkind: Service\nmetadata:\n  name: web\n';
  it.each<[Action, string]>([
    [{ apply: manifest }, 'We applied Deployment web and Service web.'],
    [{ kubectl: 'apply -f -', stdin: manifest }, 'We applied Deployment web and Service web.'],
    [{ unplug: 'node/node-2' }, 'We unplugged node/node-2.'],
    [{ kubectl: 'kubectl get pods -o wide' }, 'We ran `kubectl get pods -o wide`.'],
  ])('%j', (action, sentence) => {
    expect(sentenceOf(action)).toBe(sentence);
  });

  it.each([
    [140, '200ms'],
    [3_100, '4s'],
    [61_000, '1m5s'],
    [300_000, '5m'],
    [0, '0'],
  ])('%i ticks are %s', (ticks, text) => {
    expect(durationText(rounded(ticks))).toBe(text);
  });
});

function shop(): Host {
  const apply = [
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  replicas: 1\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: { containers: [{ name: web, image: "nginx:1.27" }] }\n',
  ];
  const read = readClusterSpec({ nodes: [{ name: 'node-1', images: ['nginx:1.27'] }], apply });
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  return createCluster({ cluster: read.spec, seed: 3 });
}

const live = (host: Host, ticks: number): void => void host.advance(host.now() + ticks, Number.POSITIVE_INFINITY);
