import type { Gap, Points } from '../api/types.ts';

type Column = (number | null)[];

/** What a number chart draws: one time column, and as many value columns as there are lines. */
export interface Columns {
  t: number[];
  /** The line: the values themselves, or the mean of each bucket. */
  line: Column;
  /** The band around it, when each point stands for many. */
  band: { min: Column; max: Column } | null;
  /** What is known of each point's quality, where it is not good. */
  quality: ReadonlyMap<number, Quality>;
}

export type Quality = 'uncertain' | 'bad';

// a sampler is often late by one or two periods; six missing in a row is silence
const SILENCE = 6;

/** The columns of an answer with the line broken at each gap and each silence, so that no line crosses a hole. */
export function columnsOf(points: Points, gaps: readonly Gap[]): Columns {
  const line = points.mode === 'raw' ? points.v.map(asNumber) : points.mean;
  const min = points.mode === 'raw' ? null : points.min;
  const max = points.mode === 'raw' ? null : points.max;
  const silence = medianStep(points.t) * SILENCE;
  const quality = new Map<number, Quality>();
  const out: Columns = { t: [], line: [], band: min && max ? { min: [], max: [] } : null, quality };
  // a bucket is drawn in its middle: at its beginning a long range would seem to run ahead
  const shift = points.mode === 'buckets' ? (points.width ?? 0) / 2 : 0;
  const times = points.t.map((time) => time + shift);

  times.forEach((time, i) => {
    const before = times[i - 1];
    if (before !== undefined && isHole(before, time, silence, gaps)) {
      push(out, (before + time) / 2, null, null, null);
    }
    const grade = points.mode === 'raw' ? (points.q?.[i] ?? 0) : 0;
    if (grade !== 0) quality.set(out.t.length, grade === 1 ? 'uncertain' : 'bad');
    push(out, time, line[i] ?? null, min?.[i] ?? null, max?.[i] ?? null);
  });
  return out;
}

function push(
  out: Columns,
  t: number,
  line: number | null,
  min: number | null,
  max: number | null,
): void {
  out.t.push(t);
  out.line.push(line);
  out.band?.min.push(min);
  out.band?.max.push(max);
}

function isHole(from: number, to: number, silence: number, gaps: readonly Gap[]): boolean {
  if (silence > 0 && to - from > silence) return true;
  return gaps.some((gap) => gap.from >= from && gap.to <= to);
}

function asNumber(value: number | string | boolean | null): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The middle distance between neighbours; 0 when there are too few to speak of a period. */
export function medianStep(t: readonly number[]): number {
  if (t.length < 4) return 0;
  const steps: number[] = [];
  for (let i = 1; i < t.length; i++) steps.push((t[i] ?? 0) - (t[i - 1] ?? 0));
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 0;
}

/** Smallest, largest and mean of what is drawn; null when there is nothing. */
export function summaryOf(points: Points): { min: number; max: number; mean: number; count: number } | null {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let count = 0;
  points.t.forEach((_, i) => {
    const mean = points.mode === 'raw' ? asNumber(points.v[i] ?? null) : (points.mean[i] ?? null);
    if (mean === null) return;
    const n = points.mode === 'raw' ? 1 : (points.count[i] ?? 0);
    min = Math.min(min, points.mode === 'raw' ? mean : (points.min[i] ?? mean));
    max = Math.max(max, points.mode === 'raw' ? mean : (points.max[i] ?? mean));
    sum += mean * n;
    count += n;
  });
  return count === 0 ? null : { min, max, mean: sum / count, count };
}

/** A counter as growth per second. Where it fell it was reset: there the growth is not known. */
export function ratesOf(columns: Columns): Columns {
  let before: { t: number; v: number } | null = null;
  const line = columns.line.map((v, i) => {
    const t = columns.t[i] ?? 0;
    const last = before;
    before = v === null ? null : { t, v };
    return v === null || last === null || v < last.v || t <= last.t ? null : (v - last.v) / (t - last.t);
  });
  return { t: columns.t, line, band: null, quality: columns.quality };
}

/** The point that is nearest in time; −1 when there is none with a value. */
export function nearest(columns: Columns, time: number): number {
  let best = -1;
  columns.line.forEach((v, i) => {
    const here = Math.abs((columns.t[i] ?? 0) - time);
    if (v !== null && (best < 0 || here < Math.abs((columns.t[best] ?? 0) - time))) best = i;
  });
  return best;
}
