import type { DeviceSummary } from '../api/types.ts';
import { wordsOf } from './catalogue.ts';

export type SortKey = 'state' | 'serial' | 'lastSeen' | 'lag' | 'backlog' | 'gaps' | 'records' | 'clock';
export type Direction = 'ascending' | 'descending';
export type StateFilter = 'all' | 'online' | 'offline' | 'attention';

// the uplink aims at seconds; a minute behind while online deserves a look
const LAG_LIMIT_SECONDS = 60;
// signed requests are refused from ten minutes on; say it well before
const CLOCK_LIMIT_SECONDS = 60;

/** Why somebody should look at a device; empty when nobody has to. */
export function concernsOf(device: DeviceSummary): string[] {
  const concerns: string[] = [];
  if (!device.online) concerns.push('offline');
  if (device.online && (device.lagSeconds ?? 0) > LAG_LIMIT_SECONDS) concerns.push('behind');
  if ((device.gapRecords ?? 0) > 0) concerns.push('gaps');
  if (Math.abs(device.clockOffsetSeconds ?? 0) > CLOCK_LIMIT_SECONDS) concerns.push('clock');
  return concerns;
}

export type Health = 'good' | 'late' | 'off';

export function healthOf(device: DeviceSummary): Health {
  if (!device.online) return 'off';
  return (device.lagSeconds ?? 0) > LAG_LIMIT_SECONDS ? 'late' : 'good';
}

export const HEALTH_WORDS: Record<Health, string> = { good: 'Online', late: 'Behind', off: 'Offline' };

export const lagIsHigh = (d: DeviceSummary): boolean => (d.lagSeconds ?? 0) > LAG_LIMIT_SECONDS;
export const clockIsOff = (d: DeviceSummary): boolean => Math.abs(d.clockOffsetSeconds ?? 0) > CLOCK_LIMIT_SECONDS;

const VALUES: Record<SortKey, (d: DeviceSummary) => number | string | null> = {
  state: (d) => ({ off: 0, late: 1, good: 2 })[healthOf(d)],
  serial: (d) => d.serial,
  lastSeen: (d) => (d.lastSeen ? Date.parse(d.lastSeen) : null),
  lag: (d) => d.lagSeconds,
  backlog: (d) => d.backlogRecords,
  gaps: (d) => d.gapRecords,
  records: (d) => d.records,
  clock: (d) => (d.clockOffsetSeconds === null ? null : Math.abs(d.clockOffsetSeconds)),
};

const byName = new Intl.Collator('en', { numeric: true });

/** Sorted by one column, then by serial; what is not known comes last whichever way. */
export function sortDevices(devices: readonly DeviceSummary[], key: SortKey, direction: Direction): DeviceSummary[] {
  const value = VALUES[key];
  const sign = direction === 'ascending' ? 1 : -1;
  return [...devices].sort((a, b) => {
    const x = value(a) ?? null;
    const y = value(b) ?? null;
    if (x === null || y === null) return x === y ? byName.compare(a.serial, b.serial) : x === null ? 1 : -1;
    const order = typeof x === 'string' ? byName.compare(x, String(y)) : x - Number(y);
    return order === 0 ? byName.compare(a.serial, b.serial) : order * sign;
  });
}

/** Those whose serial or version holds every word of the search, in the chosen state. */
export function filterDevices(devices: readonly DeviceSummary[], search: string, state: StateFilter): DeviceSummary[] {
  const words = wordsOf(search);
  return devices.filter((device) => {
    const haystack = `${device.serial} ${device.agentVersion ?? ''}`.toLowerCase();
    return words.every((w) => haystack.includes(w)) && isIn(device, state);
  });
}

function isIn(device: DeviceSummary, state: StateFilter): boolean {
  switch (state) {
    case 'all':
      return true;
    case 'online':
      return device.online;
    case 'offline':
      return !device.online;
    case 'attention':
      return concernsOf(device).length > 0;
  }
}
