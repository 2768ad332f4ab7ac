import type { ReadonlySignal } from '@preact/signals';
import { nearest } from '../logic/columns.ts';
import type { Chart } from '../logic/catalogue.ts';
import { formatClock, formatReading } from '../logic/format.ts';
import { spanAt } from '../logic/gaps.ts';
import { runAt } from '../logic/runs.ts';
import type { Hand } from '../plot/Plot.tsx';
import type { Scene } from '../plot/scene.ts';

const LOST = 'lost';
// below it a second is many points
const FINE_S = 20;

interface Reading {
  value: number | string | boolean | null;
  range: string;
  time: string;
}

/** The value under the cursor, or else the newest. Spoken while the cursor is moved by keys. */
export function Readout({
  chart,
  scene,
  cursor,
  hand,
  unit,
}: {
  chart: Chart;
  scene: Scene | null;
  cursor: ReadonlySignal<number | null>;
  hand: ReadonlySignal<Hand>;
  unit: string;
}) {
  // read here and not in the card: the cursor moves many times a second, and only these words change with it
  const time = cursor.value;
  const shown = time === null || scene === null ? newest(scene, chart) : readAt(scene, time, unit);
  const { value, unit: unitShown } = formatReading(shown.value, unit);
  return (
    <p class="readout" aria-live={hand.value === 'keys' ? 'polite' : 'off'}>
      <span class="readout-time">{shown.time}</span>
      <span class={`readout-value ${shown.value === LOST ? 'tone-bad' : ''}`} title={value}>
        {value}
        {unitShown !== '' && shown.value !== LOST && <span class="readout-unit">{unitShown}</span>}
      </span>
      {shown.range !== '' && <span class="readout-range">{shown.range}</span>}
    </p>
  );
}

function newest(scene: Scene | null, chart: Chart): Reading {
  if (scene?.shape.kind === 'line') {
    const { line } = scene.shape.columns;
    const at = line.findLastIndex((v) => v !== null);
    return { value: line[at] ?? null, range: '', time: '' };
  }
  // what was declared a counter is shown as growth, which its newest total is not
  if (chart.kind === 'number' && chart.counter) return { value: null, range: '', time: '' };
  const last = scene?.shape.kind === 'strip' ? scene.shape.runs.at(-1)?.value : undefined;
  return { value: last ?? chart.series?.latest ?? null, range: '', time: '' };
}

function readAt(scene: Scene, time: number, unit: string): Reading {
  const { shape, span } = scene;
  const clock = (seconds: number): string => formatClock(seconds * 1000, span.to - span.from < FINE_S);
  if (shape.kind === 'strip') {
    return { value: runAt(shape.runs, time)?.value ?? null, range: '', time: clock(time) };
  }
  if (spanAt(scene.gaps, time, 0)) return { value: LOST, range: '', time: clock(time) };
  const { columns } = shape;
  const at = nearest(columns, time);
  const there = columns.t[at];
  // far from any reading the nearest one would be a lie
  if (there === undefined || Math.abs(there - time) > (span.to - span.from) / 20) {
    return { value: null, range: '', time: clock(time) };
  }
  const low = columns.band?.min[at];
  const high = columns.band?.max[at];
  const wide = typeof low === 'number' && typeof high === 'number' && low !== high;
  return {
    value: columns.line[at] ?? null,
    range: wide
      ? `${formatReading(low, unit).value} to ${formatReading(high, unit).value}`
      : (columns.quality.get(at) ?? ''),
    time: clock(there),
  };
}
