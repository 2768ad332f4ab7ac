import type { Gap, Points, Span } from '../api/types.ts';

/** A stretch of time in which a text or boolean series kept one value. */
export interface Run extends Span {
  value: string;
}

/** The runs of a series that is not numbers. A run lasts until the next value, the next gap, or the end of the window. */
export function runsOf(points: Points, gaps: readonly Gap[], end: number): Run[] {
  const runs: Run[] = [];
  points.t.forEach((time, i) => {
    const value = valueAt(points, i);
    if (value === null) return;
    const until = cutAtGap(time, Math.max(points.t[i + 1] ?? end, time), gaps);
    const last = runs.at(-1);
    if (last && last.value === value && last.to >= time) last.to = until;
    else runs.push({ from: time, to: until, value });
  });
  return runs;
}

function cutAtGap(from: number, to: number, gaps: readonly Gap[]): number {
  const gap = gaps.find((g) => g.from >= from && g.from < to);
  return gap ? gap.from : to;
}

function valueAt(points: Points, i: number): string | null {
  if (points.mode === 'buckets') {
    const mean = points.mean[i];
    return mean === null || mean === undefined ? null : mean === 0 ? 'false' : mean === 1 ? 'true' : 'both';
  }
  const value = points.v[i];
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return String(value);
}

/** The value at a time; null where nothing is known. */
export function runAt(runs: readonly Run[], time: number): Run | null {
  for (let i = runs.length - 1; i >= 0; i--) {
    const run = runs[i];
    if (run && run.from <= time) return time <= run.to ? run : null;
  }
  return null;
}

/** Each distinct value with a place on the colour scale: the order of first appearance, except that true and false stay put. */
export function colourIndex(runs: readonly Run[]): Map<string, number> {
  const index = new Map<string, number>();
  const boolean = runs.length > 0 && runs.every((r) => ['true', 'false', 'both'].includes(r.value));
  if (boolean) return new Map([['true', 0], ['false', 1], ['both', 2]]);
  for (const run of runs) if (!index.has(run.value)) index.set(run.value, index.size);
  return index;
}
