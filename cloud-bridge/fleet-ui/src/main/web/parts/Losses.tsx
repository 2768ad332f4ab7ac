import type { Device } from '../api/types.ts';
import { formatCount, formatSpan } from '../logic/format.ts';
import { reasonInWords, seconds } from '../logic/gaps.ts';
import { around, rangeToQuery } from '../logic/range.ts';
import { deviceHref } from '../logic/route.ts';

/** Why records of a device are missing, or stand as summaries only; nothing when all are there. */
export function Losses({ device }: { device: Device }) {
  const { serial, losses = [], records, gapRecords, thinnedRecords, thinnedPoints } = device;
  const thinned = thinnedRecords ?? 0;
  if (losses.length === 0 && thinned === 0) return null;
  const stored = (records ?? 0) - (thinnedPoints ?? 0);
  const lost = gapRecords ?? 0;
  return (
    <section class="losses" aria-label="Missing records">
      <ul>
        {losses.map((loss) => (
          <li key={loss.reason}>
            <strong class="tone-bad">{formatCount(loss.records)} records lost</strong>: {reasonInWords(loss.reason)}
            {loss.from !== null && loss.to !== null && (
              <span class="muted">
                {' · '}
                {loss.gaps === 1 ? '1 gap' : `${formatCount(loss.gaps)} gaps`} · {formatSpan(seconds(loss.from), seconds(loss.to), Date.now())}{' '}
                <a href={deviceHref(serial, 'metrics', rangeToQuery(around(seconds(loss.from), seconds(loss.to))))}>show</a>
              </span>
            )}
          </li>
        ))}
        {thinned > 0 && (
          <li>
            <strong class="tone-late">{formatCount(thinned)} records thinned</strong>: the outbox was full, of each minute only minimum,
            maximum and mean were kept<span class="muted"> · {formatCount(thinnedPoints)} points</span>
          </li>
        )}
      </ul>
      <p class="muted">
        {formatCount(stored + lost + thinned)} produced = {formatCount(stored)} stored + {formatCount(lost)} lost
        {thinned > 0 && ` + ${formatCount(thinned)} thinned`}
      </p>
    </section>
  );
}
