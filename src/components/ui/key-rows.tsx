// Keys and what they do, a row each: caps for the eye, the words of the keys for who listens.
import { KeyCap } from './controls.tsx';

export function KeyRows({ rows }: { readonly rows: readonly (readonly [keys: string, does: string])[] }) {
  return (
    <dl>
      {rows.map(([keys, does]) => (
        <div key={keys}>
          <dt>
            {keys.split(' ').map((key) => (
              <KeyCap key={key}>{key}</KeyCap>
            ))}
            <span className="visually-hidden">{keys}</span>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}
