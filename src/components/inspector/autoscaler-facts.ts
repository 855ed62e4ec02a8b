// What is known about an autoscaler: between which numbers it may move, what it measured last and what should have been, and its
// conditions, each with the sentence that explains it.

import type { ViewAutoscaler, ViewProcess } from '../../engine/index.ts';
import type { SessionState } from '../session/store.ts';
import { span } from '../ui/clock.ts';
import { autoscalers as own } from '../ui/text/autoscalers.ts';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import type { Fact, Section } from './facts.ts';
import { partsOf } from './references.ts';

const words = inspectorWords;
const field = words.field;

export function autoscalerFacts(autoscaler: ViewAutoscaler | undefined, world: SessionState): readonly Section[] {
  if (!autoscaler) return [];
  const { target, min, max, current, desired, metrics, lastScaleAt, conditions, createdAt } = autoscaler;
  return [
    {
      title: '',
      facts: [
        { label: own.scales, value: partsOf(target).name, ref: target },
        { label: own.range, value: `${min}–${max}` },
        { label: field.wanted, value: String(desired) },
        { label: own.present, value: String(current) },
        ...metrics.map(({ name, current: measured, target: wanted }) => ({
          label: name,
          value: own.measuredOf(measured, wanted),
        })),
        {
          label: own.lastScale,
          value: lastScaleAt === undefined ? words.none : words.ago(span(Math.max(0, world.tick - lastScaleAt))),
        },
        { label: field.created, value: words.ago(span(world.tick - createdAt)) },
      ],
    },
    {
      title: field.conditions,
      facts: conditions.map(({ type, status, reason, message }) => ({
        label: type,
        value: `${status} · ${reason}: ${message}`,
      })),
    },
  ];
}

export function scrapeFacts({ metrics }: ViewProcess, world: SessionState): readonly Fact[] {
  if (!metrics) return [];
  const { lastScrape, nodes } = metrics;
  return [
    {
      label: own.lastScrape,
      value: lastScrape === undefined ? words.none : words.ago(span(Math.max(0, world.tick - lastScrape))),
    },
    { label: own.measuredNodes, value: String(nodes) },
  ];
}
