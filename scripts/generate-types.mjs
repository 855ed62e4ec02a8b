// Turns the OpenAPI schemas of a real API server into TypeScript types, so that every object in the engine has exactly
// the fields a cluster would show. Run it again when the reference version changes:
//   node scripts/generate-types.mjs [schemas.json | schemas.json.gz]
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const root = new URL('..', import.meta.url);
const source = process.argv[2] ?? new URL('src/engine/api/schema/openapi.json.gz', root);
const bytes = readFileSync(source);
const schemas = JSON.parse(String(source).endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString());

// Every schema of these groups is generated, and whatever they refer to.
const groups = [
  'core.v1',
  'apps.v1',
  'autoscaling.v2',
  'coordination.v1',
  'events.v1',
  'discovery.v1',
  'batch.v1',
  'policy.v1',
  'scheduling.v1',
];
const single = [
  'io.k8s.api.authentication.v1.TokenRequest',
  'io.k8s.api.autoscaling.v1.Scale',
  'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler',
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Status',
  'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
  'io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent',
  'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector',
  'io.k8s.apimachinery.pkg.apis.meta.v1.APIResourceList',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Condition',
];

const refOf = (schema) => {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return ref === undefined ? undefined : ref.slice('#/components/schemas/'.length);
};

function reachable() {
  const wanted = Object.keys(schemas).filter(
    (name) => single.includes(name) || groups.some((group) => name.startsWith(`io.k8s.api.${group}.`)),
  );
  const seen = new Set();
  const visit = (name) => {
    if (seen.has(name) || schemas[name] === undefined) return;
    seen.add(name);
    const walk = (schema) => {
      const ref = refOf(schema);
      if (ref !== undefined) visit(ref);
      for (const property of Object.values(schema.properties ?? {})) walk(property);
      if (schema.items) walk(schema.items);
      if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties);
    };
    walk(schemas[name]);
  };
  for (const name of wanted) visit(name);
  return [...seen];
}

/** core wins a bare name, then newer versions; a clash elsewhere is prefixed with its group: EventsEvent. */
function typeNames(names) {
  const taken = new Map();
  const result = new Map();
  const rank = (name) =>
    name.includes('.core.') ? 0 : name.includes('.meta.') ? 1 : name.includes('.autoscaling.v1.') ? 3 : 2;
  for (const name of [...names].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    const parts = name.split('.');
    let short = parts[parts.length - 1];
    if (taken.has(short)) {
      const group = parts[parts.length - 3];
      short = group[0].toUpperCase() + group.slice(1) + short;
    }
    taken.set(short, name);
    result.set(name, short);
  }
  return result;
}

const special = {
  Quantity: ['string', 'An amount such as 250m or 1Gi; parse it with quantity.ts.'],
  IntOrString: ['number | string', 'A number, a percent such as 25%, or a port name.'],
  Time: ['string', 'RFC 3339 in seconds, UTC: 2026-01-01T00:00:00Z.'],
  MicroTime: ['string', 'RFC 3339 in microseconds, UTC: 2026-01-01T00:00:00.000000Z.'],
  FieldsV1: ['{ [path: string]: FieldsV1 }', 'A set of field paths as nested objects; see managed-fields.ts.'],
  Patch: ['{ [field: string]: unknown }', 'Any of the patch bodies.'],
  RawExtension: ['{ [field: string]: unknown }', 'Any object.'],
};

const names = reachable();
const short = typeNames(names);

function typeOf(schema) {
  const ref = refOf(schema);
  if (ref !== undefined) return short.get(ref) ?? 'unknown';
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ');
  if (schema.type === 'array') {
    const item = typeOf(schema.items);
    return item.includes(' ') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'object') {
    if (typeof schema.additionalProperties === 'object')
      return `{ [key: string]: ${typeOf(schema.additionalProperties)} }`;
    return '{ [field: string]: unknown }';
  }
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'boolean') return 'boolean';
  if (schema.type === 'string') return 'string';
  return 'unknown';
}

const isEmptyObject = (value) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function declaration(name) {
  const schema = schemas[name];
  const typeName = short.get(name);
  if (special[typeName]) return `/** ${special[typeName][1]} */\nexport type ${typeName} = ${special[typeName][0]};\n`;
  if (!schema.properties) return `export type ${typeName} = ${typeOf(schema)};\n`;
  const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
  const kind = kinds.length > 0 && schema.properties.kind && schema.properties.metadata ? kinds[0] : undefined;
  const lines = Object.entries(schema.properties).map(([field, property]) => {
    if (kind && field === 'apiVersion') return `  apiVersion: '${kind.group ? `${kind.group}/` : ''}${kind.version}';`;
    if (kind && field === 'kind') return `  kind: '${kind.kind}';`;
    // Go prints these structs even when nobody set them, so whoever reads a served object may rely on them.
    const always = (kind && field === 'metadata') || (field === 'spec' && isEmptyObject(property.default));
    const optional = always || schema.required?.includes(field) ? '' : '?';
    return `  ${/^[A-Za-z$_][\w$]*$/.test(field) ? field : `'${field}'`}${optional}: ${typeOf(property)};`;
  });
  return `export type ${typeName} = {\n${lines.join('\n')}\n};\n`;
}

const ordered = [...names].sort((a, b) => (short.get(a) < short.get(b) ? -1 : 1));
const head = `// The objects of the Kubernetes API, field for field as they travel on the wire. Generated from the OpenAPI schemas of
// Kubernetes v1.36.3 (schema/openapi.json.gz) by scripts/generate-types.mjs: change that script, never this file.
// They are type aliases, not interfaces, so that each kind can be passed where any KubeObject is wanted.
`;
writeFileSync(new URL('src/engine/api/types.ts', root), `${head}\n${ordered.map(declaration).join('\n')}`);
console.log(`${ordered.length} types`);

// ---- the compact table -------------------------------------------------------------------------------------------------

// Go fields that are no pointers and carry `omitempty`: their zero value is not printed. OpenAPI does not say which.
const zeroOmitted = new Set(
  `readOnly stdin stdinOnce tty minReadySeconds paused hostIPC hostNetwork hostPID unschedulable hostPort nodePort
  healthCheckNodePort publishNotReadyAddresses observedGeneration availableReplicas readyReplicas updatedReplicas
  unavailableReplicas currentReplicas fullyLabeledReplicas numberAvailable numberUnavailable updatedNumberScheduled active
  failed succeeded signal sizeBytes count globalDefault failureThreshold initialDelaySeconds periodSeconds successThreshold
  generation code retryAfterSeconds deprecatedCount DeploymentStatus.replicas Probe.timeoutSeconds
  AWSElasticBlockStoreVolumeSource.partition GCEPersistentDiskVolumeSource.partition chapAuthDiscovery chapAuthSession
  sslEnabled authenticated`.split(/\s+/),
);

// Strings behind a pointer: an empty one is a value, and kept.
const stringPointers = new Set(
  `PersistentVolumeClaimSpec.storageClassName ServicePort.appProtocol LeaseSpec.holderIdentity apiGroup hostnameOverride
  GRPCAction.service volumeMode localhostProfile containerName Endpoint.zone Endpoint.hostname Endpoint.nodeName
  DiscoveryEndpointPort.name DiscoveryEndpointPort.protocol DiscoveryEndpointPort.appProtocol EndpointPort.appProtocol loadBalancerClass runtimeClassName HostPathVolumeSource.type
  LeaseSpec.strategy preferredHolder volumeAttributesClassName HPAScalingRules.selectPolicy`.split(/\s+/),
);

// Printed as null when absent: times that are no pointers, and pointers and lists without `omitempty`.
const nullPrinted = new Set(
  `PodCondition.lastProbeTime PodCondition.lastTransitionTime NodeCondition.lastHeartbeatTime NodeCondition.lastTransitionTime
  Event.eventTime Event.firstTimestamp Event.lastTimestamp EventSeries.lastObservedTime EventsEvent.deprecatedFirstTimestamp
  EventsEvent.deprecatedLastTimestamp EventsEvent.eventTime DeploymentCondition.lastTransitionTime
  DeploymentCondition.lastUpdateTime ReplicaSetCondition.lastTransitionTime DaemonSetCondition.lastTransitionTime
  StatefulSetCondition.lastTransitionTime ReplicationControllerCondition.lastTransitionTime ContainerStateRunning.startedAt
  ContainerStateTerminated.startedAt ContainerStateTerminated.finishedAt JobCondition.lastProbeTime
  JobCondition.lastTransitionTime NamespaceCondition.lastTransitionTime PersistentVolumeClaimCondition.lastProbeTime
  PersistentVolumeClaimCondition.lastTransitionTime TokenRequestSpec.boundObjectRef TypedLocalObjectReference.apiGroup
  TypedObjectReference.apiGroup EndpointSlice.endpoints EndpointSlice.ports
  HorizontalPodAutoscalerCondition.lastTransitionTime HorizontalPodAutoscalerStatus.currentMetrics
  APIServiceCondition.lastTransitionTime`.split(/\s+/),
);

const scalar = {
  Quantity: 'q',
  IntOrString: 'x',
  Time: 't',
  MicroTime: 'u',
  FieldsV1: 'o',
  Patch: 'o',
  RawExtension: 'o',
};

function codeOf(schema) {
  const ref = refOf(schema);
  if (ref !== undefined) return scalar[short.get(ref)] ?? `@${short.get(ref)}`;
  if (schema.type === 'array') return `[${codeOf(schema.items)}`;
  if (schema.type === 'object')
    return typeof schema.additionalProperties === 'object' ? `{${codeOf(schema.additionalProperties)}` : 'o';
  if (schema.type === 'integer') return schema.format === 'int32' ? 'i' : 'l';
  if (schema.type === 'number') return 'n';
  if (schema.type === 'boolean') return 'b';
  if (schema.format === 'byte') return 'y';
  return 's';
}

function fieldLine(typeName, field, schema, property) {
  const code = codeOf(property);
  let flags = schema.required?.includes(field) ? '!' : '';
  const zeroDefault = property.default === '' || property.default === 0 || property.default === false;
  if (nullPrinted.has(`${typeName}.${field}`)) flags += '?';
  else if (typeName === 'ReplicationControllerSpec' && field === 'minReadySeconds') flags += '0';
  else if ('default' in property) {
    if (zeroDefault || isEmptyObject(property.default)) flags += '+';
    else flags += `"${property.default}"`;
  } else if ('ilb'.includes(code) && (zeroOmitted.has(field) || zeroOmitted.has(`${typeName}.${field}`))) flags += '0';
  else if (
    code === 's' &&
    !flags.includes('!') &&
    !stringPointers.has(field) &&
    !stringPointers.has(`${typeName}.${field}`)
  )
    flags += '0';
  const strategy = property['x-kubernetes-patch-strategy'] ?? '';
  if (strategy.includes('merge')) flags += `~${property['x-kubernetes-patch-merge-key'] ?? ''}`;
  if (strategy.includes('retainKeys')) flags += '%';
  if (strategy === 'replace') flags += '=';
  const listType = property['x-kubernetes-list-type'];
  if (listType === 'map') flags += `#${property['x-kubernetes-list-map-keys'].join(',')}`;
  if (listType === 'set') flags += '$';
  if (property['x-kubernetes-map-type'] === 'atomic') flags += '^';
  if (property.enum) flags += `|${property.enum.join('|')}`;
  return `${field}:${code}${flags}`;
}

const lines = ordered
  .filter((name) => schemas[name].properties && !scalar[short.get(name)])
  .map((name) => {
    const schema = schemas[name];
    const gvk = schema['x-kubernetes-group-version-kind']?.[0];
    const own = gvk && schema.properties.kind ? `(${gvk.group ? `${gvk.group}/` : ''}${gvk.version},${gvk.kind})` : '';
    const atomic = schema['x-kubernetes-map-type'] === 'atomic' ? '^' : '';
    const fields = Object.entries(schema.properties).map(([field, property]) =>
      fieldLine(short.get(name), field, schema, property),
    );
    return `${short.get(name)}${own}${atomic} ${fields.join(' ')}`;
  });
writeFileSync(
  new URL('src/engine/api/schema/table.generated.ts', root),
  `// The OpenAPI schemas in a few kilobytes: one line a type, read by schema.ts, which explains the letters. Generated by
// scripts/generate-types.mjs from schema/openapi.json.gz (Kubernetes v1.36.3); change the script, not this file.
export const table = \`
${lines.join('\n')}
\`;
`,
);
