// A message as a token: its shape says what kind it is, its label is what one would read in a log, its object is what it is about.

import type { HttpRequest, HttpResponse, RouteTaken } from '../api/connection.ts';
import { kindFor } from '../api/kinds/index.ts';
import type { KubeObject } from '../api/object.ts';
import {
  type ApiRequest,
  type ApiResponse,
  type EtcdEvents,
  type EtcdRequest,
  type EtcdResponse,
  qualified,
  type Verb,
  type WatchEvent,
} from '../api/wire.ts';
import type { RaftMessage } from '../etcd/raft/messages.ts';
import type { Message, ResetBody } from '../kernel/message.ts';
import type { CriRequest, CriResponse } from '../runtime/cri.ts';
import type { ObjectRef, TokenShape, ViewMessage } from './frame.ts';

const METHODS: Readonly<Record<Verb, string>> = {
  get: 'GET',
  list: 'LIST',
  watch: 'WATCH',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};

const CODE_WORDS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const SIGNS = { ADDED: '+', MODIFIED: '~', DELETED: '−' } as const;

interface Face {
  readonly shape: TokenShape;
  readonly label: string;
  readonly sign?: ViewMessage['sign'];
  readonly object?: ObjectRef;
}

/** `lost`: a fault swallowed it. */
export function viewMessage(message: Message, lost = false): ViewMessage {
  const { id, from, to, sentAt, dueAt, cause, thread, because } = message;
  const { shape, label, sign = '', object = '' } = faceOf(message);
  return { id, from, to, shape, label, sign, sentAt, dueAt, cause, thread, because, object, lost };
}

export function refOf(object: { readonly kind?: string; readonly metadata?: KubeObject['metadata'] }): ObjectRef {
  return object.kind && object.metadata?.name
    ? `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`
    : '';
}

function raftLabel(said: RaftMessage): string {
  const { type, term } = said;
  if (type === 'append') {
    const { entries, previousIndex, commit } = said;
    return entries.length > 0 ? `append ${previousIndex + 1}…${previousIndex + entries.length}` : `commit ${commit}`;
  }
  if (type === 'append-reply') return `${said.accepted ? 'has' : 'lacks'} ${said.match}`;
  if (type === 'snapshot') return `snapshot ${said.index}`;
  if (type === 'propose') return `propose ${said.commands.length}`;
  return term > 0 ? `${type} · term ${term}` : type;
}

/** `/registry/pods/default/web` → `Pod/default/web`. */
export function refOfKey(key: string): ObjectRef {
  const parts = key.replace('/registry/apiregistration.k8s.io/apiservices', '/registry/APIService').split('/').slice(2);
  // Services and Endpoints have a folder of folders.
  if (parts[0] === 'services') parts.splice(0, 2, `services/${parts[1]}`);
  const kind = parts[0] === 'minions' ? 'Node' : (kindsByFolder[parts[0]] ?? parts[0]);
  return parts.length > 2 ? `${kind}/${parts[1]}/${parts[2]}` : `${kind}//${parts[1] ?? ''}`;
}

const kindsByFolder: Readonly<Record<string, string>> = {
  pods: 'Pod',
  namespaces: 'Namespace',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  daemonsets: 'DaemonSet',
  controllerrevisions: 'ControllerRevision',
  events: 'Event',
  leases: 'Lease',
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  serviceaccounts: 'ServiceAccount',
  'services/specs': 'Service',
  'services/endpoints': 'Endpoints',
  endpointslices: 'EndpointSlice',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
};

function faceOf(message: Message): Face {
  const { body } = message;
  switch (body.kind) {
    case 'request':
      return requestFace(body as ApiRequest);
    case 'response':
      return responseFace(body as ApiResponse);
    case 'watch-event': {
      const { type, object, resource } = body as WatchEvent;
      const kind = (object as KubeObject).kind?.toLowerCase() || resource;
      const sign = type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED' ? SIGNS[type] : '';
      return { shape: 'watch', label: `${type} ${kind}`, sign, object: refOf(object as KubeObject) };
    }
    case 'raft': {
      const { message: said } = body as unknown as { readonly message: RaftMessage };
      return { shape: said.type.startsWith('heartbeat') ? 'heartbeat' : 'etcd', label: raftLabel(said) };
    }
    case 'etcd-request':
      return etcdFace(body as EtcdRequest);
    case 'etcd-response': {
      const { verb, succeeded, revision } = body as EtcdResponse;
      if (verb !== 'txn') return { shape: 'response', label: `${verb} at rev ${revision}` };
      return { shape: succeeded ? 'etcd' : 'response', label: succeeded ? `rev ${revision}` : 'compare failed' };
    }
    case 'etcd-events': {
      const { events, revision } = body as EtcdEvents;
      const [first] = events;
      return {
        shape: 'watch',
        label: first ? `${first.type} rev ${revision}` : 'progress',
        object: first ? refOfKey(first.key) : '',
      };
    }
    case 'cri-request':
      return { shape: 'cri', label: (body as CriRequest).call };
    case 'cri-response': {
      const { call, error, cni } = body as CriResponse;
      if (cni) return { shape: 'cni', label: cni };
      return { shape: 'response', label: error ? `${call} failed` : call };
    }
    case 'container-event':
      return { shape: 'watch', label: 'container stopped', sign: '~' };
    case 'http-request': {
      const { route, target } = body as HttpRequest;
      return { shape: 'user', label: '', object: objectOf(route, 'service' in target ? target.service : '') };
    }
    case 'http-response': {
      const { outcome, code, route } = body as HttpResponse;
      const lost = outcome !== 'answered';
      return {
        shape: lost ? 'lost' : 'user',
        label: lost ? outcome : code < 300 ? '' : String(code),
        object: objectOf(route, ''),
      };
    }
    case 'reset':
      return { shape: 'reset', label: (body as ResetBody).reason };
    default:
      return { shape: 'request', label: body.kind };
  }
}

/** A user's request is about the pod that was chosen for it, and until then about the Service. */
function objectOf(route: RouteTaken | undefined, service: string): ObjectRef {
  if (route && route.pod !== '') return `Pod/${route.service.slice(0, route.service.indexOf('/'))}/${route.pod}`;
  const name = route?.service || service;
  return name === '' ? '' : `Service/${name}`;
}

function requestFace(request: ApiRequest): Face {
  const kind = kindFor(request.group, request.version, request.resource);
  const name = request.name ?? (request.body as KubeObject | undefined)?.metadata?.name;
  const object = kind && name ? `${kind.kind}/${request.namespace ?? ''}/${name}` : '';
  const isHeartbeat = request.resource === 'leases' && request.verb === 'update';
  return {
    shape: isHeartbeat ? 'heartbeat' : 'request',
    label: `${METHODS[request.verb]} ${request.path ?? qualified(request)}`,
    object,
  };
}

function responseFace(response: ApiResponse): Face {
  const word = CODE_WORDS[response.code];
  const object = response.code < 300 ? refOf((response.body ?? {}) as KubeObject) : '';
  return { shape: 'response', label: word ? `${response.code} ${word}` : String(response.code), object };
}

function etcdFace({ op }: EtcdRequest): Face {
  switch (op.verb) {
    case 'txn':
      return { shape: 'request', label: op.value ? 'txn put' : 'txn delete', object: refOfKey(op.key) };
    case 'get':
      return { shape: 'request', label: 'get', object: refOfKey(op.key) };
    case 'range':
    case 'watch':
      return { shape: 'request', label: `${op.verb} ${op.prefix.replace('/registry/', '')}` };
    case 'compact':
      return { shape: 'request', label: `compact ${op.revision}` };
    case 'progress':
      return { shape: 'request', label: 'progress' };
  }
}
