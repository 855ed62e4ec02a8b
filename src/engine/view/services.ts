// Services with what stands behind them, put together from two kinds of objects as they change: the Service says what is promised,
// its EndpointSlices say who keeps the promise at the moment. Only Services of which something changed are looked at.

import type { KubeObject } from '../api/object.ts';
import type { EndpointSlice, Service } from '../api/types.ts';
import type { EtcdKeyValue } from '../api/wire.ts';
import type { ViewEndpoint, ViewService } from './frame.ts';
import { refOf } from './tokens.ts';

const SERVICES = '/registry/services/specs/';
const SLICES = '/registry/endpointslices/';
const SERVICE_NAME = 'kubernetes.io/service-name';

export class ServicesView {
  private readonly services = new Map<string, KubeObject>();
  private readonly slices = new Map<string, KubeObject>();
  /** By the key of a Service: the keys of its slices. */
  private readonly behind = new Map<string, Set<string>>();
  private readonly changed = new Set<string>();

  /** Takes in what is stored under a key now; keys of other objects are let pass. */
  note(key: string, kv: EtcdKeyValue | undefined): void {
    if (key.startsWith(SERVICES)) {
      if (kv) this.services.set(key, kv.value);
      else this.services.delete(key);
      this.changed.add(key);
    } else if (key.startsWith(SLICES)) this.noteSlice(key, kv?.value);
  }

  private noteSlice(key: string, slice: KubeObject | undefined): void {
    const before = this.slices.get(key);
    for (const each of [before, slice]) {
      const owner = each && serviceKeyOf(each);
      if (owner !== undefined) this.changed.add(owner);
    }
    if (before) this.behind.get(serviceKeyOf(before) ?? '')?.delete(key);
    if (!slice) {
      this.slices.delete(key);
      return;
    }
    this.slices.set(key, slice);
    const owner = serviceKeyOf(slice);
    if (owner === undefined) return;
    const keys = this.behind.get(owner);
    if (keys) keys.add(key);
    else this.behind.set(owner, new Set([key]));
  }

  /** All keys it has taken in. */
  known(): readonly string[] {
    return [...this.services.keys(), ...this.slices.keys()];
  }

  /** The Services of which something has changed since the last call, by key; undefined for one that is gone. */
  take(): readonly (readonly [string, ViewService | undefined])[] {
    const views = [...this.changed].map((key) => [key, this.viewOf(key)] as const);
    this.changed.clear();
    return views;
  }

  forget(): void {
    this.services.clear();
    this.slices.clear();
    this.behind.clear();
    this.changed.clear();
  }

  private viewOf(key: string): ViewService | undefined {
    const object = this.services.get(key);
    if (!object) return undefined;
    const { spec } = object as unknown as Service;
    const { name = '', namespace = '' } = object.metadata;
    const slices = [...(this.behind.get(key) ?? [])].sort().map((each) => this.slices.get(each));
    const selector = Object.entries(spec.selector ?? {});
    return {
      ref: refOf(object),
      namespace,
      name,
      type: spec.type ?? '',
      clusterIP: spec.clusterIP ?? '',
      ports: (spec.ports ?? []).map(
        ({ name: called = '', port, targetPort = port, protocol = 'TCP', nodePort = 0 }) => ({
          name: called,
          port,
          targetPort: String(targetPort),
          protocol,
          nodePort,
        }),
      ),
      selector: selector.map(([label, value]) => `${label}=${value}`).join(','),
      endpoints: slices.flatMap((slice) => endpointsOf(slice as unknown as EndpointSlice)),
    };
  }
}

function serviceKeyOf({ metadata: { labels, namespace } }: KubeObject): string | undefined {
  const name = labels?.[SERVICE_NAME];
  return name === undefined ? undefined : `${SERVICES}${namespace}/${name}`;
}

function endpointsOf({ endpoints, metadata }: EndpointSlice): readonly ViewEndpoint[] {
  return (endpoints ?? []).map(({ addresses, conditions = {}, targetRef, nodeName = '' }) => ({
    ref: targetRef?.name ? `${targetRef.kind}/${targetRef.namespace ?? metadata.namespace}/${targetRef.name}` : '',
    ip: addresses[0] ?? '',
    node: nodeName,
    ready: conditions.ready !== false,
    serving: conditions.serving ?? conditions.ready !== false,
    terminating: conditions.terminating === true,
  }));
}
