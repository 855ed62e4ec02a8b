// Of several controller-managers one works: the one whose name stands in a Lease. It renews its claim every two seconds;
// who could not renew for ten seconds ends itself, and whoever waits takes over when the old claim is fifteen seconds old.

import type { KubeObject } from '../api/object.ts';
import { microTime } from '../api/time.ts';
import type { Lease } from '../api/types.ts';
import type { Body, Message, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { type Client, call, codeOf, type Identity, type Reply } from './requests.ts';

/** Source: client-go `tools/leaderelection` and the flags' defaults of kube-controller-manager and kube-scheduler. */
const LEASE_SECONDS = 15;
const RENEW_DEADLINE: Tick = 10_000;
const RETRY_PERIOD: Tick = 2_000;

/** Plain data. */
export interface Election {
  readonly lease: string;
  readonly identity: Identity;
  readonly holder: string;
  readonly epochMs: number;
  leading: boolean;
  /** Last successful renewal of our own claim. */
  renewedAt: Tick;
  /** When the present attempt to renew began; 0 when none is under way. */
  tryingSince: Tick;
  /** The claim last seen, and when it was first seen: others' clocks are not trusted. */
  seen: KubeObject | undefined;
  seenAt: Tick;
}

interface ElectionBody extends Body {
  readonly kind: 'election';
}

/** The name under which a process stands: its machine's, and a UUID of this life of its own. */
export function candidate(io: IO): string {
  let hex = '';
  for (let i = 0; i < 4; i++)
    hex += io.draw('leader-id', `${io.self}#${i}`, io.incarnation).toString(16).padStart(8, '0');
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)];
  return `${io.machine}_${uuid.join('-')}`;
}

export function newElection(lease: string, identity: Identity, holder: string, epochMs: number): Election {
  return { lease, identity, holder, epochMs, leading: false, renewedAt: 0, tryingSince: 0, seen: undefined, seenAt: 0 };
}

export function startElection(election: Election, client: Client, io: IO): void {
  look(election, client, io);
}

/** True for the messages that belong to the election; `leading` may have changed, and the process may have ended itself. */
export function electionMessage(election: Election, client: Client, message: Message, io: IO): boolean {
  if (message.body.kind !== 'election') return false;
  // The deadline runs from the attempt, not from the last renewal: who slept in between (a frozen process) just goes on.
  if (election.leading && election.tryingSince > 0 && io.now - election.tryingSince >= RENEW_DEADLINE) {
    io.exit(`lost the lease ${election.lease}`);
    return true;
  }
  look(election, client, io);
  return true;
}

/** True for replies that belong to the election. */
export function electionReply(election: Election, client: Client, reply: Reply, io: IO): boolean {
  switch (reply.then) {
    case 'election-get':
      got(election, client, reply, io);
      return true;
    case 'election-write':
      if (codeOf(reply) === 200 || codeOf(reply) === 201) {
        election.seen = reply.response?.body as KubeObject;
        election.seenAt = io.now;
        election.renewedAt = io.now;
        election.tryingSince = 0;
        election.leading = true;
      } else {
        election.seen = undefined; // someone else wrote, or nobody answered: look again
      }
      return true;
    default:
      return false;
  }
}

function look(election: Election, client: Client, io: IO): void {
  const body: ElectionBody = { kind: 'election' };
  io.after(RETRY_PERIOD, 'periodic', body);
  if (election.leading && election.tryingSince === 0) election.tryingSince = io.now;
  if (election.leading && election.seen) {
    claim(election, client, election.seen, io);
    return;
  }
  call(client, io, election.identity, { ...leases, verb: 'get', name: election.lease }, 'election-get');
}

function got(election: Election, client: Client, reply: Reply, io: IO): void {
  if (codeOf(reply) === 404) {
    claim(election, client, undefined, io);
    return;
  }
  if (codeOf(reply) !== 200) return;
  const found = reply.response?.body as KubeObject;
  if (found.metadata.resourceVersion !== election.seen?.metadata.resourceVersion) {
    election.seen = found;
    election.seenAt = io.now;
  }
  const { holderIdentity } = (found as unknown as Lease).spec ?? {};
  const free = !holderIdentity || holderIdentity === election.holder;
  if (free || io.now - election.seenAt >= LEASE_SECONDS * 1000) claim(election, client, found, io);
}

const leases = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace: 'kube-system' } as const;

function claim(election: Election, client: Client, found: KubeObject | undefined, io: IO): void {
  const now = microTime(election.epochMs, io.now);
  const before = (found as unknown as Lease | undefined)?.spec;
  const mine = before?.holderIdentity === election.holder;
  const spec = {
    holderIdentity: election.holder,
    leaseDurationSeconds: LEASE_SECONDS,
    acquireTime: mine ? before.acquireTime : now,
    renewTime: now,
    leaseTransitions: (before?.leaseTransitions ?? 0) + (mine || !found ? 0 : 1),
  };
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: found ? found.metadata : { name: election.lease, namespace: 'kube-system' },
    spec,
  };
  const because = mine ? 'renews its claim to lead' : 'claims the lead';
  if (found) {
    call(
      client,
      io,
      election.identity,
      { ...leases, verb: 'update', name: election.lease, body: lease },
      'election-write',
      undefined,
      { because },
    );
  } else {
    call(client, io, election.identity, { ...leases, verb: 'create', body: lease }, 'election-write', undefined, {
      because,
    });
  }
}
