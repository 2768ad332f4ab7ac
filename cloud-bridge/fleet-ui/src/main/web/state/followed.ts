import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { Command } from '../api/types.ts';
import { isOver, pollDelayMs } from '../logic/life.ts';

/** Follows a command that was just sent until it is over: asks often at first, then less often. */
export function useFollowed(
  sent: Command | null,
  onOver: () => void,
): { command: Command | null; problem: Problem | null } {
  const [state, setState] = useState<{ command: Command | null; problem: Problem | null }>({
    command: null,
    problem: null,
  });

  useEffect(() => {
    setState({ command: sent, problem: null });
    if (sent === null || isOver(sent)) return;
    const abort = new AbortController();
    const start = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const ask = async (): Promise<void> => {
      try {
        const command = await api.command(sent.id, abort.signal);
        setState({ command, problem: null });
        if (isOver(command)) return onOver();
      } catch (caught) {
        const problem = asProblem(caught);
        if (problem === null) return;
        setState((old) => ({ ...old, problem }));
      }
      timer = setTimeout(() => void ask(), pollDelayMs(Date.now() - start));
    };
    timer = setTimeout(() => void ask(), pollDelayMs(0));
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [sent]);

  return state;
}
