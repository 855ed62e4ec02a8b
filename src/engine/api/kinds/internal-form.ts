// Some refusals print a whole structure, and they print it the way the server holds it inside: Go names in Go order, every
// empty member shown. Below is that shape for a pod's spec, member by member, so that the texts are the real ones.
// Source: `pkg/apis/core/types.go`; member counts checked against recorded answers.

// 'Name' reads the wire's `name`, 'Go=wire' says both. After the colon: s string, i number, b boolean, p pointer (null when
// unset), m map, l list of plain values, [X] list of X, *X optional X, X structure that is always there.
const shapes = {
  PodSpec:
    'Volumes:[Volume] InitContainers:[Container] Containers:[Container] EphemeralContainers:[EphemeralContainer] ' +
    'RestartPolicy:s TerminationGracePeriodSeconds:p ActiveDeadlineSeconds:p DNSPolicy=dnsPolicy:s NodeSelector:m ' +
    'ServiceAccountName:s AutomountServiceAccountToken:p NodeName:s SecurityContext:*PodSecurityContext ' +
    'ImagePullSecrets:[Any] Hostname:s Subdomain:s SetHostnameAsFQDN:p Affinity:*Any SchedulerName:s ' +
    'Tolerations:[Toleration] HostAliases:[HostAlias] PriorityClassName:s Priority:p PreemptionPolicy:p ' +
    'DNSConfig=dnsConfig:*DNSConfig ReadinessGates:[Any] RuntimeClassName:p Overhead:m EnableServiceLinks:p ' +
    'TopologySpreadConstraints:[Spread] OS=os:*Any SchedulingGates:[Any] ResourceClaims:[Any] Resources:*Resources ' +
    'HostnameOverride:p SchedulingGroup:p',
  PodSecurityContext:
    'HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:p HostUsers:p SELinuxOptions=seLinuxOptions:*Any ' +
    'WindowsOptions:*Any RunAsUser:p RunAsGroup:p RunAsNonRoot:p SupplementalGroups:l SupplementalGroupsPolicy:p ' +
    'FSGroup=fsGroup:p FSGroupChangePolicy=fsGroupChangePolicy:p Sysctls:[Any] SeccompProfile:*Profile ' +
    'AppArmorProfile:*Profile SELinuxChangePolicy=seLinuxChangePolicy:p',
  SecurityContext:
    'Capabilities:*Capabilities Privileged:p SELinuxOptions=seLinuxOptions:*Any WindowsOptions:*Any RunAsUser:p ' +
    'RunAsGroup:p RunAsNonRoot:p ReadOnlyRootFilesystem:p AllowPrivilegeEscalation:p ProcMount:p ' +
    'SeccompProfile:*Profile AppArmorProfile:*Profile',
  Profile: 'Type:s LocalhostProfile:p',
  Capabilities: 'Add:l Drop:l',
  Container:
    'Name:s Image:s Command:l Args:l WorkingDir:s Ports:[Port] EnvFrom:[EnvFrom] Env:[Env] Resources:Resources ' +
    'ResizePolicy:[Any] RestartPolicy:p RestartPolicyRules:[Any] VolumeMounts:[Mount] VolumeDevices:[Any] ' +
    'LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:s ' +
    'TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b',
  EphemeralContainer:
    'Name:s Image:s Command:l Args:l WorkingDir:s Ports:[Port] EnvFrom:[EnvFrom] Env:[Env] Resources:Resources ' +
    'ResizePolicy:[Any] RestartPolicy:p RestartPolicyRules:[Any] VolumeMounts:[Mount] VolumeDevices:[Any] ' +
    'LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:s ' +
    'TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY=tty:b ' +
    'TargetContainerName:s',
  Port: 'Name:s HostPort:i ContainerPort:i Protocol:s HostIP:s',
  EnvFrom: 'Prefix:s ConfigMapRef:*OptionalRef SecretRef:*OptionalRef',
  OptionalRef: 'Name:s Optional:p',
  Env: 'Name:s Value:s ValueFrom:*ValueFrom',
  ValueFrom:
    'FieldRef:*FieldRef ResourceFieldRef:*ResourceRef ConfigMapKeyRef:*KeyRef SecretKeyRef:*KeyRef FileKeyRef:*Any',
  FieldRef: 'APIVersion=apiVersion:s FieldPath:s',
  ResourceRef: 'ContainerName:s Resource:s Divisor:s',
  KeyRef: 'Name:s Key:s Optional:p',
  Resources: 'Limits:m Requests:m Claims:[Any]',
  Mount: 'Name:s ReadOnly:b RecursiveReadOnly:p MountPath:s SubPath:s MountPropagation:p SubPathExpr:s',
  Probe:
    'Exec:*Exec HTTPGet=httpGet:*HTTPGet TCPSocket=tcpSocket:*TCPSocket GRPC=grpc:*GRPC InitialDelaySeconds:i ' +
    'TimeoutSeconds:i PeriodSeconds:i SuccessThreshold:i FailureThreshold:i TerminationGracePeriodSeconds:p',
  Lifecycle: 'PostStart:*Handler PreStop:*Handler StopSignal:p',
  Handler: 'Exec:*Exec HTTPGet=httpGet:*HTTPGet TCPSocket=tcpSocket:*TCPSocket Sleep:*Any',
  Exec: 'Command:l',
  HTTPGet: 'Path:s Port:p Host:s Scheme:s HTTPHeaders=httpHeaders:[Any]',
  TCPSocket: 'Port:p Host:s',
  GRPC: 'Port:i Service:p',
  Toleration: 'Key:s Operator:s Value:s Effect:s TolerationSeconds:p',
  HostAlias: 'IP=ip:s Hostnames:l',
  DNSConfig: 'Nameservers:l Searches:l Options:[Any]',
  Spread:
    'MaxSkew:i TopologyKey:s WhenUnsatisfiable:s LabelSelector:p MinDomains:p NodeAffinityPolicy:p NodeTaintsPolicy:p ' +
    'MatchLabelKeys:l',
  Volume:
    'Name:s HostPath:*HostPath EmptyDir:*EmptyDir GCEPersistentDisk=gcePersistentDisk:*Any ' +
    'AWSElasticBlockStore=awsElasticBlockStore:*Any GitRepo:*Any Secret:*SecretVolume NFS=nfs:*NFS ISCSI=iscsi:*Any ' +
    'Glusterfs:*Any PersistentVolumeClaim:*Claim RBD=rbd:*Any Quobyte:*Any FlexVolume:*Any Cinder:*Any ' +
    'CephFS=cephfs:*Any Flocker:*Any DownwardAPI:*DownwardAPI FC=fc:*Any AzureFile:*Any ConfigMap:*ConfigMapVolume ' +
    'VsphereVolume:*Any AzureDisk:*Any PhotonPersistentDisk:*Any Projected:*Projected PortworxVolume:*Any ScaleIO:*Any ' +
    'StorageOS=storageos:*Any CSI=csi:*Any Ephemeral:*Any Image:*Any',
  HostPath: 'Path:s Type:p',
  EmptyDir: 'Medium:s SizeLimit:p',
  SecretVolume: 'SecretName:s Items:[KeyToPath] DefaultMode:p Optional:p',
  NFS: 'Server:s Path:s ReadOnly:b',
  Claim: 'ClaimName:s ReadOnly:b',
  ConfigMapVolume: 'Name:s Items:[KeyToPath] DefaultMode:p Optional:p',
  KeyToPath: 'Key:s Path:s Mode:p',
  DownwardAPI: 'Items:[DownwardFile] DefaultMode:p',
  DownwardFile: 'Path:s FieldRef:*FieldRef ResourceFieldRef:*ResourceRef Mode:p',
  Projected: 'Sources:[Projection] DefaultMode:p',
  Projection:
    'Secret:*Projected1 DownwardAPI:*Projected2 ConfigMap:*Projected1 ServiceAccountToken:*TokenFile ' +
    'ClusterTrustBundle:*Any PodCertificate:*Any',
  Projected1: 'Name:s Items:[KeyToPath] Optional:p',
  Projected2: 'Items:[DownwardFile]',
  TokenFile: 'Audience:s ExpirationSeconds:i Path:s',
} as const;

type Shape = keyof typeof shapes;
type Wire = { readonly [key: string]: unknown };

/** A wire value in the server's internal form, ready for goJson. */
export function internalForm(value: object, shape: Shape): { [goName: string]: unknown } {
  const result: { [goName: string]: unknown } = {};
  for (const { goName, wireName, type } of membersOf(shape)) {
    result[goName] = member(wire(value, shape)[wireName], type);
  }
  return result;
}

// The host's name spaces are members of the spec on the wire, and of its security context inside.
function wire(value: object, shape: Shape): Wire {
  if (shape !== 'PodSpec') return value as Wire;
  const spec = value as Wire;
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec;
  const context = spec.securityContext as object | undefined;
  return { ...spec, securityContext: { ...context, hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } };
}

function member(value: unknown, type: string): unknown {
  const empty = value === undefined || value === null;
  if (type === 's') return value ?? '';
  if (type === 'i') return value ?? 0;
  if (type === 'b') return value ?? false;
  if (type === 'p' || type === 'l' || type === 'm') return value ?? null;
  if (type.startsWith('[')) {
    if (empty || (value as unknown[]).length === 0) return null;
    return (value as object[]).map((item) => structure(item, type.slice(1, -1)));
  }
  if (type.startsWith('*')) return empty ? null : structure(value as object, type.slice(1));
  return structure((value ?? {}) as object, type);
}

function structure(value: object, name: string): unknown {
  return name in shapes ? internalForm(value, name as Shape) : capitalised(value);
}

// Members that nobody has seen printed yet: what is set, under capitalised names.
function capitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalised);
  if (typeof value !== 'object' || value === null) return value;
  const result: { [key: string]: unknown } = {};
  for (const [key, part] of Object.entries(value))
    result[key.charAt(0).toUpperCase() + key.slice(1)] = capitalised(part);
  return result;
}

interface Member {
  readonly goName: string;
  readonly wireName: string;
  readonly type: string;
}

const parsed = new Map<Shape, readonly Member[]>();

function membersOf(shape: Shape): readonly Member[] {
  let members = parsed.get(shape);
  if (members === undefined) {
    members = shapes[shape].split(' ').map((text) => {
      const [names = '', type = ''] = text.split(':');
      const [goName = '', wireName = goName.charAt(0).toLowerCase() + goName.slice(1)] = names.split('=');
      return { goName, wireName, type };
    });
    parsed.set(shape, members);
  }
  return members;
}
