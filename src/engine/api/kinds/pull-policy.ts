// Whether a kubelet asks the registry again for an image it already has: only for `latest`, which may have moved.
// Source: `pkg/apis/core/v1/defaults.go` SetDefaults_Container, distribution/reference.

/**
 * `Always` for an image whose tag is `latest`, said or unsaid; `IfNotPresent` for every other tag, for digests and for what
 * is no image name at all.
 */
export function pullPolicyFor(image: string): 'Always' | 'IfNotPresent' {
  const match = imageReference.exec(image);
  if (match === null) return 'IfNotPresent';
  const [, tag, digest] = match;
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

const pathPart = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const imageReference = new RegExp(
  `^(?:[a-zA-Z0-9][-a-zA-Z0-9.]*(?::\\d+)?/)?${pathPart}(?:/${pathPart})*(?::([\\w][\\w.-]{0,127}))?(@[a-z0-9]+:[0-9a-fA-F]{32,})?$`,
);
