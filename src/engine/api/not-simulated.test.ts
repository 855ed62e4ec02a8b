// What is said of fields without effect: each by its path, nothing about empty ones, nothing about what is acted on.
import { describe, expect, it } from 'vitest';
import { notSimulated, notSimulatedText } from './not-simulated.ts';
import type { KubeObject } from './object.ts';

const pod = (spec: Record<string, unknown>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'a', image: 'b' }], ...spec },
});

describe('fields that are accepted and not simulated', () => {
  it.each([
    [{ hostAliases: [{ ip: '10.0.0.1' }] }, ['spec.hostAliases']],
    [{ securityContext: {}, hostPID: false, overhead: {} }, []],
    [{ nodeSelector: { a: 'b' }, tolerations: [{ operator: 'Exists' }], terminationGracePeriodSeconds: 5 }, []],
    [{ affinity: { podAntiAffinity: { a: 1 }, nodeAffinity: { b: 1 } } }, []],
    [
      {
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', hostPath: { path: '/' } },
        ],
      },
      ['spec.volumes[1].hostPath'],
    ],
    [
      {
        containers: [
          {
            name: 'a',
            image: 'b',
            tty: true,
            lifecycle: { preStop: { sleep: { seconds: 1 } }, postStart: { exec: {} } },
          },
        ],
      },
      ['spec.containers[0].tty'],
    ],
    [{ dnsPolicy: 'None' }, ['spec.dnsPolicy']],
    [{ dnsPolicy: 'ClusterFirst' }, []],
    [
      {
        initContainers: [{ name: 'side', restartPolicy: 'Always' }],
        containers: [
          {
            name: 'a',
            restartPolicy: 'Never',
            lifecycle: { stopSignal: 'SIGUSR1' },
            livenessProbe: { grpc: { port: 80 } },
            readinessProbe: { httpGet: { port: 80, scheme: 'HTTPS' } },
            startupProbe: { httpGet: { port: 80, scheme: 'HTTP' } },
          },
        ],
      },
      [
        'spec.containers[0].restartPolicy',
        'spec.containers[0].lifecycle.stopSignal',
        'spec.containers[0].livenessProbe.grpc',
        'spec.containers[0].readinessProbe.httpGet.scheme',
      ],
    ],
  ])('%j', (spec, paths) => {
    expect(notSimulated(pod(spec))).toEqual(paths);
  });

  it('looks into the template of a workload', () => {
    const template = { spec: pod({ dnsConfig: { searches: ['x'] } }).spec };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { template } };
    expect(notSimulated(deployment).map(notSimulatedText)).toEqual([
      'accepted, not simulated: spec.template.spec.dnsConfig',
    ]);
  });
});
