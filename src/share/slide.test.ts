// The picture is a whole: it can be read as XML, brings everything along, is small, and says in words what it shows.
// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { PodState, ViewMachine, ViewPod } from '../engine/index.ts';
import { type Slide, slideOf } from './slide.ts';
import { describeSlide } from './slide-words.ts';

const states: readonly PodState[] = [
  'Running',
  'Pending',
  'NotReady',
  'Failing',
  'Terminating',
  'Unknown',
  'Completed',
];

function cluster(nodes: number, pods: number): Slide {
  const worker = (name: string, i: number) =>
    ({ name, role: 'worker', up: i !== 2, node: { ready: i === 1 ? 'Unknown' : 'True' } }) as unknown as ViewMachine;
  const machines = [
    { name: 'master-1', role: 'control-plane', up: true } as unknown as ViewMachine,
    ...Array.from({ length: nodes }, (_, i) => worker(`node-${i + 1}`, i)),
  ];
  const pod = (i: number) =>
    ({
      ref: `Pod/default/web-${i}`,
      name: `web-65565cbd7b-${i}`,
      label: 'web',
      suffix: `x${i}`,
      node: i % 17 === 16 ? '' : `node-${(i % nodes) + 1}`,
      state: states[i % states.length],
      status: ['Running', 'ContainerCreating', 'Running', 'CrashLoopBackOff', 'Terminating', 'Unknown', 'Completed'][
        i % 7
      ],
    }) as unknown as ViewPod;
  return {
    title: 'Say <what> you & I "want"',
    note: '02:00.000',
    machines,
    pods: Array.from({ length: pods }, (_, i) => pod(i)),
    says: {
      etcd: 'rev 229',
      kubectl: 'scale deployment web --replicas=5',
      'kube-apiserver': 'PATCH deployments → rev 229',
    },
    inFlight: [
      { from: 'kubectl/laptop', to: 'kube-apiserver/master-1', label: 'PATCH deployments', share: 0.5, yours: true },
      { from: 'kube-apiserver/master-1', to: 'kubelet/node-1', label: 'ADDED pod', share: 0.2, yours: true },
      { from: 'kubelet/node-2', to: 'kube-apiserver/master-1', label: 'PUT lease', share: 0.9, yours: false },
      { from: 'nobody/nowhere', to: 'kube-apiserver/master-1', label: 'GET pods', share: 0.9, yours: true },
    ],
    thread: Array.from({ length: 11 }, (_, i) => `hop ${i} kubectl → apiserver`),
    selected: 'Pod/default/web-3',
  };
}

const read = (svg: string) => new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
const textsOf = (svg: string) => [...read(svg).querySelectorAll('text')].map(({ textContent }) => textContent);

describe.each(['dark', 'light', 'projector', 'contrast'] as const)('a slide, %s', (theme) => {
  it.each([
    [1, 0],
    [3, 14],
    [7, 60],
    [200, 3_000],
  ])('of %i nodes and %i pods is whole, small and told', (nodes, pods) => {
    const slide = cluster(nodes, pods);
    const svg = slideOf(slide, theme);
    const root = read(svg);
    expect(root.tagName).toBe('svg');
    expect(root.querySelector('title')?.textContent).toBe(slide.title);
    expect(root.querySelector('desc')?.textContent).toBe(describeSlide(slide));
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /href|url\(|https?:|@import|<script|<image/,
    );
    expect(svg.length).toBeLessThan(50_000);
    for (const rect of root.querySelectorAll('rect')) {
      const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name) ?? 0));
      expect(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 1_280 && y + h <= 720, rect.outerHTML).toBe(true);
    }
  });
});

it('shows every state by shape and word, the messages where they are, the thread by number', () => {
  const svg = slideOf(cluster(3, 14), 'dark');
  const texts = textsOf(svg);
  for (const word of ['Running', 'ContainerCreating', 'CrashLoopBackOff', 'Terminating']) expect(texts).toContain(word);
  expect(texts).toEqual(expect.arrayContaining(['PATCH deployments', 'ADDED pod', 'NotReady', 'off']));
  expect(texts).not.toContain('PUT lease');
  expect(read(svg).querySelectorAll('.token')).toHaveLength(2);
  expect(read(svg).querySelectorAll('.quiet')).toHaveLength(1);
  expect(read(svg).querySelectorAll('.badge')).toHaveLength(8);
  expect(texts).toEqual(expect.arrayContaining(['1', '4', '⋯', '4 between', '9', '11']));
});

it('takes another text in the place of its own', () => {
  expect(read(slideOf(cluster(2, 2), 'light', 'Two <nodes>')).querySelector('desc')?.textContent).toBe('Two <nodes>');
});
