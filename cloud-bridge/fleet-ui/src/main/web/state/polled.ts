import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem.ts';

export interface Polled<T> {
  /** The last good answer; kept while a later request fails. */
  data: T | null;
  /** Why the last request failed; null after a good one. */
  problem: Problem | null;
  /** When the last good answer came, epoch milliseconds. */
  at: number;
  refresh: () => void;
}

/**
 * Asks now, whenever `key` changes, and every `everyMs` while the tab is in sight. A request that is overtaken is aborted,
 * so an old answer never replaces a newer one.
 */
export function usePolled<T>(
  load: (signal: AbortSignal) => Promise<T>,
  key: string,
  everyMs: number,
): Polled<T> {
  const [state, setState] = useState<Omit<Polled<T>, 'refresh'> & { key: string }>({
    data: null,
    problem: null,
    at: 0,
    key,
  });
  const latest = useRef(load);
  latest.current = load;
  const again = useRef<() => void>(() => {});

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running = new AbortController();

    const ask = async (): Promise<void> => {
      clearTimeout(timer);
      running.abort();
      const mine = (running = new AbortController());
      try {
        const data = await latest.current(mine.signal);
        if (!mine.signal.aborted) setState({ data, problem: null, at: Date.now(), key });
      } catch (caught) {
        const problem = asProblem(caught);
        if (problem && !mine.signal.aborted) {
          setState((old) => ({ ...(old.key === key ? old : { data: null, at: 0, key }), problem }));
        }
      }
      if (!mine.signal.aborted) timer = setTimeout(whenInSight, everyMs);
    };
    const whenInSight = (): void => {
      if (document.visibilityState === 'visible') void ask();
    };

    again.current = () => void ask();
    document.addEventListener('visibilitychange', whenInSight);
    void ask();
    return () => {
      clearTimeout(timer);
      running.abort();
      document.removeEventListener('visibilitychange', whenInSight);
    };
  }, [key, everyMs]);

  const refresh = useCallback(() => again.current(), []);
  const fresh = state.key === key;
  return {
    data: fresh ? state.data : null,
    problem: fresh ? state.problem : null,
    at: fresh ? state.at : 0,
    refresh,
  };
}
