// Words that a real cluster understands and this one does not (yet). A learner who types them is told so, instead of being left
// with the impression that the word is wrong.

const words =
  'ingresses ingress ing ingressclasses networkpolicies netpol jobs job cronjobs cronjob cj ' +
  'statefulsets statefulset sts persistentvolumes pv persistentvolumeclaims pvc storageclasses sc ' +
  'horizontalpodautoscalers hpa poddisruptionbudgets pdb resourcequotas quota limitranges limits replicationcontrollers rc roles role rolebindings ' +
  'rolebinding clusterroles clusterrole clusterrolebindings clusterrolebinding priorityclasses priorityclass pc customresourcedefinitions crd crds componentstatuses cs ' +
  'csinodes csidrivers runtimeclasses volumeattachments podtemplates certificatesigningrequests csr validatingwebhookconfigurations mutatingwebhookconfigurations apiservices';

const known = new Set(words.split(' '));

/** A sentence about a type that exists in Kubernetes only, or undefined. */
export function unsupportedKind(word: string): string | undefined {
  return known.has(word.toLowerCase().split('.')[0])
    ? `(${word} exists in Kubernetes but is not in Podarium yet.)`
    : undefined;
}

/** The whole answer of a command that is not here yet. */
export function notYet(what: string): string {
  return `error: ${what} is not in Podarium yet`;
}
