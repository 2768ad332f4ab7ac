import { signal } from '@preact/signals';
import { api, whenLoggedOut } from '../api/client.ts';
import { asProblem, type Problem } from '../api/problem.ts';

export type Session =
  | { state: 'unknown' }
  | { state: 'out'; expired: boolean }
  | { state: 'in'; user: string }
  | { state: 'unreachable'; problem: Problem };

export const session = signal<Session>({ state: 'unknown' });

whenLoggedOut(() => {
  session.value = { state: 'out', expired: session.peek().state === 'in' };
});

/** Asks the fleet who is logged in; sets {@link session}, never throws. */
export async function findSession(): Promise<void> {
  try {
    const { user } = await api.session();
    session.value = { state: 'in', user };
  } catch (caught) {
    const problem = asProblem(caught);
    if (problem === null) return;
    session.value =
      problem.status === 401 ? { state: 'out', expired: false } : { state: 'unreachable', problem };
  }
}

/** Throws the {@link Problem} when the fleet refuses. */
export async function logIn(user: string, password: string): Promise<void> {
  await api.logIn(user, password);
  session.value = { state: 'in', user };
}

export async function logOut(): Promise<void> {
  try {
    await api.logOut();
  } finally {
    session.value = { state: 'out', expired: false };
  }
}
