// What a namespace that ends says about itself: whether its contents could be found, deleted, and what still holds it.
// All five conditions are always there, in this order; one that has nothing to report is False, which here means: no problem.
// Source: upstream `namespace/deletion/status_condition_utils.go`; as recorded (facts 4.8).

/** What is left of one kind. */
export interface Remains {
  /** `pods.` or `deployments.apps`: the plural, a dot, the group. */
  readonly resource: string;
  readonly count: number;
  /** All finalizers of these objects, with repeats. */
  readonly finalizers: readonly string[];
}

export interface EndingCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** The five conditions, without times. */
export function endingConditions(remains: readonly Remains[], errors: readonly string[]): readonly EndingCondition[] {
  const held = heldBy(remains);
  const instances = remains.map(({ resource, count }) => `${resource} has ${count} resource instances`).sort();
  const finalizers = Object.keys(held)
    .sort()
    .map((finalizer) => `${finalizer} in ${held[finalizer]} resource instances`);
  return [
    fine('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    fine(
      'NamespaceDeletionGroupVersionParsingFailure',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    errors.length > 0
      ? {
          type: 'NamespaceDeletionContentFailure',
          status: 'True',
          reason: 'ContentDeletionFailed',
          message: `Failed to delete all resource types, ${errors.length} remaining: ${errors.join(', ')}`,
        }
      : fine(
          'NamespaceDeletionContentFailure',
          'ContentDeleted',
          'All content successfully deleted, may be waiting on finalization',
        ),
    instances.length > 0
      ? {
          type: 'NamespaceContentRemaining',
          status: 'True',
          reason: 'SomeResourcesRemain',
          message: `Some resources are remaining: ${instances.join(', ')}`,
        }
      : fine('NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'),
    finalizers.length > 0
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
        }
      : fine('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'),
  ];
}

/** The old conditions with the new ones in their places; the very same array when nothing has changed. */
export function withConditions<T extends EndingCondition>(
  old: readonly T[],
  next: readonly EndingCondition[],
  now: string,
): readonly EndingCondition[] {
  let changed = false;
  const others = old.filter(({ type }) => !next.some((condition) => condition.type === type));
  const conditions = next.map((condition): EndingCondition => {
    const before = old.find(({ type }) => type === condition.type);
    const { status, reason, message } = condition;
    if (before && before.status === status && before.reason === reason && before.message === message) return before;
    changed = true;
    return { ...condition, lastTransitionTime: now };
  });
  return changed ? [...others, ...conditions] : old;
}

function fine(type: string, reason: string, message: string): EndingCondition {
  return { type, status: 'False', reason, message };
}

function heldBy(remains: readonly Remains[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { finalizers } of remains) for (const name of finalizers) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
