import type { Gap, Points, Span } from '../api/types.ts';

/** Epoch seconds of a time that may come as a number or as RFC 3339 text. */
export function seconds(time: number | string): number {
  return typeof time === 'number' ? time : Date.parse(time) / 1000;
}

/** The gaps of an answer: in order, those that cannot be read left out. */
export function gapsOf(points: Points): Gap[] {
  return (points.gaps ?? [])
    .map((gap) => ({ ...gap, from: seconds(gap.from), to: seconds(gap.to) }))
    .filter((gap) => gap.to >= gap.from)
    .sort((a, b) => a.from - b.from);
}

/** The thinned times of an answer, those that touch joined into one. */
export function thinnedOf(points: Points): Span[] {
  const spans = (points.thinned ?? [])
    .map((span) => ({ from: seconds(span.from), to: seconds(span.to) }))
    .filter((span) => span.to >= span.from)
    .sort((a, b) => a.from - b.from);
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else joined.push(span);
  }
  return joined;
}

/** The first span that holds this time, with some slack for one that is too narrow to point at. */
export function spanAt<S extends Span>(spans: readonly S[], time: number, slack: number): S | null {
  return spans.find((s) => time >= s.from - slack && time <= s.to + slack) ?? null;
}

/** Why records are lost, in a person's words. Reasons that are not known are shown as they came. */
export function reasonInWords(reason: string): string {
  const words: Record<string, string> = {
    capacity: 'the outbox was full',
    'drop-oldest': 'the outbox was full, the oldest were dropped',
    'drop-newest': 'the outbox was full, new ones were refused',
    'disk-full': 'the disk was full',
    damaged: 'the database was damaged',
    refused: 'the cloud refused them',
  };
  return words[reason] ?? (reason === '' ? 'no reason was given' : reason);
}
