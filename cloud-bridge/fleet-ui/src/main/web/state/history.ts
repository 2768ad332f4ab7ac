import { useEffect, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { Command } from '../api/types.ts';
import { usePolled } from './polled.ts';

const REFRESH_MS = 5_000;

interface Kept {
  commands: Command[];
  /** Null until older ones were asked for. */
  more: boolean | null;
  problem: Problem | null;
}
const NONE: Kept = { commands: [], more: null, problem: null };

/** The newest commands of a device, asked for again and again, and older ones page by page as a person asks for them. */
export function useHistory(serial: string) {
  const newest = usePolled((signal) => api.commands(serial, undefined, signal), `commands ${serial}`, REFRESH_MS);
  const [kept, setKept] = useState(NONE);
  useEffect(() => setKept(NONE), [serial]);

  const commands = newest.data && joined(newest.data.commands, kept.commands);
  const more = kept.more ?? newest.data?.more ?? false;
  const showOlder = async (): Promise<void> => {
    const last = commands?.at(-1);
    if (!commands || !last) return;
    try {
      const page = await api.commands(serial, last.id);
      // what is shown now is kept too: newer ones may push it off the newest page
      setKept({ commands: joined(commands, page.commands), more: page.more, problem: null });
    } catch (caught) {
      setKept((old) => ({ ...old, problem: asProblem(caught) }));
    }
  };
  return { ...newest, problem: newest.problem ?? kept.problem, commands, more, showOlder };
}

/** Both lists in their order, without what the second repeats. */
function joined(newer: readonly Command[], older: readonly Command[]): Command[] {
  const known = new Set(newer.map((c) => c.id));
  return [...newer, ...older.filter((c) => !known.has(c.id))];
}
