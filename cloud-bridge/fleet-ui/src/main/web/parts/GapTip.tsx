import type { ReadonlySignal } from '@preact/signals';
import { formatCount, formatSpan } from '../logic/format.ts';
import { reasonInWords, spanAt } from '../logic/gaps.ts';
import type { Hand } from '../plot/Plot.tsx';
import type { Scene } from '../plot/scene.ts';

// as far from a narrow gap as a hand can aim: a hundredth of the chart
const AIM = 0.01;

/** What is known of the hole, or of the thinned stretch, that the cursor stands in. */
export function GapTip({
  scene,
  cursor,
  hand,
}: {
  scene: Scene;
  cursor: ReadonlySignal<number | null>;
  hand: ReadonlySignal<Hand>;
}) {
  const time = cursor.value;
  // the cursor goes over all charts at once, but one tip says enough
  if (time === null || hand.value === 'none') return null;
  const side = time > (scene.span.from + scene.span.to) / 2 ? 'tip-left' : 'tip-right';
  const slack = (scene.span.to - scene.span.from) * AIM;
  const gap = spanAt(scene.gaps, time, slack);
  if (gap) {
    return (
      <div class={`tip tip-gap ${side}`} role="status">
        <strong>{formatCount(gap.records)} records lost</strong>
        <span>{reasonInWords(gap.reason)}</span>
        <span class="muted">{formatSpan(gap.from, gap.to, Date.now())}</span>
      </div>
    );
  }
  if (spanAt(scene.thinned, time, 0) === null) return null;
  return (
    <div class={`tip ${side}`} role="status">
      <strong>Thinned</strong>
      <span>minimum, maximum and mean a minute were kept</span>
    </div>
  );
}
