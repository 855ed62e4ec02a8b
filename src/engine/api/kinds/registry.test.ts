// The registry against the discovery documents of a real server: same resources, same verbs, same short names.
// What a real server has beyond that must be known by name, so that nobody is told it did not exist.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { APIResource } from '../types.ts';
import { kindByName, kindFor, kinds, resolveResource } from './index.ts';
import { apiVersionOf, qualifiedKind, qualifiedResource } from './kind.ts';
import { findNotYet, findNotYetKind, findNotYetResource, notYet, notYetText } from './not-yet.ts';
import { discoveryResources } from './subresources.ts';

interface Recorded {
  readonly request?: { readonly path: string };
  readonly response?: { readonly body?: { readonly kind?: string; readonly resources?: readonly APIResource[] } };
}

const discovery = gunzipSync(
  readFileSync(new URL('../../testing/reference/api/01-discovery.jsonl.gz', import.meta.url)),
)
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

function recordedResources(path: string): readonly APIResource[] {
  const found = discovery.find(
    ({ request, response }) => request?.path === path && response?.body?.kind === 'APIResourceList',
  );
  return found?.response?.body?.resources ?? [];
}

describe('the registry', () => {
  test('finds a kind by path, by name and by what people type', () => {
    expect(kindFor('apps', 'v1', 'deployments')?.kind).toBe('Deployment');
    expect(kindByName('v1', 'Pod')?.plural).toBe('pods');
    for (const word of ['po', 'pod', 'pods', 'Pod', 'pods.v1']) expect(resolveResource(word)?.kind, word).toBe('Pod');
    for (const word of ['deploy', 'deployments.apps', 'deployments.v1.apps', 'deployment.apps']) {
      expect(resolveResource(word)?.kind, word).toBe('Deployment');
    }
    expect(resolveResource('events')?.group).toBe('');
    expect(resolveResource('ev.events.k8s.io')?.group).toBe('events.k8s.io');
    expect(resolveResource('nothing')).toBeUndefined();
    expect(resolveResource('pods.apps')).toBeUndefined();
  });

  test('spells names as errors do', () => {
    const deployment = kindFor('apps', 'v1', 'deployments');
    expect(deployment && [apiVersionOf(deployment), qualifiedResource(deployment), qualifiedKind(deployment)]).toEqual([
      'apps/v1',
      'deployments.apps',
      'Deployment.apps',
    ]);
  });

  test.each(['/api/v1', '/apis/apps/v1'])('%s: the discovery of its kinds is the recorded one', (path) => {
    const group = path === '/api/v1' ? '' : path.split('/')[2];
    const recorded = recordedResources(path);
    expect(recorded.length).toBeGreaterThan(0);
    for (const kind of kinds.filter((each) => each.group === group)) {
      const expected = recorded.filter(({ name }) => name.split('/')[0] === kind.plural);
      expect(discoveryResources(kind), kind.kind).toEqual(expected);
    }
  });

  test('every kind of a real server is either here or known to be missing', () => {
    for (const path of [
      '/api/v1',
      '/apis/apps/v1',
      '/apis/batch/v1',
      '/apis/networking.k8s.io/v1',
      '/apis/policy/v1',
    ]) {
      const [group = '', version = ''] = path === '/api/v1' ? ['', 'v1'] : path.split('/').slice(2);
      for (const { name } of recordedResources(path).filter((resource) => !resource.name.includes('/'))) {
        const here = kindFor(group, version, name) !== undefined;
        expect([here, findNotYetResource(group, version, name) !== undefined], name).toEqual([here, !here]);
      }
    }
  });
});

test('a missing kind is named, never denied', () => {
  expect(notYet.length).toBeGreaterThan(10);
  expect(findNotYet('netpol')?.kind).toBe('NetworkPolicy');
  expect(findNotYet('jobs.batch')?.kind).toBe('Job');
  expect(findNotYetKind('batch/v1', 'CronJob')?.shortNames).toEqual(['cj']);
  expect(findNotYetKind('v1', 'Pod')).toBeUndefined();
  const job = findNotYet('job');
  expect(job && notYetText(job)).toBe('Job (batch/v1) is not in Podarium yet.');
});
