import { problemOf, unreachable } from './problem.ts';
import type { Command, Device, DeviceSummary, Points, Series, Signal } from './types.ts';

interface Call {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** Called whenever the fleet says that nobody is logged in. */
let onLoggedOut: () => void = () => {};

export function whenLoggedOut(listener: () => void): void {
  onLoggedOut = listener;
}

/** Called with each request's end: whether there was a fleet to answer it. */
let onReached: (reached: boolean) => void = () => {};

export function whenReached(listener: (reached: boolean) => void): void {
  onReached = listener;
}

async function call<T>(path: string, { method = 'GET', body, signal }: Call = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  // a cookie alone must not be enough to change something: a foreign page cannot set this header
  if (method !== 'GET') headers['X-Weir'] = '1';
  if (body !== undefined) headers['Content-Type'] = 'application/json';

  let response: Response;
  let text: string;
  try {
    response = await fetch(`api/v1/${path}`, {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
    text = await response.text();
  } catch (caught) {
    if (signal?.aborted) throw new DOMException('aborted', 'AbortError');
    if (!(caught instanceof TypeError)) throw caught;
    onReached(false);
    throw unreachable();
  }
  onReached(true);
  if (!response.ok) {
    const problem = problemOf(response.status, text, response.headers.get('Retry-After'));
    if (response.status === 401 && path !== 'session') onLoggedOut();
    throw problem;
  }
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T;
  } catch {
    throw problemOf(502, '');
  }
}

const segment = encodeURIComponent;

/** The fleet's API, one function a request. Each throws a {@link Problem}, or AbortError when its signal says so. */
export const api = {
  session: () => call<{ user: string }>('session'),

  logIn: (user: string, password: string) =>
    call<void>('session', { method: 'POST', body: { user, password } }),

  logOut: () => call<void>('session', { method: 'DELETE' }),

  devices: async (signal?: AbortSignal) =>
    (await call<{ devices: DeviceSummary[] }>('devices', { signal })).devices,

  device: (serial: string, signal?: AbortSignal) =>
    call<Device>(`devices/${segment(serial)}`, { signal }),

  series: async (serial: string, signal?: AbortSignal) =>
    (await call<{ series: Series[] }>(`devices/${segment(serial)}/series`, { signal })).series,

  signals: async (serial: string, signal?: AbortSignal) =>
    (await call<{ signals: Signal[] }>(`devices/${segment(serial)}/signals`, { signal })).signals,

  /** Points of a series, or samples of a channel of a signal. */
  points: (
    serial: string,
    query: { name: string; channel?: string | undefined; from: number; to: number; budget: number },
    signal?: AbortSignal,
  ) => {
    const search = new URLSearchParams({
      name: query.name,
      from: query.from.toFixed(3),
      to: query.to.toFixed(3),
      budget: String(query.budget),
    });
    if (query.channel !== undefined) search.set('channel', query.channel);
    const what = query.channel === undefined ? 'points' : 'samples';
    return call<Points>(`devices/${segment(serial)}/${what}?${search}`, { signal });
  },

  send: (
    serial: string,
    command: { service: string; command: string; arguments: unknown; deadlineSeconds: number },
  ) => call<Command>(`devices/${segment(serial)}/commands`, { method: 'POST', body: command }),

  command: (id: string, signal?: AbortSignal) =>
    call<Command>(`commands/${segment(id)}`, { signal }),

  /** A page of commands, the newest first; only what is older than `before`, if that is given. */
  commands: async (serial: string, before?: string, signal?: AbortSignal) => {
    const search = new URLSearchParams({ limit: '50' });
    if (before !== undefined) search.set('before', before);
    const { commands, older } = await call<{ commands: Command[]; older?: string | null }>(
      `devices/${segment(serial)}/commands?${search}`,
      { signal },
    );
    return { commands, more: typeof older === 'string' };
  },
};
