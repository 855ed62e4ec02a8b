// Which nodes a pod may be on, as far as the pod says so itself: node selector, required node affinity, tolerated taints.
// The scheduler asks this of every node, and so does the DaemonSet controller, which must know where its pods would be let in.
// Source: component-helpers `scheduling/corev1/nodeaffinity`, `pkg/apis/core/v1/helper` ToleratesTaint.
import type { Node, NodeSelectorRequirement, NodeSelectorTerm, PodSpec, Taint, Toleration } from './types.ts';

/** True when a node fulfils the nodeSelector and the required node affinity of a pod's spec. */
export function matchesRequired(spec: PodSpec | undefined, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const selector = spec?.nodeSelector;
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined) return true;
  for (const term of required.nodeSelectorTerms ?? []) if (matchesTerm(term, node)) return true;
  return false;
}

/** A term without any expression matches nothing. */
export function matchesTerm(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  return (
    expressions.every((expression) => matches(expression, labels[expression.key])) &&
    fields.every((field) => field.key === 'metadata.name' && matches(field, node.metadata.name))
  );
}

function matches({ operator, values = [] }: NodeSelectorRequirement, actual: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return actual !== undefined && values.includes(actual);
    case 'NotIn':
      return actual === undefined || !values.includes(actual);
    case 'Exists':
      return actual !== undefined;
    case 'DoesNotExist':
      return actual === undefined;
    case 'Gt':
    case 'Lt': {
      const bound = wholeNumber(values[0]);
      const number = wholeNumber(actual);
      if (bound === undefined || number === undefined) return false;
      return operator === 'Gt' ? number > bound : number < bound;
    }
    default:
      return operator satisfies never;
  }
}

function wholeNumber(text: string | undefined): bigint | undefined {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
}

export function tolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  for (const toleration of tolerations) if (tolerates(toleration, taint)) return true;
  return false;
}

/** Effect and key: equal, or left out for any. Operator: Exists, or Equal (the default) with the same value. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator) {
    case 'Exists':
      return true;
    case undefined:
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    default:
      return (toleration.operator as string) === '' && (toleration.value ?? '') === (taint.value ?? '');
  }
}
