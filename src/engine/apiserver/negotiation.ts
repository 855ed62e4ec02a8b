// A client says in which forms it can read an answer; the server takes the first of them that it can write.
// Source: apiserver `endpoints/handlers/negotiation/negotiate.go`.

import * as errors from '../api/status.ts';
import type { Status } from '../api/types.ts';

export interface Representation {
  readonly yaml: boolean;
  /** `Table`, `PartialObjectMetadata`, `PartialObjectMetadataList`, `APIGroupDiscoveryList`; '' is the object itself. */
  readonly as: string;
  readonly version: string;
}

const itself: Representation = Object.freeze({ yaml: false, as: '', version: '' });
const known: readonly string[] = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'];

/** `root`: a path of discovery, where only the aggregated form may be asked for. */
export function negotiate(accept: string | undefined, root: boolean): Representation | Status {
  if (accept === undefined || accept.trim() === '') return itself;
  const clauses = accept.split(',').map(parseClause);
  clauses.sort((a, b) => b.quality - a.quality);
  let unknownForm = false;
  for (const { type, as, version, group } of clauses) {
    if (type === '*/*') return itself;
    if (type !== 'application/json' && type !== 'application/yaml') continue;
    if (as === '') return type === 'application/yaml' ? { ...itself, yaml: true } : itself;
    const fits = root
      ? as === 'APIGroupDiscoveryList' && version === 'v2' && group === 'apidiscovery.k8s.io'
      : known.includes(as) && (version === 'v1' || version === 'v1beta1') && group === 'meta.k8s.io';
    if (fits) return { yaml: type === 'application/yaml', as, version };
    unknownForm = true;
  }
  if (!unknownForm) return errors.notAcceptable();
  const text =
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf';
  const { details: _, ...status } = errors.notAcceptable();
  return Object.freeze({ ...status, message: text });
}

interface Clause {
  readonly type: string;
  readonly quality: number;
  readonly as: string;
  readonly version: string;
  readonly group: string;
}

function parseClause(text: string): Clause {
  const [type, ...parameters] = text.split(';').map((part) => part.trim());
  const of = (name: string): string =>
    parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const quality = of('q') === '' ? 1 : Number(of('q'));
  return { type, quality, as: of('as'), version: of('v'), group: of('g') };
}
