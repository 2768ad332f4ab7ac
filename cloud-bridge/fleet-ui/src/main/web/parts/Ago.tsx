import { formatAgo, formatInstant } from '../logic/format.ts';
import { now } from '../state/now.ts';

/** How long ago, kept true; the exact time on hover. */
export function Ago({ at }: { at: string | null }) {
  if (at === null) return <span class="muted">never</span>;
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatAgo(at, now.value)}
    </time>
  );
}
