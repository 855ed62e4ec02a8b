// Manifests to begin with, as they stand in the Kubernetes documentation's first pages.
// They are ordinary files: once opened they belong to the learner.

export const nginxDeployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
  labels:
    app: nginx
spec:
  replicas: 3
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.14.2
        ports:
        - containerPort: 80
`;

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: nginx
spec:
  containers:
  - name: nginx
    image: nginx:1.14.2
    ports:
    - containerPort: 80
`;

const tooLarge = `apiVersion: v1
kind: Pod
metadata:
  name: too-large
spec:
  containers:
  - name: app
    image: nginx:1.14.2
    resources:
      requests:
        cpu: "64"
        memory: 1Gi
`;

const wrongImage = `apiVersion: v1
kind: Pod
metadata:
  name: wrong-image
spec:
  containers:
  - name: app
    image: nginx:no-such-tag
`;

export interface Example {
  readonly file: string;
  /** Its key in the text catalogue. */
  readonly title: 'deployment' | 'pod' | 'large' | 'image';
  readonly text: string;
}

export const examples: readonly Example[] = [
  { file: 'nginx-deployment.yaml', title: 'deployment', text: nginxDeployment },
  { file: 'nginx-pod.yaml', title: 'pod', text: pod },
  { file: 'too-large.yaml', title: 'large', text: tooLarge },
  { file: 'wrong-image.yaml', title: 'image', text: wrongImage },
];
