import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { Points, Span } from '../api/types.ts';

export interface Loaded {
  points: Points | null;
  /** The times that the points are of. */
  span: Span | null;
  problem: Problem | null;
  loading: boolean;
}

/**
 * The points of one series for a window, asked for while `wanted`. Another window aborts the request that runs; the same
 * window one tick later waits for it instead, so that a slow fleet is not asked faster than it answers.
 */
export function usePoints(
  serial: string,
  { name, channel }: { name: string; channel?: string },
  window: { key: string; span: Span },
  budget: number,
  wanted: boolean,
): Loaded & { retry: () => void } {
  const [loaded, setLoaded] = useState<Loaded>({ points: null, span: null, problem: null, loading: false });
  const [tries, setTries] = useState(0);
  const running = useRef<{ key: string; abort: AbortController } | null>(null);
  const next = useRef<(() => void) | null>(null);
  const { from, to } = window.span;
  const key = `${serial} ${name} ${window.key} ${budget}`;

  useEffect(() => {
    if (!wanted || budget === 0) return;
    const ask = (): void => {
      const abort = new AbortController();
      running.current = { key, abort };
      next.current = null;
      setLoaded((old) => ({ ...old, loading: true }));
      api
        .points(serial, { name, channel, from, to, budget }, abort.signal)
        .then((points) => setLoaded({ points, span: { from, to }, problem: null, loading: false }))
        .catch((caught: unknown) => {
          const problem = asProblem(caught);
          if (problem) setLoaded((old) => ({ ...old, problem, loading: false }));
        })
        .finally(() => {
          if (running.current?.abort !== abort) return;
          running.current = null;
          next.current?.();
        });
    };
    if (running.current?.key === key) {
      next.current = ask;
      return;
    }
    running.current?.abort.abort();
    ask();
  }, [key, from, to, wanted, tries]);

  useEffect(() => () => {
    next.current = null;
    running.current?.abort.abort();
    running.current = null;
  }, []);

  return { ...loaded, retry: () => setTries(tries + 1) };
}
