// Words that a real cluster understands and this one does not (yet). A learner who types them is told so, instead of being left
// with the impression that the word is wrong.
// Source of the flags: kubectl `pkg/cmd`, 1.36.

import { findNotYet } from '../api/kinds/not-yet.ts';
import type { Verb } from './verb.ts';

/** A sentence about a type that exists in Kubernetes only, or undefined. */
export function unsupportedKind(word: string): string | undefined {
  return findNotYet(word) ? `(${word} exists in Kubernetes but is not in Podarium yet.)` : undefined;
}

/** The whole answer of a command that is not here yet. */
export function notYet(what: string): string {
  return `error: ${what} is not in Podarium yet`;
}

/** A command that the real kubectl has: whatever it is given, it says that it is not here. `more`: what helps instead. */
export function absent(path: string, more = '', short = 'Not in Podarium yet'): Verb {
  const name = path.slice(path.lastIndexOf(' ') + 1);
  return {
    name,
    short,
    usage: path,
    flags: [],
    absent: true,
    begin: (run) => run.die(notYet(`kubectl ${path}`) + more),
  };
}

/** Several of them under one verb; `name=alias`. */
export function absentAll(under: string, names: string): readonly Verb[] {
  return names.split(' ').map((each) => {
    const [name, alias] = each.split('=');
    const verb = absent(under === '' ? name : `${under} ${name}`);
    return alias === undefined ? verb : { ...verb, aliases: [alias] };
  });
}

const flags = new Set(
  (
    'all-pods allow-missing-template-keys annotations append-hash as-group as-uid bound-object-kind bound-object-name bound-object-uid cache-dir certificate-authority cluster ' +
    'client-certificate client-key concurrency detach-keys disable-compression edit from insecure-skip-tls-verify ' +
    'insecure-skip-tls-verify-backend keys kubeconfig kuberc leave-stdin-open limit-bytes max-depth openapi-patch override-type ' +
    'password pod-running-timeout privileged profile prune prune-allowlist record recursive resolve save-config server server-print show-managed-fields show-secrets show-swap since-time ' +
    'skip-wait-for-delete-timeout subresource template tls-server-name token use-protocol-buffers user username warnings-as-errors windows-line-endings'
  ).split(' '),
);

/** The sentence about a flag that the real command takes, or undefined. `typed`: without its dashes. */
export function unsupportedFlag(verb: Verb, typed: string): string | undefined {
  const takesFiles = verb.flags.includes('filename:f');
  const name = { k: 'kustomize', R: 'recursive', i: 'interactive' }[typed] ?? typed;
  const later = flags.has(name) || verb.later?.split(' ').includes(name);
  if (name === 'kustomize' || typed === 'R' ? takesFiles : later) return notYet(`--${name}`);
  return undefined;
}
