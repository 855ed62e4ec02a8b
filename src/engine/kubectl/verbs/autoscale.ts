// `kubectl autoscale`: writes a HorizontalPodAutoscaler for something that has a scale. A percentage is of what the pods request; an
// amount is what each pod should use on average, and an amount without a unit is in thousandths of a core, or in Mi.
// Source: kubectl `pkg/cmd/autoscale/autoscale.go`.

import { apiVersionOf } from '../../api/kinds/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { canonicalQuantity, parseQuantity } from '../../api/quantity.ts';
import type { MetricSpec, MetricTarget } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { fetchNamed, report, writeOptions } from '../change.ts';
import type { Found } from '../fetch.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf } from '../targets.ts';
import type { Verb } from '../verb.ts';

const RESOURCE = 'horizontalpodautoscalers.autoscaling';

export const autoscale: Verb = {
  name: 'autoscale',
  short: 'Autoscale a deployment or replica set',
  usage: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]',
  examples: ['autoscale deployment web --min=2 --max=10 --cpu=50%', 'autoscale deployment web --max=5 --memory=500Mi'],
  flags: ['min', 'max', 'cpu', 'cpu-percent', 'memory', 'name', 'dry-run', 'output:o', 'field-manager', 'filename:f'],
  required: ['max'],
  begin,
  found,
  replies: { created },
};

function begin(run: Run): void {
  if (run.text('cpu-percent') !== undefined) {
    run.err(
      "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    );
  }
  const max = run.number('max') ?? 0;
  const min = run.number('min') ?? -1;
  if (max < 1) return run.die(`error: --max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min)
    return run.die(`error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  for (const flag of ['cpu', 'memory']) {
    const value = run.text(flag);
    if (value !== undefined && target(value, flag) === undefined)
      return run.die(`error: invalid value for --${flag}: ${JSON.stringify(value)}`);
  }
  fetchNamed(run, run.args);
}

function found(run: Run, objects: readonly Found[]): void {
  if (objects.length === 0 && run.invocation.errors.length === 0)
    return run.die('error: no objects passed to autoscale');
  for (const { resource, object } of objects) {
    const kind = kindOf(resource);
    const { name, namespace } = object.metadata;
    if (!kind.subresources.includes('scale')) {
      run.fail(
        `error: cannot autoscale a ${kind.kind}: could not find scale subresource for ${apiVersionOf(kind)}, Resource=${kind.plural} in discovery information`,
      );
      continue;
    }
    const metrics = metricsOf(run);
    const min = run.number('min') ?? -1;
    const hpa: KubeObject = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: run.text('name') ?? name, ...(run.dryRun === 'client' ? {} : { namespace }) },
      spec: {
        maxReplicas: run.number('max'),
        ...(metrics.length > 0 ? { metrics } : {}),
        ...(min > 0 ? { minReplicas: min } : {}),
        scaleTargetRef: { apiVersion: apiVersionOf(kind), kind: kind.kind, name },
      },
      status: { currentMetrics: null, desiredReplicas: 0 },
    };
    if (run.dryRun === 'client') {
      report(run, RESOURCE, hpa, 'autoscaled');
      continue;
    }
    const options = writeOptions(run, 'kubectl-autoscale');
    const body = Object.freeze(hpa);
    run.ask({ verb: 'create', ...resourceOf(kindOf(RESOURCE)), namespace, body, options }, 'created');
  }
}

function created(run: Run, reply: Reply): void {
  if (!run.failed(reply)) report(run, RESOURCE, bodyOf<KubeObject>(reply), 'autoscaled');
}

function metricsOf(run: Run): MetricSpec[] {
  const metrics: MetricSpec[] = [];
  const percent = run.number('cpu-percent') ?? 0;
  const wanted = [
    ['cpu', run.text('cpu') ?? (percent > 0 ? `${percent}%` : undefined)],
    ['memory', run.text('memory')],
  ] as const;
  for (const [name, value] of wanted) {
    const found = value === undefined ? undefined : target(value, name);
    if (found) metrics.push({ resource: { name, target: found }, type: 'Resource' });
  }
  return metrics;
}

function target(value: string, resource: string): MetricTarget | undefined {
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent !== undefined) return { averageUtilization: Number(percent), type: 'Utilization' };
  const text = /^\d+$/.test(value) ? `${value}${resource === 'cpu' ? 'm' : 'Mi'}` : value;
  return parseQuantity(text).ok ? { averageValue: canonicalQuantity(text), type: 'AverageValue' } : undefined;
}
