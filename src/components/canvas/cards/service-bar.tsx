// A Service as what it is: rules under all nodes, drawn as a dotted bar, with every address behind it and its state. Addresses that are
// not ready get no new connections and are struck through. Below the bars, in words: Services without a bar, and autoscalers.
import { Scale } from 'lucide-react';
import type { ViewEndpoint } from '../../../engine/index.ts';
import { endpointState, endpointWord } from '../../inspector/service-facts.ts';
import { useSession } from '../../session/store.ts';
import { StateShape, stateColour } from '../../ui/state-shape.tsx';
import { text } from '../../ui/text/en.ts';
import { shownServices } from '../layout-network.ts';
import { addressText, endpointsIn, rulesText } from '../service-words.ts';
import styles from './network.module.css';
import { CanvasObject } from './object.tsx';

const words = text.network;

interface Props {
  /** Which of the bars, from above. */
  readonly place: number;
  readonly width: number;
  readonly compact: boolean;
}

export function ServiceBar({ place, width, compact }: Props) {
  const ref = useSession((s) => barsOf(s)[place]?.ref ?? '');
  const service = useSession((s) => s.services[ref]);
  const rules = useSession((s) => s.rules);
  const machines = useSession((s) => s.machines);
  if (!service) return null;
  const { name, endpoints, clusterIP } = service;
  const ready = endpoints.filter((one) => one.ready).length;
  const state = ready > 0 ? 'Running' : 'NotReady';
  const says = rulesText(service, rules, machines);
  const isOld = Object.values(rules).some(({ services }) => services.some((one) => one.ref === ref && one.stale));
  const { shown, more } = endpointsIn(width, endpoints);
  const count = words.readyOf(ready, endpoints.length);
  return (
    <CanvasObject
      objectRef={ref}
      state={state}
      name={words.serviceName(name, addressText(service), count, says)}
      title={service.ports
        .map(({ nodePort }) => (nodePort ? words.nodePort(nodePort) : ''))
        .join('\n')
        .trim()}
      className={`${styles.bar} ${compact ? styles.narrow : ''}`}
    >
      <strong>{compact ? name : `${words.service} ${name}`}</strong>
      {!compact && <code>{addressText(service)}</code>}
      <span className={styles.rules} data-old={isOld || undefined}>
        {says}
      </span>
      <span className={styles.endpoints}>
        {compact ? (
          <CompactTraffic says={count} target={ref} />
        ) : endpoints.length === 0 ? (
          clusterIP !== 'None' && clusterIP !== '' && <b>{words.noEndpoint}</b>
        ) : (
          shown.map((endpoint) => <Endpoint key={endpoint.ip} endpoint={endpoint} />)
        )}
        {!compact && more > 0 && <span>{words.moreEndpoints(more)}</span>}
      </span>
    </CanvasObject>
  );
}

function Endpoint({ endpoint }: { readonly endpoint: ViewEndpoint }) {
  const state = endpointState(endpoint);
  const gets = endpoint.ready;
  return (
    <span
      className={styles.endpoint}
      data-out={gets ? undefined : ''}
      title={`${endpoint.ref.slice(endpoint.ref.lastIndexOf('/') + 1)}\n${endpointWord(endpoint)}`}
    >
      <span style={{ color: `var(--${stateColour[state]})` }}>
        <StateShape state={state} size={11} />
      </span>
      {endpoint.ip}
    </span>
  );
}

/** On a narrow page users are a word in the bar. */
function CompactTraffic({ says, target }: { readonly says: string; readonly target: string }) {
  const lost = useSession((s) => {
    let sum = 0;
    for (const one of Object.values(s.traffic)) if (one.to === target) sum += lostOf(one);
    return sum;
  });
  return (
    <span className={styles.endpoint}>
      {says}
      {lost > 0 && (
        <b>
          {' '}
          · {lost} {text.canvas.shapes.reset}
        </b>
      )}
    </span>
  );
}

const lostOf = ({
  refused,
  timedOut,
  reset,
  failed,
}: {
  refused: number;
  timedOut: number;
  reset: number;
  failed: number;
}) => refused + timedOut + reset + failed;

function barsOf({ services, traffic }: Pick<ReturnType<typeof useSession.getState>, 'services' | 'traffic'>) {
  return shownServices(Object.values(services), Object.values(traffic)).bars;
}

export function NetworkLine() {
  const autoscalers = useSession((s) => s.autoscalers);
  const folded = useSession((s) => foldedNames(s));
  const names = folded === '' ? [] : folded.split('\n');
  return (
    <div className={styles.line}>
      {Object.values(autoscalers).map((autoscaler) => (
        <CanvasObject
          key={autoscaler.ref}
          objectRef={autoscaler.ref}
          state={autoscaler.current === autoscaler.desired ? 'Running' : 'Pending'}
          name={`HorizontalPodAutoscaler ${autoscaler.name}, ${words.autoscaler(autoscaler)}`}
          className={styles.scaler}
        >
          <Scale size={11} aria-hidden="true" /> HPA <strong>{autoscaler.name}</strong>
          <code>{words.autoscaler(autoscaler)}</code>
        </CanvasObject>
      ))}
      {names.length > 0 && (
        <span className={styles.folded} title={folded}>
          {words.folded(names.length)}: {names.slice(0, 3).join(', ')}
          {names.length > 3 && ' …'}
        </span>
      )}
    </div>
  );
}

/** Names of the Services without a bar, a line each. */
function foldedNames({
  services,
  traffic,
}: Pick<ReturnType<typeof useSession.getState>, 'services' | 'traffic'>): string {
  const { folded } = shownServices(Object.values(services), Object.values(traffic));
  return folded
    .map(({ namespace, name }) => (namespace === 'default' ? name : `${namespace}/${name}`))
    .sort()
    .join('\n');
}
