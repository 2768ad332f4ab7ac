import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

// fetched a little before it is scrolled to
const MARGIN = '240px';

/** Whether an element is on the screen, or nearly, and how wide it is in CSS pixels (0 as long as it is not known). */
export function useInSight(element: RefObject<HTMLElement | null>): { inSight: boolean; width: number } {
  const [inSight, setInSight] = useState(false);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const sight = new IntersectionObserver(
      (entries) => setInSight(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: MARGIN },
    );
    const size = new ResizeObserver(() => setWidth(target.clientWidth));
    sight.observe(target);
    size.observe(target);
    return () => {
      sight.disconnect();
      size.disconnect();
    };
  }, [element]);
  return { inSight, width };
}
