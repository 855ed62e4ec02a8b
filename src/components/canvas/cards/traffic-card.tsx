// The users: how many requests a second they send, what became of them in the last minute, and how many were lost of all they sent.
// They stand beside the cluster, because they are no part of it.
import { Users } from 'lucide-react';
import { useMemo } from 'react';
import type { ViewTraffic } from '../../../engine/index.ts';
import { useSession, useSlowTick } from '../../session/store.ts';
import { text } from '../../ui/text/en.ts';
import { rateText } from '../../ui/text/network.ts';
import { mostSources } from '../layout-network.ts';
import { lostIn, sparkline, TrafficHistory } from '../traffic-history.ts';
import styles from './network.module.css';
import { CanvasObject } from './object.tsx';

const words = text.network;
const width = 120;
const height = 18;

export function TrafficCard() {
  const traffic = useSession((s) => s.traffic);
  const sources = Object.values(traffic);
  if (sources.length === 0) return null;
  const several = sources.length > 1;
  const sent = sum(sources, (one) => one.sent);
  const lost = sum(sources, lostIn);
  const rate = sum(sources, (one) => one.rate);
  const head = (
    <>
      <span className={styles.head}>
        <Users size={13} aria-hidden="true" /> {words.traffic} <code>{rate > 0 ? rateText(rate) : words.stopped}</code>
      </span>
      <Sparkline sources={sources} rate={rate} />
      <span className={styles.lost} data-some={lost > 0 || undefined}>
        {words.lostOf(lost, sent)}
      </span>
    </>
  );
  if (!several) return <Source source={sources[0]}>{head}</Source>;
  return (
    <div className={styles.traffic}>
      {head}
      {sources.slice(0, mostSources).map((source) => (
        <Source key={source.id} source={source} row>
          {source.id} <code>{rateText(source.rate)}</code>
        </Source>
      ))}
    </div>
  );
}

interface SourceProps {
  readonly source: ViewTraffic;
  readonly row?: boolean;
  readonly children: React.ReactNode;
}

function Source({ source, row = false, children }: SourceProps) {
  const { id, to, from, rate, sent } = source;
  const lost = lostIn(source);
  return (
    <CanvasObject
      objectRef={`Traffic//${id}`}
      state={lost > 0 ? 'Failing' : 'Running'}
      name={words.trafficName(id, rateText(rate), words.lostOf(lost, sent))}
      title={`${id}\n${words.trafficTo(to.slice(to.lastIndexOf('/') + 1), from)}`}
      className={row ? styles.source : styles.traffic}
    >
      {children}
    </CanvasObject>
  );
}

function Sparkline({ sources, rate }: { readonly sources: readonly ViewTraffic[]; readonly rate: number }) {
  const branch = useSession((s) => s.branch);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another branch is another past
  const history = useMemo(() => new TrafficHistory(), [branch]);
  const tick = useSlowTick();
  history.note(useSession.getState().tick, sources);
  const { ok, lost } = sparkline(history.seconds(tick), rate, width, height);
  return (
    <svg className={styles.sparkline} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words.sparkline}>
      <path d={`M0 ${height - 1}H${width}`} stroke="var(--line2)" strokeWidth="1" />
      {ok && <path d={ok} fill="none" stroke="var(--run)" strokeWidth="1.6" strokeLinejoin="round" />}
      {lost && <path d={lost} fill="none" stroke="var(--fail)" strokeWidth="2.5" />}
    </svg>
  );
}

function sum(sources: readonly ViewTraffic[], of: (source: ViewTraffic) => number): number {
  return sources.reduce((all, source) => all + of(source), 0);
}
