import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonSchema } from '../../src/main/web/api/types.ts';
import { fieldsOf, initialEntries, readEntries, type Entries } from '../../src/main/web/logic/schema.ts';

const schema: JsonSchema = {
  type: 'object',
  properties: {
    note: { type: 'string', minLength: 2, maxLength: 5 },
    celsius: { type: 'number', minimum: 5, maximum: 30 },
    count: { type: 'integer', exclusiveMinimum: 0 },
    eco: { type: 'boolean', default: true },
    unit: { type: 'string', enum: ['K', 'Cel'], default: 'Cel' },
    level: { enum: [1, 2] },
    more: { type: 'object' },
    list: { type: 'array' },
    free: {},
  },
  required: ['celsius', 'unit'],
};
const fields = fieldsOf(schema);

function read(entries: Entries) {
  return readEntries(fields, { ...initialEntries(fields), celsius: '20', ...entries });
}

function errorOf(name: string, entry: string): string | undefined {
  const outcome = read({ [name]: entry });
  return outcome.ok ? undefined : outcome.errors[name];
}

test('each property becomes a field of its kind, required ones first', () => {
  assert.deepEqual(
    fields.map((f) => [f.name, f.kind]),
    [
      ['celsius', 'number'],
      ['unit', 'choice'],
      ['note', 'text'],
      ['count', 'integer'],
      ['eco', 'boolean'],
      ['level', 'choice'],
      ['more', 'json'],
      ['list', 'json'],
      ['free', 'json'],
    ],
  );
});

test('a hint says what may be entered', () => {
  assert.equal(fields.find((f) => f.name === 'celsius')?.hint, '5 to 30');
  assert.equal(fields.find((f) => f.name === 'count')?.hint, 'a whole number above 0');
  assert.equal(fields.find((f) => f.name === 'note')?.hint, '2 to 5 characters');
});

test('defaults are filled in, and what is left empty is left out', () => {
  assert.deepEqual(read({}), { ok: true, value: { celsius: 20, unit: 'Cel', eco: true } });
});

test('values arrive in the type of the schema', () => {
  const outcome = read({ celsius: ' 21,5 ', count: '3', level: '1', note: 'abc', more: '{"a":[1]}', list: '[]', free: '7', eco: false });
  assert.deepEqual(outcome, {
    ok: true,
    value: { celsius: 21.5, unit: 'Cel', note: 'abc', count: 3, eco: false, level: 2, more: { a: [1] }, list: [], free: 7 },
  });
});

test('what does not fit is refused with the field, what was expected and what was found', () => {
  assert.equal(errorOf('celsius', ''), 'is needed');
  assert.equal(errorOf('celsius', 'warm'), 'must be a number, was "warm"');
  assert.equal(errorOf('celsius', '99'), 'must be at most 30, was 99');
  assert.equal(errorOf('celsius', '4.9'), 'must be at least 5, was 4.9');
  assert.equal(errorOf('celsius', 'Infinity'), 'must be a number, was "Infinity"');
  assert.equal(errorOf('count', '0'), 'must be above 0, was 0');
  assert.equal(errorOf('count', '1.5'), 'must be a whole number, was 1.5');
  assert.match(errorOf('count', '90071992547409931') ?? '', /too large/);
  assert.equal(errorOf('note', 'a'), 'must have at least 2 characters, has 1');
  assert.equal(errorOf('note', 'abcdef'), 'must have at most 5 characters, has 6');
  assert.equal(errorOf('unit', ''), 'is needed');
  assert.match(errorOf('more', '{') ?? '', /^is not JSON: /);
  assert.equal(errorOf('more', '[]'), 'must be JSON of type object, was array');
});

test('a letter outside the basic plane is one character', () => {
  assert.equal(errorOf('note', '😀😀😀😀😀'), undefined);
});

test('a text must fit its pattern, if the pattern can be read', () => {
  const of = (pattern: string) => fieldsOf({ properties: { hash: { type: 'string', pattern } } });
  assert.deepEqual(readEntries(of('^[0-9a-f]{4}$'), { hash: 'xyz' }), { ok: false, errors: { hash: 'must fit ^[0-9a-f]{4}$' } });
  assert.equal(readEntries(of('^[0-9a-f]{4}$'), { hash: '09af' }).ok, true);
  assert.equal(readEntries(of('('), { hash: 'anything' }).ok, true);
});

test('a command without a schema has no fields', () => {
  assert.deepEqual(fieldsOf(null), []);
  assert.deepEqual(readEntries([], {}), { ok: true, value: {} });
});
