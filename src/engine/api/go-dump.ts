// A pod template as Go prints its structures for hashing: every field in the order of the source, types included, nil or
// not. It looks like trivia, but it is what the letters in a ReplicaSet's name are made of, so ours come out the same.
// Source: `pkg/util/hash/hash.go` and `util/dump` (go-spew's %#v), `k8s.io/api/core/v1/types.go` of v1.36.

import { decimalExponents } from './quantity.ts';

/**
 * One line a type: fields as `Name` or `Name:type`, in Go's order. No type is a string; `^Name` is embedded, its members
 * stand in the outer JSON object. Types: `*T` pointer, `[]T` slice, a bare T a struct of this table or a named string.
 */
const types = `
PodTemplateSpec ObjectMeta=metadata:v1.ObjectMeta Spec:v1.PodSpec
ObjectMeta Name GenerateName Namespace SelfLink UID:types.UID ResourceVersion Generation:int64 CreationTimestamp:v1.Time DeletionTimestamp:*v1.Time DeletionGracePeriodSeconds:*int64 Labels:map[string]string Annotations:map[string]string OwnerReferences:[]v1.OwnerReference Finalizers:[]string ManagedFields:[]v1.ManagedFieldsEntry
PodSpec Volumes:[]v1.Volume InitContainers:[]v1.Container Containers:[]v1.Container EphemeralContainers:[]v1.EphemeralContainer RestartPolicy:v1.RestartPolicy TerminationGracePeriodSeconds:*int64 ActiveDeadlineSeconds:*int64 DNSPolicy:v1.DNSPolicy NodeSelector:map[string]string ServiceAccountName DeprecatedServiceAccount=serviceAccount AutomountServiceAccountToken:*bool NodeName HostNetwork:bool HostPID:bool HostIPC:bool ShareProcessNamespace:*bool SecurityContext:*v1.PodSecurityContext ImagePullSecrets:[]v1.LocalObjectReference Hostname Subdomain Affinity:*v1.Affinity SchedulerName Tolerations:[]v1.Toleration HostAliases:[]v1.HostAlias PriorityClassName Priority:*int32 DNSConfig:*v1.PodDNSConfig ReadinessGates:[]v1.PodReadinessGate RuntimeClassName:*string EnableServiceLinks:*bool PreemptionPolicy:*v1.PreemptionPolicy Overhead:v1.ResourceList TopologySpreadConstraints:[]v1.TopologySpreadConstraint SetHostnameAsFQDN:*bool OS:*v1.PodOS HostUsers:*bool SchedulingGates:[]v1.PodSchedulingGate ResourceClaims:[]v1.PodResourceClaim Resources:*v1.ResourceRequirements HostnameOverride:*string SchedulingGroup:*v1.PodSchedulingGroup
Container Name Image Command:[]string Args:[]string WorkingDir Ports:[]v1.ContainerPort EnvFrom:[]v1.EnvFromSource Env:[]v1.EnvVar Resources:v1.ResourceRequirements ResizePolicy:[]v1.ContainerResizePolicy RestartPolicy:*v1.ContainerRestartPolicy RestartPolicyRules:[]v1.ContainerRestartRule VolumeMounts:[]v1.VolumeMount VolumeDevices:[]v1.VolumeDevice LivenessProbe:*v1.Probe ReadinessProbe:*v1.Probe StartupProbe:*v1.Probe Lifecycle:*v1.Lifecycle TerminationMessagePath TerminationMessagePolicy:v1.TerminationMessagePolicy ImagePullPolicy:v1.PullPolicy SecurityContext:*v1.SecurityContext Stdin:bool StdinOnce:bool TTY:bool
ContainerPort Name HostPort:int32 ContainerPort:int32 Protocol:v1.Protocol HostIP
ContainerResizePolicy ResourceName:v1.ResourceName RestartPolicy:v1.ResourceResizeRestartPolicy
EnvFromSource Prefix ConfigMapRef:*v1.ConfigMapEnvSource SecretRef:*v1.SecretEnvSource
ConfigMapEnvSource ^LocalObjectReference Optional:*bool
SecretEnvSource ^LocalObjectReference Optional:*bool
EnvVar Name Value ValueFrom:*v1.EnvVarSource
EnvVarSource FieldRef:*v1.ObjectFieldSelector ResourceFieldRef:*v1.ResourceFieldSelector ConfigMapKeyRef:*v1.ConfigMapKeySelector SecretKeyRef:*v1.SecretKeySelector FileKeyRef:*v1.FileKeySelector
ObjectFieldSelector APIVersion FieldPath
ResourceFieldSelector ContainerName Resource Divisor:resource.Quantity
ConfigMapKeySelector ^LocalObjectReference Key Optional:*bool
SecretKeySelector ^LocalObjectReference Key Optional:*bool
FileKeySelector VolumeName Path Key Optional:*bool
LocalObjectReference Name
ResourceRequirements Limits:v1.ResourceList Requests:v1.ResourceList Claims:[]v1.ResourceClaim
ResourceClaim Name Request
VolumeMount Name ReadOnly:bool RecursiveReadOnly:*v1.RecursiveReadOnlyMode MountPath SubPath MountPropagation:*v1.MountPropagationMode SubPathExpr
VolumeDevice Name DevicePath
Probe ^ProbeHandler InitialDelaySeconds:int32 TimeoutSeconds:int32 PeriodSeconds:int32 SuccessThreshold:int32 FailureThreshold:int32 TerminationGracePeriodSeconds:*int64
ProbeHandler Exec:*v1.ExecAction HTTPGet:*v1.HTTPGetAction TCPSocket:*v1.TCPSocketAction GRPC:*v1.GRPCAction
ExecAction Command:[]string
HTTPGetAction Path Port:intstr.IntOrString Host Scheme:v1.URIScheme HTTPHeaders:[]v1.HTTPHeader
HTTPHeader Name Value
TCPSocketAction Port:intstr.IntOrString Host
GRPCAction Port:int32 Service:*string
Lifecycle PostStart:*v1.LifecycleHandler PreStop:*v1.LifecycleHandler StopSignal:*v1.Signal
LifecycleHandler Exec:*v1.ExecAction HTTPGet:*v1.HTTPGetAction TCPSocket:*v1.TCPSocketAction Sleep:*v1.SleepAction
SleepAction Seconds:int64
SecurityContext Capabilities:*v1.Capabilities Privileged:*bool SELinuxOptions:*v1.SELinuxOptions WindowsOptions:*v1.WindowsSecurityContextOptions RunAsUser:*int64 RunAsGroup:*int64 RunAsNonRoot:*bool ReadOnlyRootFilesystem:*bool AllowPrivilegeEscalation:*bool ProcMount:*v1.ProcMountType SeccompProfile:*v1.SeccompProfile AppArmorProfile:*v1.AppArmorProfile
Capabilities Add:[]v1.Capability Drop:[]v1.Capability
SELinuxOptions User Role Type Level
SeccompProfile Type:v1.SeccompProfileType LocalhostProfile:*string
AppArmorProfile Type:v1.AppArmorProfileType LocalhostProfile:*string
PodSecurityContext SELinuxOptions:*v1.SELinuxOptions WindowsOptions:*v1.WindowsSecurityContextOptions RunAsUser:*int64 RunAsGroup:*int64 RunAsNonRoot:*bool SupplementalGroups:[]int64 SupplementalGroupsPolicy:*v1.SupplementalGroupsPolicy FSGroup:*int64 Sysctls:[]v1.Sysctl FSGroupChangePolicy:*v1.PodFSGroupChangePolicy SeccompProfile:*v1.SeccompProfile AppArmorProfile:*v1.AppArmorProfile SELinuxChangePolicy:*v1.PodSELinuxChangePolicy
Sysctl Name Value
Affinity NodeAffinity:*v1.NodeAffinity PodAffinity:*v1.PodAffinity PodAntiAffinity:*v1.PodAntiAffinity
NodeAffinity RequiredDuringSchedulingIgnoredDuringExecution:*v1.NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:[]v1.PreferredSchedulingTerm
NodeSelector NodeSelectorTerms:[]v1.NodeSelectorTerm
NodeSelectorTerm MatchExpressions:[]v1.NodeSelectorRequirement MatchFields:[]v1.NodeSelectorRequirement
NodeSelectorRequirement Key Operator:v1.NodeSelectorOperator Values:[]string
PreferredSchedulingTerm Weight:int32 Preference:v1.NodeSelectorTerm
PodAffinity RequiredDuringSchedulingIgnoredDuringExecution:[]v1.PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[]v1.WeightedPodAffinityTerm
PodAntiAffinity RequiredDuringSchedulingIgnoredDuringExecution:[]v1.PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[]v1.WeightedPodAffinityTerm
WeightedPodAffinityTerm Weight:int32 PodAffinityTerm:v1.PodAffinityTerm
PodAffinityTerm LabelSelector:*v1.LabelSelector Namespaces:[]string TopologyKey NamespaceSelector:*v1.LabelSelector MatchLabelKeys:[]string MismatchLabelKeys:[]string
LabelSelector MatchLabels:map[string]string MatchExpressions:[]v1.LabelSelectorRequirement
LabelSelectorRequirement Key Operator:v1.LabelSelectorOperator Values:[]string
TopologySpreadConstraint MaxSkew:int32 TopologyKey WhenUnsatisfiable:v1.UnsatisfiableConstraintAction LabelSelector:*v1.LabelSelector MinDomains:*int32 NodeAffinityPolicy:*v1.NodeInclusionPolicy NodeTaintsPolicy:*v1.NodeInclusionPolicy MatchLabelKeys:[]string
Toleration Key Operator:v1.TolerationOperator Value Effect:v1.TaintEffect TolerationSeconds:*int64
HostAlias IP Hostnames:[]string
PodDNSConfig Nameservers:[]string Searches:[]string Options:[]v1.PodDNSConfigOption
PodDNSConfigOption Name Value:*string
PodReadinessGate ConditionType:v1.PodConditionType
PodOS Name:v1.OSName
PodSchedulingGate Name
Volume Name ^VolumeSource
VolumeSource HostPath:*v1.HostPathVolumeSource EmptyDir:*v1.EmptyDirVolumeSource GCEPersistentDisk:*v1.GCEPersistentDiskVolumeSource AWSElasticBlockStore:*v1.AWSElasticBlockStoreVolumeSource GitRepo:*v1.GitRepoVolumeSource Secret:*v1.SecretVolumeSource NFS:*v1.NFSVolumeSource ISCSI:*v1.ISCSIVolumeSource Glusterfs:*v1.GlusterfsVolumeSource PersistentVolumeClaim:*v1.PersistentVolumeClaimVolumeSource RBD:*v1.RBDVolumeSource FlexVolume:*v1.FlexVolumeSource Cinder:*v1.CinderVolumeSource CephFS=cephfs:*v1.CephFSVolumeSource Flocker:*v1.FlockerVolumeSource DownwardAPI:*v1.DownwardAPIVolumeSource FC:*v1.FCVolumeSource AzureFile:*v1.AzureFileVolumeSource ConfigMap:*v1.ConfigMapVolumeSource VsphereVolume:*v1.VsphereVirtualDiskVolumeSource Quobyte:*v1.QuobyteVolumeSource AzureDisk:*v1.AzureDiskVolumeSource PhotonPersistentDisk:*v1.PhotonPersistentDiskVolumeSource Projected:*v1.ProjectedVolumeSource PortworxVolume:*v1.PortworxVolumeSource ScaleIO:*v1.ScaleIOVolumeSource StorageOS=storageos:*v1.StorageOSVolumeSource CSI:*v1.CSIVolumeSource Ephemeral:*v1.EphemeralVolumeSource Image:*v1.ImageVolumeSource
HostPathVolumeSource Path Type:*v1.HostPathType
EmptyDirVolumeSource Medium:v1.StorageMedium SizeLimit:*resource.Quantity
SecretVolumeSource SecretName Items:[]v1.KeyToPath DefaultMode:*int32 Optional:*bool
ConfigMapVolumeSource ^LocalObjectReference Items:[]v1.KeyToPath DefaultMode:*int32 Optional:*bool
KeyToPath Key Path Mode:*int32
PersistentVolumeClaimVolumeSource ClaimName ReadOnly:bool
NFSVolumeSource Server Path ReadOnly:bool
DownwardAPIVolumeSource Items:[]v1.DownwardAPIVolumeFile DefaultMode:*int32
DownwardAPIVolumeFile Path FieldRef:*v1.ObjectFieldSelector ResourceFieldRef:*v1.ResourceFieldSelector Mode:*int32
ProjectedVolumeSource Sources:[]v1.VolumeProjection DefaultMode:*int32
VolumeProjection Secret:*v1.SecretProjection DownwardAPI:*v1.DownwardAPIProjection ConfigMap:*v1.ConfigMapProjection ServiceAccountToken:*v1.ServiceAccountTokenProjection ClusterTrustBundle:*v1.ClusterTrustBundleProjection PodCertificate:*v1.PodCertificateProjection
SecretProjection ^LocalObjectReference Items:[]v1.KeyToPath Optional:*bool
ConfigMapProjection ^LocalObjectReference Items:[]v1.KeyToPath Optional:*bool
DownwardAPIProjection Items:[]v1.DownwardAPIVolumeFile
ServiceAccountTokenProjection Audience ExpirationSeconds:*int64 Path
`;

interface GoField {
  readonly name: string;
  /** The member of the JSON object; undefined for an embedded struct. */
  readonly json: string | undefined;
  readonly type: string;
}

const tables = new Map<string, readonly GoField[]>();
for (const line of types.trim().split('\n')) {
  const [name = '', ...fields] = line.split(' ');
  tables.set(name, fields.map(parseField));
}

function parseField(text: string): GoField {
  if (text.startsWith('^')) return { name: text.slice(1), json: undefined, type: `v1.${text.slice(1)}` };
  const match = /^(\w+)(?:=(\w+))?(?::(.+))?$/.exec(text);
  if (match === null) throw new Error(`unreadable field ${text}`);
  const name = match[1] as string;
  return { name, json: match[2] ?? jsonName(name), type: match[3] ?? 'string' };
}

/** `HTTPGet` → `httpGet`, `TTY` → `tty`, `HostPID` → `hostPID`. */
function jsonName(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (head) => head.toLowerCase());
}

/** Thrown for a type that is not in the table: the caller has to do without Go's dump. */
export class UnknownGoType extends Error {}

type Json = { readonly [key: string]: unknown };

/** The text Go hashes: `(v1.PodTemplateSpec){ObjectMeta:(v1.ObjectMeta){Name:(string) …`. */
export function dumpPodTemplate(template: unknown): string {
  return `(v1.PodTemplateSpec)${dumpStruct(template as Json, 'PodTemplateSpec')}`;
}

function dumpStruct(value: Json | undefined, type: string): string {
  const fields = tables.get(type);
  if (fields === undefined) throw new UnknownGoType(type);
  const parts = fields.map(({ name, json, type: fieldType }) => {
    const part = json === undefined ? value : value?.[json];
    return `${name}:${dump(part ?? undefined, fieldType)}`;
  });
  return `{${parts.join(' ')}}`;
}

function dump(value: unknown, type: string): string {
  return `(${type})${dumpBare(value, type)}`;
}

/** A value without its type in front, as it stands behind pointers and in slices and maps. */
function dumpBare(value: unknown, type: string): string {
  if (type.startsWith('*')) return value === undefined ? '<nil>' : dumpBare(value, type.slice(1));
  if (type.startsWith('[]')) {
    return value === undefined
      ? '<nil>'
      : `[${(value as unknown[]).map((each) => dumpBare(each, type.slice(2))).join(' ')}]`;
  }
  if (type === 'map[string]string' || type === 'v1.ResourceList') {
    if (value === undefined) return '<nil>';
    const record = value as { readonly [key: string]: string };
    const entry = (key: string): string =>
      `${key}:${type === 'v1.ResourceList' ? dumpQuantity(record[key] as string) : record[key]}`;
    return `map[${Object.keys(record).sort().map(entry).join(' ')}]`;
  }
  switch (type) {
    case 'string':
      return String(value ?? '');
    case 'bool':
      return String(value ?? false);
    case 'int32':
    case 'int64':
      return String(value ?? 0);
    case 'resource.Quantity':
      return dumpQuantity(value as string | undefined);
    case 'intstr.IntOrString':
      return typeof value === 'string'
        ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
        : `{Type:(intstr.Type)0 IntVal:(int32)${value ?? 0} StrVal:(string)}`;
    case 'v1.Time':
      return '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';
    default: {
      const name = type.slice(type.indexOf('.') + 1);
      if (tables.has(name)) return dumpStruct(value as Json | undefined, name);
      // A word with a Go type of its own prints as it is; anything bigger is not in the table.
      if (typeof value === 'object') throw new UnknownGoType(type);
      return String(value ?? '');
    }
  }
}

const binaryShifts: { readonly [suffix: string]: bigint } = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n };

/** A canonical quantity as its Go structure: the number and the text it came from. */
function dumpQuantity(text: string | undefined): string {
  const of = (value: bigint, scale: number, format: string): string =>
    `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${text ?? ''} Format:(resource.Format)${format}}`;
  if (text === undefined || text === '0') return of(0n, 0, '');
  const match = /^(-?\d+)([a-zA-Z]*)$/.exec(text);
  const [, digits = '', suffix = ''] = match ?? [];
  const scale = decimalExponents[suffix];
  if (match !== null && scale !== undefined) return of(BigInt(digits), scale, 'DecimalSI');
  const shift = binaryShifts[suffix];
  // Beyond these sizes Go keeps the number in another structure.
  if (match === null || shift === undefined || digits.length > 14 - (Number(shift) * 3) / 10)
    throw new UnknownGoType(text);
  return of(BigInt(digits) << shift, 0, 'BinarySI');
}
