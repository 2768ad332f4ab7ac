import type { Problem } from '../api/problem.ts';
import { formatClock } from '../logic/format.ts';
import { Icon } from './Icon.tsx';

/** Something went wrong: what happened, what to do next, and a way to try again. */
export function Notice({
  problem,
  retry,
  since = 0,
}: {
  problem: Problem;
  retry?: (() => void) | undefined;
  /** When what is still shown was true, epoch milliseconds; 0 when nothing is shown. */
  since?: number;
}) {
  return (
    <div class="notice" role="alert">
      <Icon name="warning" />
      <div>
        <p class="notice-what">{problem.what}</p>
        <p class="notice-next">
          {problem.next}
          {since > 0 && ` What you see is from ${formatClock(since)}.`}
        </p>
      </div>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
