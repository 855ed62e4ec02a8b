// Topics of the Kubernetes documentation by the short name that lessons use in `docs`, so that an author writes `nodes` and a
// moved page is mended in one place.

export interface DocsPage {
  readonly title: string;
  readonly url: string;
}

/** Title and path below kubernetes.io/docs/. */
const pages: Readonly<Record<string, readonly [title: string, path: string]>> = {
  affinity: ['Assigning Pods to Nodes', 'concepts/scheduling-eviction/assign-pod-node/'],
  'api-concepts': ['Kubernetes API Concepts', 'reference/using-api/api-concepts/'],
  components: ['Kubernetes Components', 'concepts/overview/components/'],
  controllers: ['Controllers', 'concepts/architecture/controller/'],
  cronjobs: ['CronJob', 'concepts/workloads/controllers/cron-jobs/'],
  daemonsets: ['DaemonSet', 'concepts/workloads/controllers/daemonset/'],
  deployments: ['Deployments', 'concepts/workloads/controllers/deployment/'],
  disruptions: ['Disruptions', 'concepts/workloads/pods/disruptions/'],
  dns: ['DNS for Services and Pods', 'concepts/services-networking/dns-pod-service/'],
  'endpoint-slices': ['EndpointSlices', 'concepts/services-networking/endpoint-slices/'],
  etcd: ['Operating etcd clusters for Kubernetes', 'tasks/administer-cluster/configure-upgrade-etcd/'],
  finalizers: ['Finalizers', 'concepts/overview/working-with-objects/finalizers/'],
  'garbage-collection': ['Garbage Collection', 'concepts/architecture/garbage-collection/'],
  hpa: ['Horizontal Pod Autoscaling', 'tasks/run-application/horizontal-pod-autoscale/'],
  images: ['Images', 'concepts/containers/images/'],
  jobs: ['Jobs', 'concepts/workloads/controllers/job/'],
  labels: ['Labels and Selectors', 'concepts/overview/working-with-objects/labels/'],
  leases: ['Leases', 'concepts/architecture/leases/'],
  'limit-ranges': ['Limit Ranges', 'concepts/policy/limit-range/'],
  nodes: ['Nodes', 'concepts/architecture/nodes/'],
  'owners-dependents': ['Owners and Dependents', 'concepts/overview/working-with-objects/owners-dependents/'],
  'persistent-volumes': ['Persistent Volumes', 'concepts/storage/persistent-volumes/'],
  'pod-lifecycle': ['Pod Lifecycle', 'concepts/workloads/pods/pod-lifecycle/'],
  pods: ['Pods', 'concepts/workloads/pods/'],
  preemption: ['Pod Priority and Preemption', 'concepts/scheduling-eviction/pod-priority-preemption/'],
  probes: [
    'Configure Liveness, Readiness and Startup Probes',
    'tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  ],
  rbac: ['Using RBAC Authorization', 'reference/access-authn-authz/rbac/'],
  replicasets: ['ReplicaSet', 'concepts/workloads/controllers/replicaset/'],
  'resource-quotas': ['Resource Quotas', 'concepts/policy/resource-quotas/'],
  resources: ['Resource Management for Pods and Containers', 'concepts/configuration/manage-resources-containers/'],
  scheduler: ['Kubernetes Scheduler', 'concepts/scheduling-eviction/kube-scheduler/'],
  services: ['Service', 'concepts/services-networking/service/'],
  statefulsets: ['StatefulSets', 'concepts/workloads/controllers/statefulset/'],
  'storage-classes': ['Storage Classes', 'concepts/storage/storage-classes/'],
  'taint-and-toleration': ['Taints and Tolerations', 'concepts/scheduling-eviction/taint-and-toleration/'],
  'topology-spread': ['Pod Topology Spread Constraints', 'concepts/scheduling-eviction/topology-spread-constraints/'],
};

export const docsTopics: readonly string[] = Object.keys(pages);

/** The page of a topic; one given with title and address stays as it is. */
export function docsPage(given: string | DocsPage): DocsPage {
  if (typeof given !== 'string') return given;
  const page = Object.hasOwn(pages, given) ? pages[given] : undefined;
  return page
    ? { title: page[0], url: `https://kubernetes.io/docs/${page[1]}` }
    : { title: given, url: 'https://kubernetes.io/docs/' };
}
