import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BucketPoints, RawPoints } from '../../src/main/web/api/types.ts';
import { columnsOf, medianStep, nearest, ratesOf, summaryOf } from '../../src/main/web/logic/columns.ts';

const raw = (t: number[], v: RawPoints['v']): RawPoints => ({ mode: 'raw', name: 'n', unit: null, t, v });
const every = (n: number, from = 0): number[] => Array.from({ length: n }, (_, i) => from + i);

test('an unbroken series is drawn as it came', () => {
  const columns = columnsOf(raw(every(5), [1, 2, 3, 4, 5]), []);
  assert.deepEqual(columns, { t: [0, 1, 2, 3, 4], line: [1, 2, 3, 4, 5], band: null, quality: new Map() });
});

test('no line crosses a gap', () => {
  const columns = columnsOf(raw([0, 1, 2, 5, 6, 7], [1, 1, 1, 1, 1, 1]), [{ from: 2.2, to: 4.8, records: 3, reason: '' }]);
  assert.deepEqual(columns.t, [0, 1, 2, 3.5, 5, 6, 7]);
  assert.deepEqual(columns.line, [1, 1, 1, null, 1, 1, 1]);
});

test('no line crosses a silence of many periods, though nothing was lost', () => {
  const t = [...every(10), ...every(10, 100)];
  const columns = columnsOf(raw(t, t.map(() => 1)), []);
  assert.equal(columns.line.filter((v) => v === null).length, 1);
  assert.equal(columns.t[10], (9 + 100) / 2);
});

test('a sampler that is late twice is not silent', () => {
  const t = [0, 1, 2, 5, 6, 7, 8];
  assert.equal(columnsOf(raw(t, t.map(() => 1)), []).line.includes(null), false);
});

test('buckets become a band around their mean, broken where the line is', () => {
  const buckets: BucketPoints = {
    mode: 'buckets',
    name: 'n',
    unit: null,
    width: 10,
    t: [0, 10, 40],
    min: [1, 2, 3],
    max: [5, 6, 7],
    mean: [3, 4, 5],
    count: [10, 10, 10],
  };
  const columns = columnsOf(buckets, [{ from: 20, to: 35, records: 1, reason: '' }]);
  assert.deepEqual(columns.t, [5, 15, 30, 45]);
  assert.deepEqual(columns.line, [3, 4, null, 5]);
  assert.deepEqual(columns.band, { min: [1, 2, null, 3], max: [5, 6, null, 7] });
});

test('what is not a number leaves a hole and not a zero', () => {
  assert.deepEqual(columnsOf(raw([0, 1, 2], [1, 'x', 3]), []).line, [1, null, 3]);
});

test('a counter is drawn as growth per second, and its reset as not known', () => {
  const columns = columnsOf(raw([0, 2, 4, 6], [100, 120, 5, 15]), []);
  assert.deepEqual(ratesOf(columns).line, [null, 10, null, 5]);
});

test('growth is not computed across a hole', () => {
  const holed = { t: [0, 1, 2, 3], line: [1, null, 9, 10], band: null, quality: new Map() };
  assert.deepEqual(ratesOf(holed).line, [null, null, null, 1]);
});

test('the summary weighs buckets by what they hold', () => {
  const summary = summaryOf({ mode: 'buckets', name: '', unit: null, t: [0, 1], min: [0, 5], max: [4, 9], mean: [2, 8], count: [3, 1] });
  assert.deepEqual(summary, { min: 0, max: 9, mean: 3.5, count: 4 });
  assert.equal(summaryOf(raw([], [])), null);
});

test('the nearest point is one that has a value', () => {
  const columns = { t: [0, 10, 20], line: [1, null, 3], band: null, quality: new Map() };
  assert.equal(nearest(columns, 11), 2);
  assert.equal(nearest({ t: [], line: [], band: null, quality: new Map() }, 5), -1);
});

test('too few points have no period', () => {
  assert.equal(medianStep([1, 2, 3]), 0);
  assert.equal(medianStep([0, 1, 2, 30]), 1);
});

test('a point of poor quality is known as such, also behind a gap', () => {
  const points = { ...raw([0, 1, 5, 6], [1, 2, 3, 4]), q: [0, 1, 0, 2] };
  const columns = columnsOf(points, [{ from: 2, to: 4, records: 1, reason: '' }]);
  assert.deepEqual([...columns.quality], [[1, 'uncertain'], [4, 'bad']]);
});
