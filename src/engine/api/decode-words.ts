// The words in which Go's decoders refuse a value of the wrong type: its names of types, seen from JSON and from the
// converter that strategic patches go through; and where its base64 decoder gives up.
import type { Scalar, Shape } from './schema/schema.ts';

export function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? 'object' : typeof value;
}

export function converterError(value: unknown, shape: Shape): string {
  const what = goKindOf(value);
  switch (shape.is) {
    case 'list':
      return `cannot restore slice from ${what}`;
    case 'map':
      return `cannot restore map from ${what}`;
    case 'struct':
      return `cannot restore struct from: ${what}`;
    case 'scalar':
      return what === 'map' || what === 'slice' || what === 'string' || (what === 'bool' && shape.scalar !== 'boolean')
        ? `unrecognized type: ${goScalars[shape.scalar]}`
        : `cannot convert ${what} to ${goScalars[shape.scalar]}`;
    default:
      return shape satisfies never;
  }
}

function goKindOf(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? 'map' : 'string';
}

export const isNumeric = (scalar: Scalar): boolean => scalar === 'int32' || scalar === 'int64' || scalar === 'double';

/** The schemas' names are Go's, but for the second Event, which types.ts had to tell apart. */
export const goName = (type: string): string => (type.startsWith('EventsEvent') ? type.slice('Events'.length) : type);

export function goType(shape: Shape): string {
  switch (shape.is) {
    case 'list':
      return `[]${goType(shape.item)}`;
    case 'map':
      if (shape.value.is === 'scalar' && shape.value.scalar === 'quantity') return 'v1.ResourceList';
      return `map[string]${goType(shape.value)}`;
    case 'struct':
      return `v1.${goName(shape.type)}`;
    case 'scalar':
      return goScalars[shape.scalar];
    default:
      return shape satisfies never;
  }
}

const goScalars: { readonly [S in Scalar]: string } = {
  string: 'string',
  boolean: 'bool',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  bytes: '[]uint8',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  object: 'runtime.RawExtension',
};

/** Words that have a Go type of their own; the schema does not name it. */
export const namedStrings: { readonly [field: string]: string } = {
  'Container.imagePullPolicy': 'v1.PullPolicy',
  'Container.terminationMessagePolicy': 'v1.TerminationMessagePolicy',
  'ContainerPort.protocol': 'v1.Protocol',
  'DeploymentStrategy.type': 'v1.DeploymentStrategyType',
  'ObjectMeta.uid': 'types.UID',
  'OwnerReference.uid': 'types.UID',
  'PodSpec.dnsPolicy': 'v1.DNSPolicy',
  'PodSpec.restartPolicy': 'v1.RestartPolicy',
  'Secret.type': 'v1.SecretType',
  'ServicePort.protocol': 'v1.Protocol',
  'ServiceSpec.type': 'v1.ServiceType',
  'Taint.effect': 'v1.TaintEffect',
  'Toleration.effect': 'v1.TaintEffect',
  'Toleration.operator': 'v1.TolerationOperator',
};

/** Where Go's base64 decoder gives up, or undefined for a sound text. Line breaks are ignored, padding is required. */
export function badBase64At(text: string): number | undefined {
  if (text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '\n' || char === '\r') continue;
    if (/[A-Za-z0-9+/]/.test(char)) {
      digits += 1;
      continue;
    }
    if (char !== '=' || digits % 4 < 2) return at;
    const rest = text.slice(at).replace(/[\r\n]/g, '');
    const needed = digits % 4 === 2 ? '==' : '=';
    if (rest === needed) return undefined;
    return rest.startsWith(needed) ? at + needed.length : text.length;
  }
  return digits % 4 === 0 ? undefined : text.length - (digits % 4);
}
