export type Tab = 'metrics' | 'commands' | 'plugins';

/** Where in the pages a person is. The address is the part after "#", so that the server needs one page only. */
export type Route =
  | { page: 'devices' }
  | { page: 'device'; serial: string; tab: Tab; query: URLSearchParams }
  | { page: 'missing' };

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((p) => p !== '');
  if (parts.length === 0 || (parts.length === 1 && parts[0] === 'devices')) return { page: 'devices' };
  const serial = decode(parts[1] ?? '');
  if (parts[0] !== 'devices' || serial === null || parts.length > 3) return { page: 'missing' };
  const tab = parts[2] ?? 'metrics';
  if (tab !== 'metrics' && tab !== 'commands' && tab !== 'plugins') return { page: 'missing' };
  return { page: 'device', serial, tab, query: new URLSearchParams(search) };
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

export const devicesHref = '#/devices';

export function deviceHref(
  serial: string,
  tab: Tab = 'metrics',
  query: Record<string, string> = {},
): string {
  const search = new URLSearchParams(query).toString();
  return (
    `#/devices/${encodeURIComponent(serial)}` +
    (tab === 'metrics' ? '' : `/${tab}`) +
    (search === '' ? '' : `?${search}`)
  );
}
