/** The status of a problem when the fleet could not be reached at all. */
export const AWAY = 0;

/** An answer that is not the one asked for: what happened, and what to do next. Also an RFC 9457 problem, read. */
export class Problem extends Error {
  constructor(
    /** HTTP status, or AWAY. */
    readonly status: number,
    readonly what: string,
    readonly next: string,
    /** The field of the request that the fleet objects to, if it named one. */
    readonly field: string | null = null,
  ) {
    super(what);
  }
}

interface ProblemJson {
  title?: unknown;
  detail?: unknown;
  field?: unknown;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

function nextStep(status: number, retryAfter: string | null): string {
  if (status === 401) return 'Log in again.';
  if (status === 403) return 'Reload the page and log in again; if it stays, your account may not do this.';
  if (status === 404) return 'Check the address, or go back to the list of devices.';
  if (status === 409) return 'Look at the present state, then try once more.';
  if (status === 429 || status === 503) {
    return retryAfter ? `Try again in ${retryAfter} s.` : 'Try again in a moment.';
  }
  if (status >= 400 && status < 500) return 'Correct what was entered and send it again.';
  return 'Try again; if it stays, look into the log of the fleet.';
}

const TITLES: Record<number, string> = {
  401: 'You are not logged in.',
  403: 'The fleet refused this.',
  404: 'The fleet does not know this.',
  429: 'Too many requests.',
  503: 'The fleet is busy.',
};

/** Reads a refusal. The body may be problem+json, anything else, or nothing. */
export function problemOf(status: number, body: string, retryAfter: string | null = null): Problem {
  let json: ProblemJson = {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) json = parsed;
  } catch {
    // not JSON, a proxy's page perhaps: the status alone has to do
  }
  const title = text(json.title);
  const detail = text(json.detail);
  const what =
    [title, detail].filter((part, i, all) => part !== '' && all.indexOf(part) === i).join(': ') ||
    TITLES[status] ||
    `The fleet answered with HTTP ${status}.`;
  return new Problem(status, what, nextStep(status, retryAfter), text(json.field) || null);
}

/** The fleet could not be reached. */
export function unreachable(): Problem {
  return new Problem(
    AWAY,
    'The fleet does not answer.',
    'Check that it is running and that the network is up. The page tries again by itself.',
  );
}

/** Whatever was caught, as a problem that can be shown. Null for a request that was aborted on purpose. */
export function asProblem(caught: unknown): Problem | null {
  if (caught instanceof Problem) return caught;
  if (caught instanceof DOMException && caught.name === 'AbortError') return null;
  const message = caught instanceof Error ? caught.message : String(caught);
  return new Problem(-1, `This page made a mistake: ${message}`, 'Reload the page.');
}
