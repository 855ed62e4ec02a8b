// The shape of a state: a ring with a dot, a dashed ring, a half-filled one, a triangle. Shape says it, a word confirms it,
// colour only helps; with colour removed nothing is lost.
import type { PodState } from '../../engine/index.ts';

/** The colour token of a state: `var(--run)`, `var(--run-ink)`, `var(--run-wash)`. */
export const stateColour: Record<PodState, 'run' | 'pend' | 'notr' | 'fail' | 'term' | 'unkn' | 'ink2'> = {
  Running: 'run',
  Pending: 'pend',
  NotReady: 'notr',
  Failing: 'fail',
  Terminating: 'term',
  Unknown: 'unkn',
  Completed: 'ink2',
};

interface Props {
  readonly state: PodState;
  /** CSS pixels. */
  readonly size?: number;
}

export function StateShape({ state, size = 13 }: Props) {
  const colour = `var(--${stateColour[state]})`;
  const ring = { fill: 'none', stroke: colour, strokeWidth: 1.6 };
  return (
    <svg width={size} height={size} viewBox="0 0 14 14" aria-hidden="true" style={{ flex: 'none', display: 'block' }}>
      {state === 'Failing' ? (
        <>
          <path d="M7 1.2 13.2 12.4H.8Z" fill={colour} stroke={colour} strokeWidth="1" strokeLinejoin="round" />
          <path d="M7 5v3.6M7 10.2v.6" stroke="var(--fail-wash)" strokeWidth="1.5" strokeLinecap="round" />
        </>
      ) : (
        <>
          <circle cx="7" cy="7" r="5.5" {...ring} strokeDasharray={state === 'Pending' ? '3.1 2.66' : undefined} />
          {state === 'Running' && <circle cx="7" cy="7" r="2.3" fill={colour} />}
          {state === 'NotReady' && <path d="M7 1.5a5.5 5.5 0 0 0 0 11Z" fill={colour} />}
          {state === 'Terminating' && (
            <path d="M3.2 8.8 8.8 3.2M3.8 11 11 3.8M6 12.2l6.2-6.2" stroke={colour} strokeWidth="1.2" />
          )}
          {state === 'Unknown' && (
            <path
              d="M5.4 5.6c0-2.2 3.3-2.1 3.2 0 0 1.2-1.6 1.2-1.6 2.5M7 9.8v.5"
              fill="none"
              stroke={colour}
              strokeWidth="1.3"
              strokeLinecap="round"
            />
          )}
          {state === 'Completed' && (
            <path d="M4.6 7.1 6.4 9l3.2-3.7" fill="none" stroke={colour} strokeWidth="1.5" strokeLinecap="round" />
          )}
        </>
      )}
    </svg>
  );
}
