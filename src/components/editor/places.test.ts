// Error texts of a real cluster, and the line of the file that each is about.
import { describe, expect, it } from 'vitest';
import { nginxDeployment } from './examples.ts';
import { fieldPlace, fieldProblems, pathSteps } from './places.ts';

const two = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports: []
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: many
  template:
    spec:
      containers:
      - name: a
      - name: b
        image: 5
`;

describe('paths', () => {
  it('are split at dots and brackets', () => {
    expect(pathSteps('spec.containers[0].image')).toEqual(['spec', 'containers', 0, 'image']);
    expect(pathSteps('metadata.labels[app.io/name]')).toEqual(['metadata', 'labels', 'app.io/name']);
  });

  it.each([
    ['spec.template.metadata.labels', 14],
    ['spec.template.spec.containers[0].image', 19],
    ['spec.template.spec.containers[0].ports[0].containerPort', 21],
    ['metadata.name', 4],
    ['spec.strategy.type', 7],
  ])('%s is on line %i', (path, line) => {
    expect(fieldPlace(nginxDeployment, path)?.line).toBe(line);
  });
});

describe('errors', () => {
  it('marks every field of a validation error', () => {
    const error = `The Deployment "nginx-deployment" is invalid: 
* spec.template.metadata.labels: Invalid value: {"app":"other"}: \`selector\` does not match template \`labels\`
* spec.replicas: Invalid value: -1: must be greater than or equal to 0`;
    expect(fieldProblems(nginxDeployment, error).map(({ path, line }) => [path, line])).toEqual([
      ['spec.template.metadata.labels', 14],
      ['spec.replicas', 8],
    ]);
  });

  it('finds the document that is meant', () => {
    const error =
      'Error from server (BadRequest): error when creating "web.yaml": Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32';
    expect(fieldProblems(two, error)).toMatchObject([{ path: 'spec.replicas', line: 13 }]);
  });

  it('finds the list entry that has the field when the path has no index', () => {
    const error =
      'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string';
    expect(fieldProblems(two, error)).toMatchObject([{ line: 19 }]);
  });

  it('reads unknown fields', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  foo: 1\n';
    const error =
      'Error from server (BadRequest): error when creating "x.yaml": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.foo"';
    expect(fieldProblems(text, error)).toMatchObject([{ path: 'spec.foo', line: 6 }]);
  });

  it('marks nothing when no field is named', () => {
    expect(fieldProblems(two, 'Error from server (NotFound): pods "x" not found')).toEqual([]);
  });
});
