// A scripted cluster for working on the page before the engine can drive it: three workers, a master, a laptop, one Deployment.
// It speaks the host protocol and nothing more; the page cannot tell the difference. It goes when the engine arrives.
import type {
  Action,
  Frame,
  Host,
  Recording,
  ViewMachine,
  ViewMessage,
  ViewOutput,
  ViewPod,
  ViewProcess,
  ViewWorkload,
  Why,
} from '../../engine/index.ts';

const masterApi = 'kube-apiserver/master-1';
const start = 20_000;
type Item = { tick: number; order: number; run: () => void; message?: ViewMessage };

export function createFakeHost(nodes = 3, podsPer = 2): Host {
  let now = 0,
    order = 0,
    ids = 0,
    inputs = 0,
    revision = 1280,
    whole = true,
    horizon = start;
  let queue: Item[] = [];
  let pods = new Map<string, ViewPod>(),
    machines = new Map<string, ViewMachine>(),
    processes = new Map<string, ViewProcess>();
  let workloads = new Map<string, ViewWorkload>();
  let changed = {
    pods: new Set<string>(),
    machines: new Set<string>(),
    processes: new Set<string>(),
    workloads: new Set<string>(),
  };
  let sent: ViewMessage[] = [],
    output: ViewOutput[] = [];
  let remembered = new Map<number, ViewMessage>();
  const log: { tick: number; action: Action; id: number }[] = [];

  const at = (tick: number, run: () => void, message?: ViewMessage) => {
    queue.push({ tick, order: order++, run, message });
    queue.sort((a, b) => a.tick - b.tick || a.order - b.order);
  };
  const send = (
    m: Partial<ViewMessage> & { from: string; to: string; shape: ViewMessage['shape']; label: string },
    delay: number,
    then: () => void = () => {},
  ): ViewMessage => {
    const message: ViewMessage = {
      id: ++ids,
      sign: '',
      sentAt: now,
      dueAt: now + delay,
      cause: 0,
      thread: 0,
      because: '',
      object: '',
      lost: false,
      ...m,
    };
    sent.push(message);
    remembered.set(message.id, message);
    at(now + delay, then, message);
    return message;
  };
  const setPod = (p: ViewPod) => {
    pods.set(p.ref, p);
    changed.pods.add(p.ref);
    ready();
  };
  const setProcess = (p: ViewProcess) => {
    processes.set(p.address, p);
    changed.processes.add(p.address);
  };
  const patch = (address: string, more: Partial<ViewProcess>) => setProcess({ ...processes.get(address)!, ...more });
  const ready = () => {
    const mine = [...pods.values()].filter((p) => p.label === 'nginx-deployment');
    const n = mine.filter((p) => p.state === 'Running').length;
    for (const w of workloads.values()) {
      workloads.set(w.ref, { ...w, ready: n, available: n });
      changed.workloads.add(w.ref);
    }
  };
  const commit = (key: string, sign: '+' | '~' | '−', thread: number) => {
    revision++;
    const etcd = processes.get('etcd/master-1')!;
    patch('etcd/master-1', {
      etcd: {
        revision,
        compacted: 0,
        commits: [...etcd.etcd!.commits, { revision, sign, key, thread, at: now }].slice(-5),
      },
    });
  };
  const pod = (
    name: string,
    node: string,
    state: ViewPod['state'],
    status: string,
    label: string,
    suffix: string,
    ns = 'default',
    createdAt = now,
  ): ViewPod => ({
    ref: `Pod/${ns}/${name}`,
    namespace: ns,
    name,
    uid: name,
    node,
    ip: node ? '10.244.1.7' : '',
    owner: label === 'nginx-deployment' ? 'ReplicaSet/default/nginx-deployment-7d4b9c6f5' : '',
    label,
    suffix,
    state,
    status,
    readyContainers: state === 'Running' ? 1 : 0,
    containers: [
      {
        name: 'nginx',
        state: state === 'Pending' ? 'waiting' : 'running',
        reason: '',
        ready: state === 'Running',
        restarts: 0,
        exitCode: undefined,
        backoffUntil: undefined,
      },
    ],
    restarts: 0,
    createdAt,
    goneBy: undefined,
    cpuMillis: 250,
    memoryBytes: 256 << 20,
  });

  function boot() {
    now = 0;
    order = 0;
    ids = 0;
    revision = 1280;
    queue = [];
    sent = [];
    output = [];
    pods = new Map();
    machines = new Map();
    processes = new Map();
    workloads = new Map();
    remembered = new Map();
    const machine = (name: string, role: ViewMachine['role'], list: string[]) => {
      machines.set(name, {
        name,
        role,
        up: true,
        cutSince: undefined,
        processes: list.map((p) => `${p}/${name}`),
        images: [],
        node:
          role === 'laptop'
            ? undefined
            : {
                ref: `Node//${name}`,
                ready: 'True',
                unschedulable: false,
                taints: [],
                labels: { 'topology.kubernetes.io/zone': 'abc'[machines.size % 3] },
                allocatableCpuMillis: 4000,
                allocatableMemoryBytes: 8 * 2 ** 30,
                allocatablePods: 110,
                conditions: [],
              },
      });
      for (const p of list)
        processes.set(`${p}/${name}`, {
          address: `${p}/${name}`,
          component: p,
          machine: name,
          life: 'up',
          ...(p === 'kubelet'
            ? { kubelet: { leaseRenewedAt: 0, pods: 1 } }
            : p === 'containerd'
              ? { containerd: { call: '', thread: 0, containers: 1 } }
              : {}),
        });
    };
    machine('master-1', 'control-plane', [
      'etcd',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'kubelet',
      'containerd',
    ]);
    for (let i = 1; i <= nodes; i++) machine(`node-${i}`, 'worker', ['kubelet', 'containerd']);
    machine('laptop', 'laptop', ['kubectl']);
    patch('etcd/master-1', { etcd: { revision, compacted: 0, commits: [] } });
    patch(masterApi, { apiserver: { ready: true, watches: 14, request: '', stages: [], outcome: '', thread: 0 } });
    const loop = (name: string) => ({
      name,
      queued: 0,
      key: '',
      thought: '',
      thoughtAt: 0,
      thread: 0,
      nextCheckAt: undefined,
    });
    patch('kube-controller-manager/master-1', {
      leader: { holder: 'master-1', isLeader: true, renewedAt: 0 },
      loops: ['Deployment', 'ReplicaSet', 'Node lifecycle', 'Taint eviction', 'Garbage collector', 'Namespace'].map(
        loop,
      ),
    });
    patch('kube-scheduler/master-1', {
      leader: { holder: 'master-1', isLeader: true, renewedAt: 0 },
      scheduler: { active: [], backoff: [], unschedulable: [], nodes: nodes + 1, thought: '', thread: 0 },
    });
    for (const kind of ['Deployment', 'ReplicaSet']) {
      const name = kind === 'Deployment' ? 'nginx-deployment' : 'nginx-deployment-7d4b9c6f5';
      workloads.set(`${kind}/default/${name}`, {
        ref: `${kind}/default/${name}`,
        kind,
        namespace: 'default',
        name,
        owner: kind === 'Deployment' ? '' : 'Deployment/default/nginx-deployment',
        wanted: 3,
        ready: 3,
        available: 3,
        createdAt: 5000,
        image: 'nginx:1.14.2',
      });
    }
    const letters = ['2bq8m', 'x2x7q', 'vd9lt'];
    for (let i = 0; i < 3; i++)
      setPod(
        pod(
          `nginx-deployment-7d4b9c6f5-${letters[i]}`,
          `node-${i + 1}`,
          'Running',
          'Running',
          'nginx-deployment',
          letters[i],
          'default',
          6000,
        ),
      );
    for (let n = 1; n <= nodes; n++)
      for (let i = 1; i < podsPer; i++)
        setPod(pod(`cart-6f7c9b-${n}x${i}z`, `node-${n}`, 'Running', 'Running', 'cart', `${n}x${i}z`, 'default', 7000));
    const beat = (n: number) => () => {
      const from = n ? `node-${n}` : 'master-1';
      if (machines.get(from)!.up && machines.get(from)!.cutSince === undefined) {
        send({ from: `kubelet/${from}`, to: masterApi, shape: 'heartbeat', label: 'PUT lease' }, 700, () => {
          commit(`leases/kube-node-lease/${from}`, '~', 0);
          patch(`kubelet/${from}`, { kubelet: { leaseRenewedAt: now, pods: 1 } });
        });
      }
      at(now + 10_000, beat(n));
    };
    for (let n = 0; n <= nodes; n++) at(100 + ((n * 3777) % 10_000), beat(n));
    runTo(start);
    whole = true;
  }

  function runTo(tick: number, max = 1e9): number {
    let count = 0;
    while (queue.length && queue[0].tick <= tick && count < max) {
      while (log.length > next && log[next].tick < queue[0].tick) applyInput();
      const item = queue.shift()!;
      now = item.tick;
      item.run();
      if (item.message) count++;
    }
    if (count < max) now = Math.max(now, tick);
    horizon = Math.max(horizon, now);
    return count;
  }
  let next = 0;
  function applyInput() {
    const { action, id } = log[next++];
    perform(action, id);
  }

  function perform(action: Action, thread: number) {
    if ('delete' in action) {
      const name = action.delete.split('/').at(-1)!;
      const ref = `Pod/default/${name}`;
      const victim = pods.get(ref);
      if (!victim) return;
      patch('kubectl/laptop', { kubectl: { command: `delete pod ${name}`, code: undefined, running: true, at: now } });
      output.push({ thread, stream: 'command', text: `kubectl delete pod ${name}` });
      heal(victim, thread);
    } else if ('unplug' in action || 'plug' in action || 'stop' in action || 'start' in action) {
      const key =
        'unplug' in action
          ? action.unplug
          : 'plug' in action
            ? action.plug
            : 'stop' in action
              ? action.stop
              : (action as { start: string }).start;
      const m = machines.get(key.split('/').at(-1)!);
      if (!m) return;
      const cutSince = 'unplug' in action ? now : 'plug' in action ? undefined : m.cutSince;
      const up = 'stop' in action ? false : 'start' in action ? true : m.up;
      const ok = up && cutSince === undefined;
      machines.set(m.name, { ...m, up, cutSince, node: m.node && { ...m.node, ready: ok ? 'True' : 'Unknown' } });
      changed.machines.add(m.name);
    } else if ('cordon' in action || 'uncordon' in action) {
      const m = machines.get(('cordon' in action ? action.cordon : action.uncordon).split('/').at(-1)!);
      if (m?.node) {
        machines.set(m.name, { ...m, node: { ...m.node, unschedulable: 'cordon' in action } });
        changed.machines.add(m.name);
      }
    }
  }

  function heal(victim: ViewPod, thread: number) {
    let cause = thread;
    const hop = (
      from: string,
      to: string,
      shape: ViewMessage['shape'],
      label: string,
      delay: number,
      object: string,
      then: () => void,
      sign: ViewMessage['sign'] = '',
    ) => {
      const m = send({ from, to, shape, label, thread, cause, object, sign, because: `${from} did it` }, delay, () => {
        cause = m.id;
        then();
      });
    };
    const born = pod('nginx-deployment-7d4b9c6f5-k9wzt', '', 'Pending', 'Pending', 'nginx-deployment', 'k9wzt');
    const cm = 'kube-controller-manager/master-1',
      etcd = 'etcd/master-1',
      sched = 'kube-scheduler/master-1';
    const write = (
      from: string,
      label: string,
      key: string,
      sign: '+' | '~' | '−',
      object: string,
      then: () => void,
    ) => {
      hop(from, masterApi, 'request', label, 6, object, () => {
        patch(masterApi, {
          apiserver: {
            ready: true,
            watches: 14,
            request: label,
            stages: ['authn', 'authz', 'admission'].map((name) => ({ name, ok: true })),
            outcome: '',
            thread,
          },
        });
        hop(masterApi, etcd, 'etcd', `rev ${revision + 1}`, 3, object, () => {
          commit(key, sign, thread);
          patch(masterApi, { apiserver: { ...processes.get(masterApi)!.apiserver!, outcome: `rev ${revision}` } });
          hop(etcd, masterApi, 'response', 'ok', 3, object, () => {
            hop(masterApi, from, 'response', label.startsWith('POST') ? '201 Created' : '200 OK', 5, object, () => {});
            then();
          });
        });
      });
    };
    write('kubectl/laptop', 'DELETE pod', `pods/default/${victim.name}`, '~', victim.ref, () => {
      setPod({ ...victim, state: 'Terminating', status: 'Terminating', goneBy: now + 30_000 });
      hop(
        masterApi,
        `kubelet/${victim.node}`,
        'watch',
        'MODIFIED pod',
        9,
        victim.ref,
        () => {
          hop(`kubelet/${victim.node}`, `containerd/${victim.node}`, 'cri', 'StopContainer', 12, victim.ref, () => {
            patch(`containerd/${victim.node}`, { containerd: { call: 'StopContainer', thread, containers: 1 } });
            at(now + 900, () => {
              patch(`containerd/${victim.node}`, { containerd: { call: '', thread: 0, containers: 0 } });
              write(`kubelet/${victim.node}`, 'DELETE pod', `pods/default/${victim.name}`, '−', victim.ref, () => {
                pods.delete(victim.ref);
                changed.pods.add(victim.ref);
                patch('kubectl/laptop', {
                  kubectl: { command: `delete pod ${victim.name}`, code: 0, running: false, at: now },
                });
              });
            });
          });
        },
        '~',
      );
      hop(
        masterApi,
        cm,
        'watch',
        'MODIFIED pod',
        9,
        victim.ref,
        () => {
          const loops = processes.get(cm)!.loops!.map((l) =>
            l.name === 'ReplicaSet'
              ? {
                  ...l,
                  key: 'nginx-deployment-7d4b9c6f5',
                  thought: 'want 3 · have 2 → create 1',
                  thoughtAt: now,
                  thread,
                }
              : l,
          );
          patch(cm, { loops });
          write(cm, 'POST pods', `pods/default/${born.name}`, '+', born.ref, () => {
            setPod(born);
            const s = processes.get(sched)!.scheduler!;
            patch(sched, { scheduler: { ...s, active: ['k9wzt'], thread, thought: '' } });
            hop(
              masterApi,
              sched,
              'watch',
              'ADDED pod',
              9,
              born.ref,
              () => {
                patch(sched, { scheduler: { ...s, active: [], thread, thought: 'k9wzt → node-2' } });
                write(sched, 'POST pods/binding', `pods/default/${born.name}`, '~', born.ref, () => {
                  setPod({ ...born, node: victim.node, status: 'ContainerCreating' });
                  hop(
                    masterApi,
                    `kubelet/${victim.node}`,
                    'watch',
                    'MODIFIED pod',
                    9,
                    born.ref,
                    () => {
                      hop(
                        `kubelet/${victim.node}`,
                        `containerd/${victim.node}`,
                        'cri',
                        'RunPodSandbox',
                        12,
                        born.ref,
                        () => {
                          hop(`containerd/${victim.node}`, `cni/${victim.node}`, 'cni', 'ADD', 9, born.ref, () => {
                            at(now + 700, () =>
                              write(
                                `kubelet/${victim.node}`,
                                'PATCH pods/status',
                                `pods/default/${born.name}`,
                                '~',
                                born.ref,
                                () => {
                                  setPod({
                                    ...born,
                                    node: victim.node,
                                    ip: '10.244.2.11',
                                    state: 'Running',
                                    status: 'Running',
                                    readyContainers: 1,
                                    containers: [{ ...born.containers[0], state: 'running', ready: true }],
                                  });
                                  hop(
                                    masterApi,
                                    cm,
                                    'watch',
                                    'MODIFIED pod',
                                    9,
                                    born.ref,
                                    () =>
                                      patch(cm, {
                                        loops: processes
                                          .get(cm)!
                                          .loops!.map((l) =>
                                            l.name === 'ReplicaSet' ? { ...l, thought: 'want 3 · have 3', thread } : l,
                                          ),
                                      }),
                                    '~',
                                  );
                                },
                              ),
                            );
                          });
                        },
                      );
                    },
                    '~',
                  );
                });
              },
              '+',
            );
          });
        },
        '~',
      );
    });
  }

  boot();
  const delta = <T>(all: Map<string, T>, keys: Set<string>) => ({
    changed: whole ? [...all.values()] : [...keys].filter((k) => all.has(k)).map((k) => all.get(k)!),
    gone: [...keys].filter((k) => !all.has(k)),
  });
  const host: Host = {
    epochMs: 1_750_000_000_000,
    lessonStart: start,
    now: () => now,
    submit(action) {
      while (log.length > next) log.pop();
      const id = -++inputs;
      log.push({ tick: now, action, id });
      horizon = now;
      next = log.length;
      at(now + 1, () => perform(action, id));
      return id;
    },
    advance: (to, max) => runTo(to, max),
    step(foreground) {
      for (let i = 0; i < 5000 && queue.length; i++) {
        const item = queue[0];
        runTo(item.tick, 1);
        if (item.message && (!foreground || item.message.thread !== 0)) return item.message;
        if (foreground && !queue.some((q) => q.message?.thread)) return undefined;
      }
      return undefined;
    },
    drain(): Frame {
      const frame: Frame = {
        tick: now,
        revision,
        settled: !queue.some((q) => q.message?.thread),
        nextDue: queue[0]?.tick ?? now,
        whole,
        pods: delta(pods, changed.pods),
        machines: delta(machines, changed.machines),
        processes: delta(processes, changed.processes),
        workloads: delta(workloads, changed.workloads),
        events: { changed: [], gone: [] },
        messages: sent,
        output,
      };
      whole = false;
      sent = [];
      output = [];
      changed = { pods: new Set(), machines: new Set(), processes: new Set(), workloads: new Set() };
      return frame;
    },
    seek(tick) {
      const kept = log.slice();
      boot();
      next = 0;
      for (const l of kept)
        if (l.tick < tick) {
          at(l.tick + 1, () => perform(l.action, l.id));
        }
      next = kept.filter((l) => l.tick < tick).length;
      runTo(tick);
      whole = true;
    },
    stepBack() {
      const last = [...remembered.values()].filter((m) => m.thread && m.dueAt <= now).at(-1);
      if (!last) return false;
      host.seek(last.dueAt - 1);
      return true;
    },
    fork: () => createFakeHost(nodes),
    get horizon() {
      return horizon;
    },
    get: (ref) => pods.get(ref),
    list: () => [],
    why(ref): Why {
      let id =
        typeof ref === 'number'
          ? ref
          : ([...remembered.values()].filter((m) => m.object === ref && m.thread).at(-1)?.id ?? 0);
      const hops = [];
      for (let m = remembered.get(id); m; m = remembered.get(id)) {
        hops.unshift({
          message: m.id,
          tick: m.dueAt,
          sentence: `${m.from} told ${m.to}`,
          evidence: m.label,
          because: m.because,
          object: m.object,
        });
        id = m.cause;
      }
      return { question: 'Why does this pod exist?', hops, kubectl: 'kubectl get pod' };
    },
    message: (id) => {
      const view = remembered.get(id);
      return view && { view, body: {} };
    },
    complete: () => [],
    recording: () => ({}) as Recording,
    hash: () => '0',
  };
  return host;
}
