// The events that a controller writes about pods which it has created or deleted, or could not. They are attached to the owner:
// `kubectl describe` of a set shows what became of its wishes.
// Source: upstream `pkg/controller/controller_utils.go`, RealPodControl.

import type { KubeObject } from '../api/object.ts';
import { codeOf, errorText, type Reply, succeeded } from '../client/requests.ts';
import type { Intent } from './controller.ts';

export interface Outcome {
  readonly notes: readonly Intent[];
  /** The first refusal's text; '' when all went well. */
  readonly error: string;
}

export function created(owner: KubeObject, replies: readonly Reply[]): Outcome {
  const notes: Intent[] = [];
  let error = '';
  for (const reply of replies) {
    if (succeeded(reply)) {
      const { name } = (reply.response?.body as KubeObject | undefined)?.metadata ?? {};
      notes.push(note(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`));
      continue;
    }
    // A namespace that is going away refuses everything; that is no failure worth a note.
    const text = errorText(reply);
    error ||= text;
    if (!text.includes('because it is being terminated')) {
      notes.push(note(owner, 'Warning', 'FailedCreate', `Error creating: ${text}`));
    }
  }
  return { notes, error };
}

/** `names`: of the pods, in the order of the replies. A pod that was gone already is no failure. */
export function deleted(owner: KubeObject, names: readonly string[], replies: readonly Reply[]): Outcome {
  const notes: Intent[] = [];
  let error = '';
  replies.forEach((reply, i) => {
    if (succeeded(reply)) notes.push(note(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${names[i]}`));
    else if (codeOf(reply) !== 404) {
      error ||= errorText(reply);
      notes.push(note(owner, 'Warning', 'FailedDelete', `Error deleting: ${error}`));
    }
  });
  return { notes, error };
}

function note(about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): Intent {
  return { verb: 'event', about, type, reason, message, because: '' };
}
