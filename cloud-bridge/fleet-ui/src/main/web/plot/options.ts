import uPlot from 'uplot';
import { timeLabels, valueLabels } from '../logic/axis.ts';
import { paintSpans, paintStrip } from './paint.ts';
import type { Palette, Scene } from './scene.ts';

/** All charts of a page share one cursor. */
const SYNC_KEY = 'weir';

// every chart keeps the same room for its labels, so that the charts of a column line up in time
const VALUE_AXIS_PX = 56;
const TIME_AXIS_PX = 34;

export interface PlotEvents {
  /** A stretch was dragged over; epoch seconds. */
  select: (from: number, to: number) => void;
  /** A double click. */
  back: () => void;
  /** The cursor stands at this time, in epoch seconds, or nowhere. */
  point: (time: number | null) => void;
}

/** The options of one chart. The scene is asked for on each drawing, so that new data need no new chart. */
export function plotOptions(
  size: { width: number; height: number },
  scene: () => Scene,
  palette: Palette,
  events: PlotEvents,
): uPlot.Options {
  const strip = scene().shape.kind === 'strip';
  const font = `11px ${palette.font}`;
  const axis = { stroke: palette.text, font, ticks: { show: false } };
  const grid = { stroke: palette.grid, width: 1 };
  return {
    ...size,
    legend: { show: false },
    padding: [6, 8, 0, 0],
    scales: {
      x: { time: true, range: () => [scene().span.from, scene().span.to] },
      y: { range: (_, low, high) => (strip ? [0, 1] : valueRange(low, high)) },
    },
    axes: [
      {
        ...axis,
        grid,
        gap: 4,
        size: TIME_AXIS_PX,
        space: 64,
        values: (_u, splits, _axis, _space, step) => timeLabels(splits, step),
      },
      {
        ...axis,
        grid: strip ? { show: false } : grid,
        gap: 6,
        size: VALUE_AXIS_PX,
        space: 26,
        values: (_u, splits, _axis, _space, step) => (strip ? splits.map(() => '') : valueLabels(splits, step)),
      },
    ],
    series: [{}, lineSeries(palette), edgeSeries(), edgeSeries()],
    bands: [{ series: [3, 2], fill: palette.band }],
    cursor: {
      y: false,
      sync: {
        key: SYNC_KEY,
        scales: ['x', null],
        // a drag on one chart must not be a drag on all: only the position is shared
        filters: { pub: (type: string) => type === 'mousemove' || type === 'mouseleave' } as uPlot.Cursor.Sync.Filters,
      },
      drag: { x: true, y: false, setScale: false },
      points: { size: (_u: uPlot, i: number) => (i === 1 && !strip ? 7 : 0), fill: palette.line, stroke: palette.surface, width: 2 },
      bind: {
        dblclick: () => () => {
          events.back();
          return null;
        },
      },
    },
    hooks: {
      drawClear: [(u) => paintSpans(u, scene(), palette)],
      draw: [(u) => paintStrip(u, scene(), palette)],
      setCursor: [(u) => events.point((u.cursor.left ?? -1) < 0 ? null : u.posToVal(u.cursor.left ?? 0, 'x'))],
      setSelect: [
        (u) => {
          const { left, width } = u.select;
          // a click that trembled is not a zoom
          if (width < 4) return;
          events.select(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

/** What uPlot is given: times, line, and the two edges of the band. */
export function plotData(scene: Scene): uPlot.AlignedData {
  if (scene.shape.kind === 'strip') {
    return [[scene.span.from, scene.span.to], [null, null], [null, null], [null, null]];
  }
  const { t, line, band } = scene.shape.columns;
  const none = band === null ? t.map(() => null) : [];
  return [t, line, band?.min ?? none, band?.max ?? none];
}

function lineSeries(palette: Palette): uPlot.Series {
  return {
    stroke: palette.line,
    width: 1.5,
    points: { size: 4, fill: palette.line, filter: (u, i, show) => (show ? null : lonely(u.data[i] ?? [])) },
  };
}

/** A value with nothing on either side has no line: it needs a dot to be seen. */
function lonely(values: ArrayLike<number | null | undefined>): number[] {
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) found.push(i);
  }
  return found;
}

const edgeSeries = (): uPlot.Series => ({ stroke: 'transparent', width: 0, points: { show: false } });

/** Some air above and below; a constant gets a scale that does not make its last digit look like a storm. */
export function valueRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  if (low === 0 && high === 0) return [0, 1];
  if (high - low < Math.abs(high) * 1e-6 || high === low) {
    const around = Math.abs(high) * 0.05 || 1;
    return [low - around, high + around];
  }
  const air = (high - low) * 0.08;
  // readings that are never negative do not get a negative scale
  const bottom = low >= 0 && low - air < 0 ? 0 : low - air;
  return [bottom, high + air];
}
