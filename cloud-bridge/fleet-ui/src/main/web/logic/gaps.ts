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

const REASONS: Record<string, string> = {
  'drop-oldest': 'the outbox was full, the oldest gave way',
  'drop-newest': 'the outbox was full, new ones were refused',
  thin: 'the outbox was full, even of what is thinned',
  'disk-full': 'the disk was full',
  'broker-lost': 'the broker on the device had taken them and lost them',
  'publish-queue-full': 'they came faster than the broker on the device took them',
  'too-large': 'they did not fit into a message',
  'not-encoded': 'they could not be encoded',
  damaged: 'the database on the device was damaged',
  refused: 'the cloud refused them',
  'power-cut': 'the power was cut',
  expired: 'in gaps that are too old for their reasons to be kept',
};

/** Why records are lost, in a person's words. A reason is a kind, and mostly a colon and a sentence; unknown ones are shown as they came. */
export function reasonInWords(reason: string): string {
  const [kind = '', ...rest] = reason.split(': ');
  const words = REASONS[kind];
  if (words === undefined) return reason === '' ? 'no reason was given' : reason;
  // the sentence for the oldest says no more than the words do
  return rest.length === 0 || kind === 'drop-oldest' ? words : `${words} (${rest.join(': ')})`;
}
