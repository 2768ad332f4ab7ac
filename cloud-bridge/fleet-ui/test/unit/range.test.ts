import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixed, fromLocalInput, rangeFromQuery, rangeToQuery, refreshSeconds, scaled, shifted, spanOf, toLocalInput, type Range } from '../../src/main/web/logic/range.ts';

const read = (text: string): Range => rangeFromQuery(new URLSearchParams(text));

test('a range survives its way through the address', () => {
  for (const range of [
    { kind: 'last', seconds: 600 },
    { kind: 'last', seconds: 7 * 86_400 },
    { kind: 'last', seconds: 77 },
    { kind: 'fixed', from: 1_795_256_606.645, to: 1_795_256_785.775 },
  ] satisfies Range[]) {
    assert.deepEqual(rangeFromQuery(new URLSearchParams(rangeToQuery(range))), range);
  }
});

test('an address that makes no sense shows the default', () => {
  for (const text of ['', 'range=soon', 'from=5', 'from=9&to=3', 'from=x&to=y', 'range=0s', 'range=-5s']) {
    assert.deepEqual(read(text), { kind: 'last', seconds: 600 }, text);
  }
});

test('a range that ends now moves with the clock, a fixed one does not', () => {
  assert.deepEqual(spanOf({ kind: 'last', seconds: 60 }, 1000), { from: 940, to: 1000 });
  assert.deepEqual(spanOf({ kind: 'fixed', from: 1, to: 2 }, 1000), { from: 1, to: 2 });
});

test('zooming keeps the point under the cursor in its place', () => {
  const zoomed = scaled({ from: 0, to: 100 }, 0.5, 25);
  assert.deepEqual(zoomed, { kind: 'fixed', from: 12.5, to: 62.5 });
});

test('zooming stops before the ends meet', () => {
  const tiny = fixed(10, 10);
  assert.ok(tiny.kind === 'fixed' && tiny.to > tiny.from);
});

test('dragging from right to left is the same stretch', () => {
  assert.deepEqual(fixed(9, 3), { kind: 'fixed', from: 3, to: 9 });
});

test('a step earlier keeps half of what was seen', () => {
  assert.deepEqual(shifted({ from: 100, to: 200 }, -1), { kind: 'fixed', from: 50, to: 150 });
});

test('a longer window is asked for less often', () => {
  assert.equal(refreshSeconds(600), 2);
  assert.equal(refreshSeconds(3600), 12);
  assert.equal(refreshSeconds(7 * 86_400), 60);
});

test('a local time goes through its input and back', () => {
  const seconds = 1_795_256_606;
  assert.equal(fromLocalInput(toLocalInput(seconds)), seconds);
  assert.equal(fromLocalInput(''), null);
  assert.equal(fromLocalInput('yesterday'), null);
});
