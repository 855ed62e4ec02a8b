// The cluster that the page opens with: one control plane, three workers, a web server in three copies, and users who ask for it five
// times a second, so that there is something alive to touch at once. The manifests are ordinary YAML; the address may ask for another
// seed or more machines.
import { createCluster, type Host, readClusterSpec, workers } from '../../engine/index.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
        resources:
          requests:
            cpu: 250m
            memory: 256Mi
`;

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
  - port: 80
    nodePort: 30080
`;

/** They come from outside, through each node in turn, and open a connection for every request: each one meets a rule. */
const users = { name: 'users', to: 'service/web', from: 'outside', rate: '5/s', keepAlive: false };

/** Above this many copies the page is about size, and nobody asks for them. */
const mostServed = 100;

const mostNodes = 1000;
const usualSeed = 41;

export interface StartOptions {
  readonly masters?: 1 | 3 | 5;
  readonly nodes: number;
  readonly replicas: number;
  readonly seed: number;
}

/** `?nodes=`, `?replicas=`, `?masters=` (1, 3 or 5) and `?seed=`, each with its default where missing or not a whole number. */
export function readStartOptions(search: string): StartOptions {
  const address = new URLSearchParams(search);
  const whole = (name: string, usual: number, most: number): number => {
    const value = Number(address.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value >= 0 && value <= most ? value : usual;
  };
  const masters = whole('masters', 1, 5);
  return {
    ...(masters === 3 || masters === 5 ? { masters } : {}),
    nodes: whole('nodes', 3, mostNodes),
    replicas: whole('replicas', 3, 10_000),
    seed: whole('seed', usualSeed, Number.MAX_SAFE_INTEGER),
  };
}

/** Builds it and runs it until it is at rest. Takes a good part of a second for three nodes. */
export function startCluster({ masters = 1, nodes, replicas, seed }: StartOptions): Host {
  const zones = nodes >= 24 ? ['a', 'b', 'c'] : undefined;
  const machines = workers(nodes).map((spec, i) => (zones ? { ...spec, zone: zones[i % zones.length] } : spec));
  // So many copies that they would not fit ask for less each.
  const small = replicas > nodes * 14;
  const manifest = web
    .replace('replicas: 3', `replicas: ${replicas}`)
    .replace('cpu: 250m', small ? 'cpu: 50m' : 'cpu: 250m')
    .replace('memory: 256Mi', small ? 'memory: 64Mi' : 'memory: 256Mi');
  const served = !zones && replicas <= mostServed;
  const read = readClusterSpec({
    controlPlane: { nodes: masters },
    nodes: machines,
    apply: served ? [manifest, service] : [manifest],
    ...(served ? { traffic: [users] } : {}),
  });
  if ('errors' in read) throw new Error(read.errors.map(({ field, message }) => `${field}: ${message}`).join('; '));
  return createCluster({ seed, cluster: read.spec });
}
