/** Below a list that is cut: how much there is, and more of it. */
export function More({ shown, all, onMore }: { shown: number; all: number; onMore: () => void }) {
  if (shown >= all) return null;
  return (
    <p class="more">
      {shown} of {all} shown{' '}
      <button type="button" class="button" onClick={onMore}>
        Show more
      </button>
    </p>
  );
}
