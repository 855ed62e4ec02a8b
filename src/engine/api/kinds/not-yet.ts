// Kubernetes has many more kinds than the ones here. They are known by name, so that asking for one is answered with "not in
// Podarium yet" and never with "no such kind", which would be untrue.
// Source: discovery of a v1.36.3 API server.

/** A kind that a real cluster has and this one does not. */
export interface UnbuiltKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
}

// group/version, then `Kind plural shortNames` with a star where objects live in namespaces.
const table: { readonly [groupVersion: string]: readonly string[] } = {
  '/v1': [
    'Binding bindings *',
    'ComponentStatus componentstatuses cs',
    'LimitRange limitranges limits *',
    'PersistentVolumeClaim persistentvolumeclaims pvc *',
    'PersistentVolume persistentvolumes pv',
    'PodTemplate podtemplates *',
    'ReplicationController replicationcontrollers rc *',
    'ResourceQuota resourcequotas quota *',
  ],
  'admissionregistration.k8s.io/v1': [
    'MutatingAdmissionPolicy mutatingadmissionpolicies',
    'MutatingAdmissionPolicyBinding mutatingadmissionpolicybindings',
    'MutatingWebhookConfiguration mutatingwebhookconfigurations',
    'ValidatingAdmissionPolicy validatingadmissionpolicies',
    'ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings',
    'ValidatingWebhookConfiguration validatingwebhookconfigurations',
  ],
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition customresourcedefinitions crd,crds'],
  'apps/v1': ['StatefulSet statefulsets sts *'],
  'authentication.k8s.io/v1': ['SelfSubjectReview selfsubjectreviews', 'TokenReview tokenreviews'],
  'authorization.k8s.io/v1': [
    'LocalSubjectAccessReview localsubjectaccessreviews *',
    'SelfSubjectAccessReview selfsubjectaccessreviews',
    'SelfSubjectRulesReview selfsubjectrulesreviews',
    'SubjectAccessReview subjectaccessreviews',
  ],
  'batch/v1': ['CronJob cronjobs cj *', 'Job jobs *'],
  'certificates.k8s.io/v1': ['CertificateSigningRequest certificatesigningrequests csr'],
  'flowcontrol.apiserver.k8s.io/v1': [
    'FlowSchema flowschemas',
    'PriorityLevelConfiguration prioritylevelconfigurations',
  ],
  'networking.k8s.io/v1': [
    'IngressClass ingressclasses',
    'Ingress ingresses ing *',
    'IPAddress ipaddresses ip',
    'NetworkPolicy networkpolicies netpol *',
    'ServiceCIDR servicecidrs',
  ],
  'node.k8s.io/v1': ['RuntimeClass runtimeclasses'],
  'policy/v1': ['PodDisruptionBudget poddisruptionbudgets pdb *'],
  'rbac.authorization.k8s.io/v1': [
    'ClusterRoleBinding clusterrolebindings',
    'ClusterRole clusterroles',
    'RoleBinding rolebindings *',
    'Role roles *',
  ],
  'resource.k8s.io/v1': [
    'DeviceClass deviceclasses',
    'ResourceClaim resourceclaims *',
    'ResourceClaimTemplate resourceclaimtemplates *',
    'ResourceSlice resourceslices',
  ],
  'scheduling.k8s.io/v1': ['PriorityClass priorityclasses pc'],
  'storage.k8s.io/v1': [
    'CSIDriver csidrivers',
    'CSINode csinodes',
    'CSIStorageCapacity csistoragecapacities *',
    'StorageClass storageclasses sc',
    'VolumeAttachment volumeattachments',
    'VolumeAttributesClass volumeattributesclasses vac',
  ],
};

export const notYet: readonly UnbuiltKind[] = Object.freeze(
  Object.entries(table).flatMap(([groupVersion, rows]) => rows.map((row) => unbuilt(groupVersion, row))),
);

function unbuilt(groupVersion: string, row: string): UnbuiltKind {
  const [group = '', version = ''] = groupVersion.split('/');
  const [kind = '', plural = '', ...rest] = row.split(' ');
  const shortNames = rest.filter((word) => word !== '*').flatMap((word) => word.split(','));
  return Object.freeze({
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames,
    namespaced: rest.includes('*'),
  });
}

/** By what a user may write: plural, singular, short name or kind in any case, with an optional group behind it. */
export function findNotYet(word: string): UnbuiltKind | undefined {
  const [name = '', ...rest] = word.toLowerCase().split('.');
  const group = rest.join('.');
  return notYet.find(
    (kind) =>
      (kind.plural === name || kind.singular === name || kind.shortNames.includes(name)) &&
      (group === '' || group === kind.group || group === `${kind.version}.${kind.group}`),
  );
}

/** By the kind line of a manifest: `findNotYetKind('batch/v1', 'Job')`. */
export function findNotYetKind(apiVersion: string, kind: string): UnbuiltKind | undefined {
  return notYet.find(
    (each) => each.kind === kind && apiVersion === (each.group ? `${each.group}/${each.version}` : each.version),
  );
}

export function findNotYetResource(group: string, version: string, plural: string): UnbuiltKind | undefined {
  return notYet.find((each) => each.group === group && each.version === version && each.plural === plural);
}

/** `Job (batch/v1) is not in Podarium yet.` */
export function notYetText({ kind, group, version }: UnbuiltKind): string {
  return `${kind} (${group === '' ? version : `${group}/${version}`}) is not in Podarium yet.`;
}
