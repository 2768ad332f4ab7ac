import type { Span } from '../api/types.ts';

/** The times a page of charts shows: a length that ends now, or two fixed ends. */
export type Range = { kind: 'last'; seconds: number } | ({ kind: 'fixed' } & Span);

export const PRESETS: readonly { id: string; label: string; title: string; seconds: number }[] = [
  { id: '10m', label: '10 min', title: 'Last 10 minutes', seconds: 600 },
  { id: '1h', label: '1 h', title: 'Last hour', seconds: 3600 },
  { id: '6h', label: '6 h', title: 'Last 6 hours', seconds: 6 * 3600 },
  { id: '24h', label: '24 h', title: 'Last 24 hours', seconds: 86_400 },
  { id: '7d', label: '7 d', title: 'Last 7 days', seconds: 7 * 86_400 },
];

export const DEFAULT_RANGE: Range = { kind: 'last', seconds: 600 };

// a tenth of a second: below it there is nothing to see that was not there before
const SHORTEST = 0.1;

/** The two ends, in epoch seconds. */
export function spanOf(range: Range, nowSeconds: number): Span {
  return range.kind === 'fixed'
    ? { from: range.from, to: range.to }
    : { from: nowSeconds - range.seconds, to: nowSeconds };
}

/** A fixed range with its ends in order and not closer than can be drawn. */
export function fixed(a: number, b: number): Range {
  const from = Math.min(a, b);
  const to = Math.max(a, b);
  if (to - from >= SHORTEST) return { kind: 'fixed', from, to };
  const middle = (from + to) / 2;
  return { kind: 'fixed', from: middle - SHORTEST / 2, to: middle + SHORTEST / 2 };
}

/** Half (0.5) or twice (2) the length around a point that keeps its place on the screen. */
export function scaled(span: Span, factor: number, around: number): Range {
  return fixed(around - (around - span.from) * factor, around + (span.to - around) * factor);
}

/** A stretch with some room on both sides, a minute at least. */
export function around(from: number, to: number): Range {
  const room = Math.max(60, (to - from) / 4);
  return fixed(from - room, to + room);
}

/** One window later (+1) or earlier (−1), by half its length, so that what was at the edge stays in sight. */
export function shifted(span: Span, direction: 1 | -1): Range {
  const step = ((span.to - span.from) / 2) * direction;
  return fixed(span.from + step, span.to + step);
}

/** As written in the page's address: "range=1h" or "from=…&to=…" in epoch seconds. */
export function rangeToQuery(range: Range): Record<string, string> {
  if (range.kind === 'fixed') {
    return { from: range.from.toFixed(3), to: range.to.toFixed(3) };
  }
  const preset = PRESETS.find((p) => p.seconds === range.seconds);
  return { range: preset ? preset.id : `${range.seconds}s` };
}

/** Reads what {@link rangeToQuery} wrote; anything else is the default. */
export function rangeFromQuery(query: URLSearchParams): Range {
  const from = Number(query.get('from') ?? NaN);
  const to = Number(query.get('to') ?? NaN);
  if (Number.isFinite(from) && Number.isFinite(to) && to > from) return fixed(from, to);
  const word = query.get('range') ?? '';
  const preset = PRESETS.find((p) => p.id === word);
  if (preset) return { kind: 'last', seconds: preset.seconds };
  const seconds = /^(\d{1,8})s$/.exec(word);
  return seconds && Number(seconds[1]) > 0
    ? { kind: 'last', seconds: Number(seconds[1]) }
    : DEFAULT_RANGE;
}

/** How often a live chart of this length asks again: about once a pixel's worth, 2 s to 60 s. */
export function refreshSeconds(lengthSeconds: number): number {
  return Math.min(60, Math.max(2, Math.round(lengthSeconds / 300)));
}

/** "2026-11-21T10:30:00" in local time, as an input of type datetime-local wants it. */
export function toLocalInput(seconds: number): string {
  const d = new Date(seconds * 1000);
  const pad = (n: number) => String(n).padStart(2, '0');
  return (
    `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}` +
    `T${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}`
  );
}

/** Epoch seconds of what such an input holds; null when it is not a time. */
export function fromLocalInput(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null;
  const ms = new Date(text).getTime();
  return Number.isNaN(ms) ? null : ms / 1000;
}
