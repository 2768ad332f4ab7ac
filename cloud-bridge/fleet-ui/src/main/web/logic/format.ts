/** How values, times and lengths of time are written. Pure: the time now is an argument. */

/** What stands where there is no value. */
export const NOTHING = '–';

const THIN_SPACE = '\u202f';

const count = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined ? NOTHING : count.format(value);
}

/** A length of time in its two largest units: "42 s", "3 min 5 s", "2 h 10 min", "5 d 3 h". */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NOTHING;
  const sign = seconds < 0 ? '−' : '';
  const s = Math.abs(seconds);
  if (s < 1) return s === 0 ? '0 s' : `${sign}${Math.max(1, Math.round(s * 1000))} ms`;
  if (s < 10) return `${sign}${trimZeros(s.toFixed(1))} s`;
  // rounded first, so that 59.7 s is a minute and not "60 s"
  const whole = Math.round(s);
  if (whole < 60) return `${sign}${whole} s`;
  if (whole < 3600) return sign + twoUnits(whole, 60, 'min', 's');
  const minutes = Math.round(s / 60);
  if (minutes < 1440) return sign + twoUnits(minutes, 60, 'h', 'min');
  const hours = Math.round(s / 3600);
  return sign + twoUnits(hours, 24, 'd', 'h');
}

function twoUnits(n: number, per: number, large: string, small: string): string {
  const rest = n % per;
  const head = `${Math.floor(n / per)} ${large}`;
  return rest === 0 ? head : `${head} ${rest} ${small}`;
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}

/** How long ago, in one unit: "now", "12 s ago", "5 min ago", "3 d ago". */
export function formatAgo(instant: string | null | undefined, nowMs: number): string {
  if (!instant) return 'never';
  const s = (nowMs - Date.parse(instant)) / 1000;
  if (Number.isNaN(s)) return NOTHING;
  if (s < -5) return `in ${oneUnit(-s)}`;
  if (s < 2) return 'now';
  return `${oneUnit(s)} ago`;
}

function oneUnit(s: number): string {
  if (s < 59.5) return `${Math.round(s)} s`;
  if (s < 3570) return `${Math.round(s / 60)} min`;
  if (s < 86_400) return `${Math.round(s / 3600)} h`;
  return `${Math.round(s / 86_400)} d`;
}

/** A number with the digits that matter: four significant ones, but never fewer than the whole part has. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 1e-4)) {
    return value.toExponential(3).replace('e+', 'e').replaceAll('-', '−');
  }
  const places = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
  const rounded = value.toFixed(places);
  // an exact number is shown as it is; an approximate one keeps its places, so that it does not jump about
  const digits = Number(rounded) === value ? String(Number(rounded)) : rounded;
  const [whole = '', fraction] = digits.split('.');
  const grouped = size >= 10_000 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE) : whole;
  return (fraction ? `${grouped}.${fraction}` : grouped).replace('-', '−');
}

const PREFIXES: readonly [number, string][] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
];

// units that take a prefix without looking odd: "1.56 GB", but not "1.56 M%" or "1.56 M°C"
const SCALABLE = new Set(['B', 'B/s', 'bit', 'bit/s', 'Hz', 'W', 'J', 'V', 'A', 'Pa', 'Ohm']);

/** A value and its unit; large amounts of bytes and the like with a prefix. */
export function formatReading(
  value: number | string | boolean | null | undefined,
  unit: string,
): { value: string; unit: string } {
  if (typeof value !== 'number' || !SCALABLE.has(unit)) {
    return { value: formatValue(value), unit: formatUnit(unit) };
  }
  const [size, prefix] = PREFIXES.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
  const scaled = size === 1 ? value : Number((value / size).toPrecision(4));
  return { value: formatNumber(scaled), unit: prefix + formatUnit(unit) };
}

/** Any value of a series, as one short text. */
export function formatValue(value: number | string | boolean | null | undefined): string {
  if (value === null || value === undefined) return NOTHING;
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value === '' ? '(empty)' : value;
}

const UNITS: Record<string, string> = { Cel: '°C', deg: '°', '/': '', '%RH': '% RH', Ohm: 'Ω', 'm/s2': 'm/s²', count: '' };

/** SenML's unit as a person writes it. Unknown units are shown as they are. */
export function formatUnit(unit: string | null | undefined): string {
  if (!unit) return '';
  return UNITS[unit] ?? unit;
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** Local time of day to the second, or to the millisecond. */
export function formatClock(ms: number, fine = false): string {
  if (Number.isNaN(ms)) return NOTHING;
  const d = new Date(ms);
  const rest = fine ? `.${String(d.getMilliseconds()).padStart(3, '0')}` : '';
  return `${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}${rest}`;
}

export function formatDay(ms: number): string {
  const d = new Date(ms);
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`;
}

/** Local date and time to the second, unambiguous and sortable. */
export function formatInstant(instant: string | number | null | undefined): string {
  if (instant === null || instant === undefined) return NOTHING;
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  return Number.isNaN(ms) ? NOTHING : `${formatDay(ms)} ${formatClock(ms)}`;
}

/** From and to in as few words as the two need: the day only where it is not the day of `todayMs`, and once if it can be. */
export function formatSpan(fromSeconds: number, toSeconds: number, todayMs: number): string {
  const from = fromSeconds * 1000;
  const to = toSeconds * 1000;
  if (formatDay(from) !== formatDay(to)) return `${formatInstant(from)} – ${formatInstant(to)}`;
  const day = formatDay(from) === formatDay(todayMs) ? '' : `${formatDay(from)} `;
  return `${day}${formatClock(from)} – ${formatClock(to)}`;
}
