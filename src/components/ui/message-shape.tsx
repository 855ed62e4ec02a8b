// The shape of a message beside words: the same shapes as the tokens on the canvas. Amber when the learner caused it, grey when not.
import type { TokenShape } from '../../engine/index.ts';

interface Props {
  readonly shape: TokenShape;
  readonly sign?: string;
  readonly yours: boolean;
}

const hollow: readonly TokenShape[] = ['response', 'probe', 'heartbeat', 'reset', 'lost'];

export function MessageShape({ shape, sign = '', yours }: Props) {
  const stroke = yours ? 'var(--thread-edge)' : 'var(--ghost)';
  const fill = hollow.includes(shape) ? 'none' : yours ? 'var(--thread-fill)' : 'var(--ghost)';
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" style={{ flex: 'none', display: 'block' }}>
      <g fill={fill} stroke={stroke} strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round">
        <Outline shape={shape} />
      </g>
      {shape === 'watch' && sign !== '' && (
        <path d={signs[sign] ?? ''} fill="none" stroke="var(--thread-on)" strokeWidth="1.4" strokeLinecap="round" />
      )}
    </svg>
  );
}

const signs: Readonly<Record<string, string>> = {
  '+': 'M8 5.4v5.2M5.4 8h5.2',
  '−': 'M5.4 8h5.2',
  '~': 'M5.2 8.6c1-1.6 1.8-1.6 2.8-.6s1.8 1 2.8-.6',
};

function Outline({ shape }: { readonly shape: TokenShape }) {
  switch (shape) {
    case 'request':
    case 'response':
      return <path d="M2 3.5h8L14.5 8 10 12.5H2Z" />;
    case 'watch':
      return <path d="M8 1 15 8 8 15 1 8Z" />;
    case 'etcd':
      return <path d="M3.5 2h6l3 3v9h-9Z" />;
    case 'cri':
      return <rect x="2.5" y="2.5" width="11" height="11" rx="3" />;
    case 'cni':
      return <path d="M4.8 2h6.4L15 8l-3.8 6H4.8L1 8Z" />;
    case 'probe':
      return <path d="M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM8 1v2M8 13v2M1 8h2M13 8h2" />;
    case 'heartbeat':
      return <path d="M1 9h4l2-5 2 8 1.5-3H15" />;
    case 'user':
      return <circle cx="8" cy="8" r="3.5" />;
    case 'reset':
    case 'lost':
      return <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />;
    default:
      return shape satisfies never;
  }
}
