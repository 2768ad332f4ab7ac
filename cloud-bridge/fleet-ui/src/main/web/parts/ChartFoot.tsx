import type { Points } from '../api/types.ts';
import { summaryOf } from '../logic/columns.ts';
import { formatCount, formatReading, formatSpan, formatUnit } from '../logic/format.ts';
import { reasonInWords } from '../logic/gaps.ts';
import type { Scene } from '../plot/scene.ts';

/** Below a chart: its extremes in words, its gaps as a list, and for a counter the choice between growth and total. */
export function ChartFoot({
  points,
  scene,
  unit,
  rate,
}: {
  points: Points;
  scene: Scene;
  unit: string;
  rate: { on: boolean; turn: (on: boolean) => void } | null;
}) {
  const summary = scene.shape.kind === 'line' && !rate?.on ? summaryOf(points) : null;
  const lost = scene.gaps.reduce((sum, gap) => sum + gap.records, 0);
  const doubtful = scene.shape.kind === 'line' ? scene.shape.columns.quality.size : 0;
  return (
    <footer class="chart-foot">
      {rate && (
        <span class="mini-segments" role="group" aria-label="Show the counter as">
          <button type="button" aria-pressed={rate.on} onClick={() => rate.turn(true)}>
            per second
          </button>
          <button type="button" aria-pressed={!rate.on} onClick={() => rate.turn(false)}>
            total
          </button>
        </span>
      )}
      {summary && (
        <span>
          min {words(summary.min, unit)} · mean {words(summary.mean, unit)} · max {words(summary.max, unit)}
        </span>
      )}
      <span class="chart-marks">
        {points.mode === 'raw' && points.shortened && (
          <span title="Too many values for this chart: only the changes are drawn, or the newest">shortened</span>
        )}
        {doubtful > 0 && <span class="mark mark-thinned">{doubtful} of poor quality</span>}
        {scene.thinned.length > 0 && (
          <span class="mark mark-thinned" title="In some of these times only minimum, maximum and mean a minute were kept">
            thinned
          </span>
        )}
        {scene.gaps.length > 0 && (
          <details class="gaps">
            <summary title={`${formatCount(lost)} records lost`}>
              {scene.gaps.length === 1 ? '1 gap' : `${scene.gaps.length} gaps`}
            </summary>
            <ul>
              {scene.gaps.map((gap) => (
                <li key={`${gap.from} ${gap.to}`}>
                  {formatSpan(gap.from, gap.to, Date.now())}: {formatCount(gap.records)} records, {reasonInWords(gap.reason)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </span>
    </footer>
  );
}

/** A value with a unit only where that says more than the card's own: "1.56 G" of bytes. */
function words(value: number, unit: string): string {
  const reading = formatReading(value, unit);
  return reading.unit === formatUnit(unit) ? reading.value : `${reading.value} ${reading.unit}`;
}
