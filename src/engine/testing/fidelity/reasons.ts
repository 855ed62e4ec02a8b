// Why something differs from a recording although nothing is wrong. What stands here is not counted as a defect; whatever
// differs and matches no line of this list is one.

export interface Reason {
  /** Where it holds: a part of a source's name; '' everywhere. */
  readonly source: string;
  /** What it explains: found in the text of a difference, or in a command. */
  readonly match: RegExp;
  readonly reason: string;
}

const seconds = 'stored times are whole seconds: a step shows in one only if the second has changed since the last';
const merged = 'two steps of a count come as one write or as two, as they do between two recordings';
const tries = 'how often a write is refused for an old version and tried again is chance, as between two recordings';
const quirk = 'the recorded machines (cgroup v1) report a memory limit that nobody set, in a write of its own';
const gone = 'the write of a pod that had just been taken away: which of the two comes first is chance';
const lastWrite =
  'whether the last status before a pod goes shows its sandbox and what it held gone is chance, as between two recordings';
const report = 'a node reports every five minutes; whether that falls into the scenario is chance';
const back = 'after its return a kubelet watches its node again when its back-off ends (recorded after 0.4 to 31 s)';
const started = 'the fault came in the middle of the start of a pod: whether it was ready by then is chance';
const lastStart =
  'how soon after its back-off a container is started varies by seconds: the last start may fall behind the end here';
const place = 'endpoints stand in the order in which their pods got an address, which is chance among equal pods';
const firstProbe =
  'how often a probe asks before the server listens is chance, and so whether a pod is ready when its probe is made to fail';
const collected = 'how often a delete meets a pod that changed under way (409) and is tried again is chance';

const internal =
  "a real table is made of the server's inner form, which keeps the template's generation out of the annotations";
const whitespace =
  'the recorded client sent data with blanks, which the real server compares as bytes; here only values count';

const inVain =
  'whether the controller hears of the set-back pods before their ReplicaSets, and makes some in vain, is chance: it did in one recording of two';
const order =
  'whether the copy of EndpointSlices is put right after a restore before that of Pods is chance: if not, writes are refused until it is';
const missed =
  'which nodes miss a new pod after a restore is chance; one that is not missed gets a token twice, for its kubelet is started again';
const reading =
  'a delete begins with a read, which hangs without a quorum until its time is up (504); here it begins with the write (500)';
const measured =
  'what a request costs differs from second to second on a real machine; here each costs the same, so equal numbers are written once';

const secondEnd =
  'the container ends a second time 90 ms before the recording does; here it ends a little later, behind the end';
const whichOfTwo =
  'a read without an answer ends in this sentence or in a broken stream, by which of two deadlines of 60 s rings first; here it is always the sentence';
const leaderAnew =
  'only the member that leads afterwards knows that the loss of a leader may be to blame; which member is asked is chance';
const whoAsksFirst =
  'of two health checks sent together, the second is told how the last one ended; here they arrive in another order';
const lastTry =
  'the tenth and last try of the watch falls into the half second of the election: whether it comes in time is chance';
const reportedBy = 'whether the kubelet has reported the restart when this is asked, 0.6 s after the return, is chance';

/** The first that matches counts. */
export const reasons: readonly Reason[] = [
  {
    source: '',
    match: /(lastTransitionTime|lastUpdateTime|timeAdded|startedAt|finishedAt|lastHeartbeatTime)"/,
    reason: seconds,
  },
  {
    source: '',
    match: /\["status\.\w*[rR]eplicas"|Deployment \["status\.conditions\[Progressing\]/,
    reason: merged,
  },
  {
    source: '',
    match: /request \S+ (update|patch) (deployments|replicasets|daemonsets)(\/status)? (200|409)/,
    reason: tries,
  },
  { source: '', match: /last-change-trigger-time/, reason: seconds },
  { source: 'T14', match: /EndpointSlice \["endpoints\[\d\]/, reason: place },
  { source: 'T37', match: /EndpointSlice \["endpoints\[\d\]/, reason: place },
  {
    source: 'T14-service',
    match: /Readiness probe failed: Get|conditions\[(Ready|ContainersReady|Available)\]|\[app\]\.ready/,
    reason: firstProbe,
  },
  { source: 'T14', match: /update endpoint(s|slices) 200|EndpointSlice \["metadata\.generation"/, reason: merged },
  { source: '', match: /request system:node patch pods\/status 200/, reason: quirk },
  { source: '', match: /request system:node patch pods\/status 404/, reason: gone },
  {
    source: '',
    match: /\+ Pod \["status\.conditions\[PodReadyToStartContainers\]\.status","False"\]/,
    reason: lastWrite,
  },
  { source: '', match: /- Pod \["status\.resources\.requests\.\w+",null\]/, reason: lastWrite },
  { source: 'T12', match: /metadata\.deletionTimestamp/, reason: seconds },
  { source: 'T07', match: /Node <node> whole object|system:node patch nodes\/status/, reason: report },
  { source: 'T08', match: /system:node patch nodes\/status/, reason: report },
  { source: 'T08-node-cut-off', match: /Node \[|node-controller patch nodes/, reason: back },
  {
    source: 'T08-kubelet-stops',
    match: /Deployment \["status\.conditions\[Available\]|Pod \["status\.conditions/,
    reason: started,
  },
  { source: 'T19', match: /(Pod \["status\.(conditions|containerStatuses))/, reason: lastStart },
  { source: 'T32', match: /(Pod \["status\.(conditions|containerStatuses))/, reason: lastStart },
  {
    source: 'T36',
    match:
      /Pod \["status\.(conditions\[(Containers)?Ready|containerStatuses\[main)|BackOff Pod|\$ kubectl get deploy,rs/,
    reason: secondEnd,
  },
  { source: 'T36', match: /Node <node> whole object|system:node patch nodes\/status/, reason: report },
  { source: 'T36', match: /\$ kubectl (logs|get pods --watch)/, reason: whichOfTwo },
  { source: 'T36', match: /\$ kubectl create configmap one-down/, reason: leaderAnew },
  { source: 'T36', match: /\$ kubectl get --raw \/(livez|readyz)/, reason: whoAsksFirst },
  { source: 'T36', match: /\$ kubectl get --raw .*watch=true/, reason: lastTry },
  { source: 'T36', match: /\$ kubectl get pods$/, reason: reportedBy },
  { source: '03-groups-crud', match: /apps-rev-(patch|table)/, reason: whitespace },
  { source: '03-groups-crud', match: /apps-agent-table/, reason: internal },
  {
    source: 'T37-etcd-restore',
    match:
      /[+-] Pod (web|late)-<hash>-<rand> whole object|[+-] Pod \["DELETED|Successful(Create|Delete) ReplicaSet|(replicaset-controller|garbage-collector) (create|delete) pods|replicasets\/status 404/,
    reason: inVain,
  },
  { source: 'T37', match: /update endpointslices 409|FailedToUpdateEndpointSlices/, reason: order },
  { source: 'T37', match: /system:node create serviceaccounts\/token/, reason: missed },
  { source: 'T37', match: /system:node patch nodes\/status/, reason: report },
  { source: 'T36', match: /admin delete pods 50[04]|\$ kubectl delete pod/, reason: reading },
  {
    source: 'T28',
    match:
      /currentMetrics\[Resource\]|conditions\[AbleToScale\]|horizontal-pod-autoscaler update horizontalpodautoscalers\/status/,
    reason: measured,
  },
  {
    source: 'T28',
    match: /EndpointSlice \[|update endpoint(s|slices) 200/,
    reason: 'in which order equal pods stand in a slice, and how many of them go in one write, is chance',
  },
  {
    source: '03-groups-crud',
    match: /^apireg-(table|local)/,
    reason: 'the APIServices of the server itself are no objects here',
  },
  { source: 'T17', match: /generic-garbage-collector delete pods/, reason: collected },
];

export function reasonFor(source: string, text: string): string | undefined {
  return reasons.find((each) => source.includes(each.source) && each.match.test(text))?.reason;
}
