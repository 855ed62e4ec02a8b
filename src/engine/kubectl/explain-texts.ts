// A sentence for the fields that learners meet most, by `Type.field` or by the field's name alone. In our own words, and short:
// the structure of every type comes from the schema, so a field without a sentence is still listed.

const texts = `
Pod: One or more containers that run together on one node and share its network address.
PodSpec: What should run in the pod, and how.
PodStatus: What the pod is doing, as its kubelet sees it.
Deployment: Keeps a number of equal pods running and replaces them step by step when their template changes.
DeploymentSpec: The pods that are wanted, and how to get from one template to the next.
DeploymentStatus: How far the Deployment has come.
DeploymentStrategy: How old pods are replaced by new ones.
RollingUpdateDeployment: How many pods may be missing or too many while a rollout goes on.
ReplicaSet: Keeps a number of equal pods running. Usually made by a Deployment, one for each template.
ReplicaSetSpec: How many pods of which template.
Node: A machine that runs pods.
NodeSpec: What an administrator decides about the node.
NodeStatus: What the kubelet says about its machine.
Namespace: A room for names: objects in different namespaces do not meet by name.
ConfigMap: Configuration as keys and values, for pods to read.
Secret: Keys and values that are handled with more care than those of a ConfigMap.
Service: A name and an address that stay, for pods that come and go.
ServiceSpec: Which pods are meant, and on which ports they are reached.
ServicePort: One port of the Service, and where it leads.
EndpointSlice: Up to a hundred addresses behind a Service, with the state of each.
Endpoint: One address, and whether traffic may go there.
EndpointConditions: Is it ready, does it still serve, is it on its way out.
Endpoints: The older form of EndpointSlices: all addresses of a Service in one object.
ServicePort.port: The port at the Service's own address.
ServicePort.targetPort: The port on the pod, as a number or by the name a container gives it.
ServicePort.nodePort: The port on every node, 30000 to 32767.
ServiceSpec.selector: Labels of the pods behind the Service; without them somebody else writes the endpoints.
ServiceSpec.type: ClusterIP, NodePort, LoadBalancer or ExternalName.
ServiceSpec.clusterIP: The address inside the cluster; None for a headless Service.
ServiceSpec.publishNotReadyAddresses: Traffic may go to pods that are not ready, too.
ServiceAccount: An identity for the processes in a pod.
Event: A remark by a component about something that happened to an object.
Lease: A claim that has to be renewed: who leads, or that a node is alive.
Container: One process with its own image and files.
ContainerPort: A port the container listens on; it informs, it opens nothing.
ContainerStatus: What one container is doing.
EnvVar: One environment variable.
ObjectMeta: What all objects have: a name, labels, and what the server keeps about them.
LabelSelector: Chooses objects by their labels.
PodTemplateSpec: The pod that is made again and again.
Probe: A question asked of a container again and again.
ResourceRequirements: How much the container asks for, and how much it may use.
Volume: Files that containers of the pod can share, or that outlive a restart.
Toleration: Lets a pod onto nodes with a matching taint.
Taint: Keeps pods away that do not tolerate it.
apiVersion: The group and version of the schema this object follows.
kind: The type of the object.
metadata: Name, labels and other things that all objects have.
spec: What is wanted. You write it, controllers work towards it.
status: What is. The cluster writes it.
ObjectMeta.name: The name, unique for its kind in its namespace. It never changes.
ObjectMeta.namespace: The namespace; empty for what belongs to the whole cluster.
labels: Keys and values by which objects are found and grouped.
annotations: Keys and values that tools leave; nothing is found by them.
uid: Tells this object from all others, past ones of the same name included.
resourceVersion: Changes with every write; who writes on an old one is refused.
generation: Counts the changes of the spec.
creationTimestamp: When the server stored it first.
deletionTimestamp: Set when it was asked to go; it goes when its time is over and no finalizer is left.
deletionGracePeriodSeconds: How long it may take to end.
finalizers: Whoever is named here has something to do before the object may go.
ownerReferences: The objects this one belongs to; it goes when they go.
generateName: The beginning of a name; the server adds five letters.
managedFields: Who has set which field.
replicas: How many pods there should be.
selector: Which pods are meant, by their labels. It cannot be changed later.
template: The pod to make, without a name.
strategy: How to replace old pods by new ones.
minReadySeconds: How long a pod must be ready before it counts as available.
progressDeadlineSeconds: Without progress for so long, the rollout has failed.
revisionHistoryLimit: How many old ReplicaSets are kept to go back to.
paused: While true, changes of the template start no rollout.
maxSurge: How many pods more than wanted there may be, as a number or in percent.
maxUnavailable: How many pods may be missing, as a number or in percent.
rollingUpdate: The limits of a rolling update.
DeploymentStrategy.type: RollingUpdate goes step by step, Recreate ends all old pods first.
matchLabels: Labels that must be there with these values.
matchExpressions: Conditions on labels: In, NotIn, Exists, DoesNotExist.
containers: The containers of the pod; at least one.
initContainers: They run one after the other, each to its end, before the others start.
nodeName: The node it runs on; the scheduler fills it in.
nodeSelector: Labels the node must have.
affinity: Rules for which nodes, or near which pods.
tolerations: Taints this pod puts up with.
restartPolicy: What happens when a container ends: Always, OnFailure or Never.
terminationGracePeriodSeconds: Seconds between the signal to end and the one that cannot be ignored.
serviceAccountName: The identity of the pod.
schedulerName: Who chooses the node.
priorityClassName: How important the pod is compared to others.
volumes: What its containers can mount.
image: What to run, name:tag.
imagePullPolicy: When to fetch the image: Always, IfNotPresent or Never.
command: Replaces the image's entry point.
args: The arguments of the command.
env: Environment variables.
envFrom: All keys of a ConfigMap or Secret as variables.
ports: Ports the container listens on.
containerPort: The number of the port.
hostPort: A port of the node that leads to it; seldom needed.
protocol: TCP, UDP or SCTP.
resources: What it asks for and what it may use.
requests: What the scheduler sets aside on a node.
limits: What it may not exceed: CPU is slowed down, too much memory ends it.
livenessProbe: When this fails, the container is restarted.
readinessProbe: While this fails, the pod gets no traffic.
startupProbe: Until this succeeds once, the other probes wait.
httpGet: A GET request that has to answer with 200 to 399.
exec: A command that has to end with code 0.
tcpSocket: A connection that has to come up.
initialDelaySeconds: How long to wait before the first time.
periodSeconds: How often.
timeoutSeconds: How long one answer may take.
failureThreshold: How many failures in a row count.
successThreshold: How many successes in a row count.
volumeMounts: Where volumes appear in the container.
mountPath: The path in the container.
securityContext: Rights and users of the processes.
lifecycle: What to do after the start and before the end.
phase: Pending, Running, Succeeded, Failed or Unknown.
conditions: What is true of it at the moment, each with a reason.
podIP: Its address in the cluster.
hostIP: The address of its node.
containerStatuses: What each container is doing.
startTime: When the kubelet took it on.
qosClass: Guaranteed, Burstable or BestEffort: who has to go first when memory is short.
observedGeneration: The generation of the spec this status answers to.
readyReplicas: Pods that are ready.
availableReplicas: Pods that have been ready for long enough.
updatedReplicas: Pods of the newest template.
unavailableReplicas: Pods that are missing or not yet available.
unschedulable: While true, no new pod comes here.
taints: Marks that keep pods away.
podCIDR: The addresses for pods on this node.
capacity: What the machine has.
allocatable: What pods may use of it.
addresses: How to reach the machine.
data: Keys and values.
binaryData: Keys and values that are no text.
stringData: Values as plain text; the server encodes them into data.
immutable: While true, the data cannot be changed.
holderIdentity: Who holds it.
renewTime: When it was renewed last.
leaseDurationSeconds: How long it lasts without being renewed.
reason: One word for programs.
message: A sentence for people.
`;

const byName = new Map(
  texts
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const),
);

/** The sentence for a type; '' when there is none. */
export function textOfType(type: string): string {
  return byName.get(type) ?? '';
}

/** The sentence for a field of a type; '' when there is none. */
export function textOfField(type: string, field: string): string {
  return byName.get(`${type}.${field}`) ?? byName.get(field) ?? '';
}
