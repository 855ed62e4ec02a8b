// `kubectl logs` asks the API server, and the API server asks the kubelet of the pod's node.

import type { Kind } from '../api/kinds/kind.ts';
import type { Body } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import type { ApiServerState, Operation, Pending } from './state.ts';

export function readLog(_state: ApiServerState, _kind: Kind, _operation: Operation, _io: IO): void {}

export function kubeletAnswered(_state: ApiServerState, _pending: Pending, _body: Body, _io: IO): void {}
