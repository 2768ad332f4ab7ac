import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { AWAY } from '../api/problem.ts';
import type { Points, Span } from '../api/types.ts';
import type { Chart } from '../logic/catalogue.ts';
import { columnsOf, ratesOf } from '../logic/columns.ts';
import { formatUnit } from '../logic/format.ts';
import { gapsOf, thinnedOf } from '../logic/gaps.ts';
import type { Range } from '../logic/range.ts';
import { colourIndex, runsOf } from '../logic/runs.ts';
import { Plot, type Hand } from '../plot/Plot.tsx';
import type { Scene } from '../plot/scene.ts';
import { useInSight } from '../state/in-sight.ts';
import { usePoints } from '../state/points.ts';
import { away } from '../state/reach.ts';
import { ChartFoot } from './ChartFoot.tsx';
import { GapTip } from './GapTip.tsx';
import { Readout } from './Readout.tsx';

/** The times all charts of a page show, and how a chart asks for others. */
export interface Window {
  /** Names the window; the same for a live one that has moved on a tick. */
  key: string;
  span: Span;
  zoomTo: (range: Range) => void;
  zoomBack: () => void;
}

// the server need not send more points than the narrowest or the widest card can show
const BUDGET = { least: 120, most: 1_000, step: 100 };

/** One metric: its name, its latest value or the one at the cursor, its chart, and what the chart adds up to. */
export function ChartCard({
  serial,
  chart,
  view,
  children,
}: {
  serial: string;
  chart: Chart;
  view: Window;
  /** What else there is to say of it, below its head. */
  children?: ComponentChildren;
}) {
  const card = useRef<HTMLElement>(null);
  const { inSight, width } = useInSight(card);
  // what nobody sees is not drawn anew with each tick: a device may have hundreds of charts
  const seen = useRef(view.span);
  if (inSight) seen.current = view.span;
  const span = seen.current;
  const cursor = useSignal<number | null>(null);
  const hand = useSignal<Hand>('none');
  const [rate, setRate] = useState(chart.counter);
  // in steps, so that a scroll bar that comes and goes asks for nothing new
  const budget = width === 0 ? 0 : Math.min(BUDGET.most, Math.max(BUDGET.least, Math.ceil(width / BUDGET.step) * BUDGET.step));
  const known = chart.series !== null || chart.channel !== undefined;
  const { points, problem, loading, retry } = usePoints(serial, chart, view, budget, inSight && known && chart.kind !== 'data');
  const lost = problem?.status === AWAY;
  const gone = away.value;
  useEffect(() => {
    if (lost && !gone) retry();
  }, [gone]);
  const asRate = rate && chart.counter && chart.kind === 'number';
  const scene = useMemo(
    () => (points === null ? null : sceneOf(points, chart, span, asRate)),
    [points, chart.kind, span.from, span.to, asRate],
  );
  const unit = chart.unit + (asRate ? '/s' : '');

  return (
    <article ref={card} class="chart" aria-label={chart.name} aria-busy={loading && points === null}>
      <header class="chart-head">
        <h3 title={chart.name}>
          <span class="chart-name">{chart.title}</span>
          {!known && <span class="chart-unit">{formatUnit(chart.unit)}</span>}
        </h3>
        {known && <Readout chart={chart} scene={scene} cursor={cursor} hand={hand} unit={unit} />}
      </header>
      {children}
      <div class="chart-body">
        {!known && <p class="chart-empty">Declared, but no reading has arrived yet.</p>}
        {known && chart.kind === 'data' && <p class="chart-empty">Binary data, {chart.series?.count} values. Not drawn.</p>}
        {known && chart.kind !== 'data' && scene === null && (problem === null || lost) && <div class="chart-wait" />}
        {scene !== null && (
          <>
            <Plot
              label={`Chart of ${chart.name}`}
              scene={scene}
              cursor={cursor}
              hand={hand}
              onZoom={view.zoomTo}
              onBack={view.zoomBack}
            />
            {isBare(scene) && <p class="chart-empty chart-over">No reading in these times.</p>}
            <GapTip scene={scene} cursor={cursor} hand={hand} />
          </>
        )}
        {problem !== null && !lost && (
          <p class="chart-problem" role="alert">
            {problem.what} {problem.next}{' '}
            <button type="button" class="link" onClick={retry}>
              Try again
            </button>
          </p>
        )}
      </div>
      {scene !== null && points !== null && (
        <ChartFoot points={points} scene={scene} unit={unit} rate={chart.counter && chart.kind === 'number' ? { on: rate, turn: setRate } : null} />
      )}
    </article>
  );
}

function sceneOf(points: Points, chart: Chart, span: Span, asRate: boolean): Scene {
  const gaps = gapsOf(points);
  const thinned = thinnedOf(points);
  if (chart.kind === 'number') {
    const columns = columnsOf(points, gaps);
    return { span, gaps, thinned, shape: { kind: 'line', columns: asRate ? ratesOf(columns) : columns } };
  }
  const runs = runsOf(points, gaps, span.to);
  return { span, gaps, thinned, shape: { kind: 'strip', runs, colours: colourIndex(runs) } };
}

function isBare({ shape, gaps }: Scene): boolean {
  if (gaps.length > 0) return false;
  return shape.kind === 'line' ? shape.columns.t.length === 0 : shape.runs.length === 0;
}
