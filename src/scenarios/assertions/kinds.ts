// Which kinds of objects a lesson speaks of: only these need to be followed while it runs.

import { metricNamed } from './metrics.ts';

/** The kind words of every reference in the data: `deployment/web` gives `deployment`, `pod[app=web]` gives `pod`. */
export function kindsIn(data: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (key === 'metric') for (const kind of metricNamed(value)?.kinds ?? []) found.add(kind);
      if (key !== 'that' && key !== 'of' && key !== 'owner') return;
      const kind = /^([a-zA-Z.]+)[/[]/.exec(value)?.[1];
      if (kind) found.add(kind);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) visit(each, Array.isArray(value) ? key : name);
    }
  };
  visit(data, '');
  return [...found].sort();
}
