// Our own mistakes stop the run and offer the recording; they are never shown as failures of the cluster.

export class InvariantError extends Error {}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
