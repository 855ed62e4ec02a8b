// Whole lives of pods against recordings of a real 1.36.3 cluster: every stored status, field by field, and every event with its count.
// fixtures/pod-lives.json.gz is cut from the recorded scenarios (folder names as there): bound pods, then statuses, events and deletions with their times.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { Dial, KillContainer } from '../runtime/cri.ts';
import { requests, rig, stored, tellServer } from './rig.ts';

interface RecordedStep {
  readonly at: number;
  readonly status?: Fields;
  readonly event?: readonly [reason: string, message: string, fieldPath: string | null, type: string];
  readonly count?: number;
  readonly mark?: number;
}

interface Life {
  readonly folder: string;
  readonly name: string;
  readonly uid: string;
  /** When it was bound, in ms of the recording. */
  readonly bound: number;
  readonly spec: Fields;
  readonly steps: readonly RecordedStep[];
}

type Fields = Record<string, unknown>;

const lives: Life[] = JSON.parse(
  gunzipSync(readFileSync(new URL('fixtures/pod-lives.json.gz', import.meta.url))).toString(),
);

/** Names of pods are random; ours are plain. */
const plain = (name: string) => name.replace(/[<>]/g, '');

const registry = [
  ...['nginx:1.14.2', 'nginx:1.27', 'nginx:1.28', 'busybox:1.36'].map((image) => ({ image, size: '3.6M' })),
  { image: 'acme/hog:1', size: '1M' },
];

/** `kill -QUIT 1` in the container of T29, from the binding on. */
const kills: Readonly<Record<string, readonly number[]>> = { 'T29-process-ends': [1810, 8050] };

/** `wget /toggle` in the pod of T14, in ms of the recording: its answers turn to 500 and back. */
const toggles: Readonly<Record<string, readonly number[]>> = { 'T14-service-readiness': [4450, 12_600] };

/** There the server was slower than the first probe. */
const slowStart = [{ image: 'nginx:1.27', do: { startUp: 60 } }];

function live(life: Life) {
  const simulation = rig({
    images: life.folder === 'T20-probes' ? [] : ['nginx:1.27', 'busybox:1.36'],
    more: { registry, behaviours: life.folder === 'T14-service-readiness' ? slowStart : [] },
  });
  const start = 5000;
  simulation.advance(start);
  requests.length = 0;
  const spec = JSON.parse(
    JSON.stringify(life.spec).replaceAll(/"nodeName":"node-\d"/g, '"nodeName":"node-1"'),
  ) as Fields;
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: plain(life.name), namespace: life.folder.toLowerCase(), uid: life.uid, generation: 1 },
    spec,
    status: {
      phase: 'Pending',
      conditions: [
        { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: '2026-01-01T00:00:05Z' },
      ],
    },
  };
  const key = `${life.folder.toLowerCase()}/${plain(life.name)}`;
  const found: { at: number; status?: unknown; event?: unknown }[] = [];
  simulation.observer = {
    delivered(message) {
      const body = message.body as { kind: string; resource?: string; object?: KubeObject };
      if (body.kind !== 'watch-event' || body.resource !== 'pods' || message.to !== 'kubelet/node-1') return;
      found.push({ at: simulation.now - start, status: body.object?.status });
    },
  };
  tellServer(simulation, { kind: 'put', object });
  for (const at of kills[life.folder] ?? []) {
    simulation.advance(start + at);
    simulation.deliverFromOutside('containerd/node-1', kill(life.uid));
  }
  for (const at of toggles[life.folder] ?? []) {
    simulation.advance(start + at - life.bound);
    simulation.deliverFromOutside('containerd/node-1', toggle);
  }
  const last = life.steps[life.steps.length - 1].at;
  for (const { at, mark } of life.steps) {
    if (mark === undefined) continue;
    simulation.advance(start + at);
    tellServer(simulation, { kind: 'mark', key, grace: mark });
  }
  simulation.advance(start + last + 2000);
  const statuses: unknown[] = [];
  for (const { status } of found.slice(1)) {
    const now = normal(status);
    if (JSON.stringify(now) !== JSON.stringify(statuses[statuses.length - 1])) statuses.push(now);
  }
  return { simulation, found, statuses, events: events(life), gone: stored(simulation, `pods/${key}`) === undefined };
}

const toggle: Dial = { kind: 'dial', ip: '10.244.0.2', port: 80, path: '/toggle' };

function kill(uid: string): KillContainer {
  return { kind: 'kill-container', uid, signal: 'SIGQUIT' };
}

/** What we wrote about the pod in events: creates and counts, in order. */
function events(life: Life): string[] {
  const names: Record<string, string> = {};
  const found: string[] = [];
  for (const { request, code } of requests) {
    if (request.resource !== 'events' || code > 201) continue;
    const body = request.body as Fields & {
      metadata?: { name: string };
      involvedObject?: { uid: string; fieldPath?: string };
    };
    if (request.verb === 'create' && body.involvedObject?.uid === life.uid) {
      const text = `${body.type} ${body.reason} ${body.involvedObject.fieldPath ?? null}: ${textOf(String(body.message))}`;
      names[body.metadata?.name ?? ''] = text;
      found.push(`${text} ×1`);
    } else if (request.verb === 'patch' && names[request.name ?? '']) {
      found.push(`${names[request.name ?? '']} ×${body.count}`);
    }
  }
  return found;
}

const textOf = (message: string) =>
  message
    .replace(/pod[ =][^ ]+_/g, 'pod NAME_')
    .replace(/in [\d.]+m?s \([\d.]+m?s including/, 'in TIME (TIME including')
    .replace(/size: \d+/, 'size: N')
    .replaceAll(/10\.244\.\d+\.\d+/g, 'ADDRESS');

function recordedEvents(life: Life): string[] {
  return life.steps.flatMap(({ event, count }) =>
    event ? [`${event[3]} ${event[0]} ${event[2]}: ${textOf(event[1])} ×${count}`] : [],
  );
}

function recordedStatuses(life: Life): unknown[] {
  return life.steps.flatMap(({ status }) => (status ? [normal(status)] : []));
}

/** Times, ids, addresses and digests differ from run to run; all else must be equal. */
function normal(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => normal(one));
  if (typeof value === 'object' && value !== null) {
    const next: Fields = {};
    for (const key of Object.keys(value).sort()) {
      const part = (value as Fields)[key];
      if (key === 'qosClass' || part === null) continue;
      next[key] = normal(part, key);
    }
    return next;
  }
  if (typeof value !== 'string') return value;
  if (/(Time|At)$/.test(field) || field === 'startTime') return 'TIME';
  if (/^(hostIP|podIP|ip)$/.test(field)) return 'ADDRESS';
  if (field === 'containerID') return 'ID';
  if (field === 'imageID') return value.replace(/@sha256:.*/, '@DIGEST');
  return field === 'message' ? textOf(value) : value;
}

/** Waits carry jitter, so within the same time one side may have come a little further. */
function sameBeginning(ours: readonly unknown[], theirs: readonly unknown[]): void {
  const length = Math.min(ours.length, theirs.length);
  expect(ours.slice(0, length)).toEqual(theirs.slice(0, length));
  expect(Math.abs(ours.length - theirs.length)).toBeLessThanOrEqual(theirs.length / 5);
}

const find = (folder: string, name?: string) => {
  const life = lives.find((one) => one.folder === folder && (name === undefined || one.name === name));
  if (!life) throw new Error(`no life ${folder} ${name}`);
  return life;
};

const folders = [
  'T01-deployment-create',
  'T02-bare-pod',
  'T05-bad-image',
  'T10-job',
  'T10-job-fails',
  'T19-crash-loop',
  'T19-one-of-two-crashes',
  'T21-init-and-sidecar',
  'T25-out-of-memory',
  'T26-graceful-end',
  'T29-process-ends',
  'T14-service-readiness',
  'T20-probes',
];
const cases = folders.flatMap((folder) =>
  lives.filter((life) => life.folder === folder).map((life) => [folder, life.name] as const),
);

test.each(cases)('%s, pod %s: statuses and events as recorded', (folder, name) => {
  const life = find(folder, name);
  const { statuses, events: said } = live(life);
  sameBeginning(said, recordedEvents(life));
  sameBeginning(statuses, recordedStatuses(life));
});
