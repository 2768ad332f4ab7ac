import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeLabels, valueLabels } from '../../src/main/web/logic/axis.ts';
import { formatAgo, formatDuration, formatNumber, formatReading, formatSpan, formatValue } from '../../src/main/web/logic/format.ts';

test('a length of time is written in its two largest units', () => {
  const written: [number | null, string][] = [
    [null, '–'],
    [0, '0 s'],
    [0.0004, '1 ms'],
    [0.8, '800 ms'],
    [1.04, '1 s'],
    [9.94, '9.9 s'],
    [42.4, '42 s'],
    [59.7, '1 min'],
    [185, '3 min 5 s'],
    [3599.6, '1 h'],
    [7_800, '2 h 10 min'],
    [86_399, '1 d'],
    [97_200, '1 d 3 h'],
    [-94, '−1 min 34 s'],
  ];
  for (const [seconds, words] of written) assert.equal(formatDuration(seconds), words, String(seconds));
});

test('an instant is told by how long ago it was', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  assert.equal(formatAgo('2026-11-21T09:59:59Z', now), 'now');
  assert.equal(formatAgo('2026-11-21T09:59:20Z', now), '40 s ago');
  assert.equal(formatAgo('2026-11-21T09:55:00Z', now), '5 min ago');
  assert.equal(formatAgo('2026-11-18T09:55:00Z', now), '3 d ago');
  assert.equal(formatAgo('2026-11-21T10:01:00Z', now), 'in 1 min');
  assert.equal(formatAgo(null, now), 'never');
});

test('a number has four digits that matter and no false ones', () => {
  const written: [number, string][] = [
    [0, '0'],
    [0.4, '0.4'],
    [21.43781, '21.44'],
    [39.8, '39.8'],
    [0.123456, '0.1235'],
    [1234.5, '1235'],
    [68_762, '68\u202f762'],
    [-3.5, '−3.5'],
    [0.00001, '1.000e−5'],
    [2 ** 53, '9.007e15'],
    [NaN, '–'],
  ];
  for (const [value, digits] of written) assert.equal(formatNumber(value), digits, String(value));
});

test('bytes get a prefix, a percentage does not', () => {
  assert.deepEqual(formatReading(1_561_000_000, 'B'), { value: '1.561', unit: 'GB' });
  assert.deepEqual(formatReading(40_763, 'B/s'), { value: '40\u202f763', unit: 'B/s' });
  assert.deepEqual(formatReading(2_000_000, '%'), { value: '2\u202f000\u202f000', unit: '%' });
  assert.deepEqual(formatReading(21.5, 'Cel'), { value: '21.5', unit: '°C' });
});

test('text is shown as it is, and an empty one can be seen', () => {
  assert.equal(formatValue('<b>'), '<b>');
  assert.equal(formatValue(''), '(empty)');
  assert.equal(formatValue(false), 'false');
  assert.equal(formatValue(null), '–');
});

test('labels of values share their places and suffix', () => {
  assert.deepEqual(valueLabels([0.5, 0.75, 1], 0.25), ['0.50', '0.75', '1.00']);
  assert.deepEqual(valueLabels([-20, 0, 20], 20), ['−20', '0', '20']);
  assert.deepEqual(valueLabels([1.54e9, 1.55e9], 1e7), ['1.54G', '1.55G']);
  assert.deepEqual(valueLabels([32_500, 35_000], 2_500), ['32.5k', '35.0k']);
  assert.deepEqual(valueLabels([0.1 + 0.2], 0.1), ['0.3']);
});

test('labels of times tell the day once, and seconds only where they differ', () => {
  const at = (text: string): number => new Date(text).getTime() / 1000;
  assert.deepEqual(timeLabels([at('2026-11-21T23:58:00'), at('2026-11-21T23:59:00'), at('2026-11-22T00:00:00')], 60), [
    '23:58\n21 Nov',
    '23:59',
    '00:00\n22 Nov',
  ]);
  assert.deepEqual(timeLabels([at('2026-11-21T10:00:05')], 5), ['10:00:05\n21 Nov']);
  assert.deepEqual(timeLabels([at('2026-11-21T00:00:00')], 86_400), ['21 Nov']);
});

test('a span says the day only where it has to', () => {
  const at = (text: string): number => new Date(text).getTime() / 1000;
  const today = at('2026-11-21T20:00:00') * 1000;
  assert.equal(formatSpan(at('2026-11-21T10:00:00'), at('2026-11-21T10:05:00'), today), '10:00:00 – 10:05:00');
  assert.equal(formatSpan(at('2026-11-20T10:00:00'), at('2026-11-20T10:05:00'), today), '2026-11-20 10:00:00 – 10:05:00');
  assert.equal(formatSpan(at('2026-11-20T23:00:00'), at('2026-11-21T01:00:00'), today), '2026-11-20 23:00:00 – 2026-11-21 01:00:00');
});
