import type { ReadonlySignal } from '@preact/signals';
import { formatCount, formatSpan } from '../logic/format.ts';
import { reasonInWords, spanAt } from '../logic/gaps.ts';
import type { Scene } from '../plot/scene.ts';

// as far from a narrow gap as a hand can aim: a hundredth of the chart
const AIM = 0.01;

/** What is known of the hole, or of the thinned stretch, that the cursor stands in. */
export function GapTip({ scene, cursor }: { scene: Scene; cursor: ReadonlySignal<number | null> }) {
  const time = cursor.value;
  if (time === null) return null;
  const slack = (scene.span.to - scene.span.from) * AIM;
  const gap = spanAt(scene.gaps, time, slack);
  if (gap) {
    return (
      <div class="tip tip-gap" role="status">
        <strong>{formatCount(gap.records)} records lost</strong>
        <span>{reasonInWords(gap.reason)}</span>
        <span class="muted">{formatSpan(gap.from, gap.to)}</span>
      </div>
    );
  }
  if (spanAt(scene.thinned, time, 0) === null) return null;
  return (
    <div class="tip" role="status">
      <strong>Thinned</strong>
      <span>minimum, maximum and mean a minute were kept</span>
    </div>
  );
}
