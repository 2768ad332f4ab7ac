/** The words on a chart's axes. */

const pad = (n: number): string => String(n).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Labels for times in epoch seconds that lie `step` apart: the time of day, and on a second line the day where it
 * changes. 24-hour clock, local time, so that a label reads like the lines of a log.
 */
export function timeLabels(times: readonly number[], step: number): string[] {
  let before = '';
  return times.map((time) => {
    const d = new Date(time * 1000);
    const day = `${d.getDate()} ${MONTHS[d.getMonth()]}`;
    const newDay = day !== before;
    before = day;
    if (step >= 86_400) return day;
    const clock = `${pad(d.getHours())}:${pad(d.getMinutes())}`;
    const fine = step < 1 ? `:${(d.getSeconds() + d.getMilliseconds() / 1000).toFixed(1).padStart(4, '0')}` : '';
    const label = step >= 60 ? clock : step >= 1 ? `${clock}:${pad(d.getSeconds())}` : clock + fine;
    return newDay ? `${label}\n${day}` : label;
  });
}

const SCALES: readonly [number, string][] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** Labels for values that lie `step` apart, all with the same places and the same suffix. */
export function valueLabels(values: readonly number[], step: number): string[] {
  const largest = Math.max(0, ...values.map(Math.abs));
  if (largest >= 1e15 || (largest > 0 && largest < 1e-4)) return values.map((v) => v.toExponential(1));
  const [unit, suffix] = largest >= 10_000 ? (SCALES.find(([size]) => largest >= size) ?? [1, '']) : [1, ''];
  const places = placesOf(step / unit);
  return values.map((v) => {
    const digits = (v / unit).toFixed(places);
    return (Number(digits) === 0 ? '0' : digits + suffix).replace('-', '−');
  });
}

/** How many places a step needs to be written out: 0 for 20, 1 for 0.5, 2 for 0.25. */
function placesOf(step: number): number {
  let places = 0;
  while (places < 6 && Math.abs(step * 10 ** places - Math.round(step * 10 ** places)) > 1e-6) places++;
  return places;
}
