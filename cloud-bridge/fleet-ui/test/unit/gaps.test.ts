import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawPoints } from '../../src/main/web/api/types.ts';
import { gapsOf, reasonInWords, spanAt, thinnedOf } from '../../src/main/web/logic/gaps.ts';
import { colourIndex, runAt, runsOf } from '../../src/main/web/logic/runs.ts';

const points = (rest: Partial<RawPoints>): RawPoints => ({ mode: 'raw', name: '', unit: null, t: [], v: [], ...rest });

test('gaps come in order, whether their times are numbers or RFC 3339', () => {
  const gaps = gapsOf(
    points({
      gaps: [
        { from: '1970-01-01T00:01:00Z', to: '1970-01-01T00:02:00Z', records: 2, reason: 'b' },
        { from: 1, to: 2, records: 1, reason: 'a' },
        { from: 'never', to: 3, records: 9, reason: 'unreadable' },
      ],
    }),
  );
  assert.deepEqual(gaps, [
    { from: 1, to: 2, records: 1, reason: 'a' },
    { from: 60, to: 120, records: 2, reason: 'b' },
  ]);
});

test('an answer without gaps has none', () => {
  assert.deepEqual(gapsOf(points({})), []);
  assert.deepEqual(thinnedOf(points({})), []);
});

test('thinned minutes that touch are one stretch', () => {
  const thinned = [
    { from: 60, to: 120 },
    { from: 0, to: 60 },
    { from: 300, to: 360 },
  ];
  assert.deepEqual(thinnedOf(points({ thinned })), [
    { from: 0, to: 120 },
    { from: 300, to: 360 },
  ]);
});

test('a gap narrower than a hand can aim is found with slack', () => {
  const gaps = [{ from: 100, to: 100.1, records: 1, reason: '' }];
  assert.equal(spanAt(gaps, 101, 0), null);
  assert.equal(spanAt(gaps, 101, 2), gaps[0]);
});

test('a reason is told in words, with what the device adds; one that is not known is shown as it came', () => {
  assert.equal(reasonInWords('drop-oldest: the oldest gave way for lack of room'), 'the outbox was full, the oldest gave way');
  assert.equal(reasonInWords('refused: the cloud said no: never'), 'the cloud refused them (the cloud said no: never)');
  assert.equal(reasonInWords('damaged'), 'the database on the device was damaged');
  assert.equal(reasonInWords('eaten by mice'), 'eaten by mice');
  assert.equal(reasonInWords(''), 'no reason was given');
});

test('equal values in a row are one run, and a run ends at a gap', () => {
  const of = points({ t: [0, 10, 20, 50], v: ['a', 'a', 'b', 'b'] });
  assert.deepEqual(runsOf(of, [{ from: 25, to: 45, records: 1, reason: '' }], 60), [
    { from: 0, to: 20, value: 'a' },
    { from: 20, to: 25, value: 'b' },
    { from: 50, to: 60, value: 'b' },
  ]);
});

test('nothing is known before the first value and in a gap', () => {
  const runs = [
    { from: 10, to: 20, value: 'a' },
    { from: 30, to: 40, value: 'b' },
  ];
  assert.equal(runAt(runs, 5), null);
  assert.equal(runAt(runs, 25), null);
  assert.equal(runAt(runs, 35)?.value, 'b');
});

test('true and false keep their colours whichever comes first', () => {
  const index = colourIndex([{ from: 0, to: 1, value: 'false' }]);
  assert.equal(index.get('true'), 0);
  assert.equal(index.get('false'), 1);
});
