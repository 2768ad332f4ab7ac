import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Series, Service } from '../../src/main/web/api/types.ts';
import { problemOf } from '../../src/main/web/api/problem.ts';
import { byUse, chartGroups, familiesOf, filterCharts, firstCharts } from '../../src/main/web/logic/catalogue.ts';
import { resultBesideMessage, standing, stepsOf } from '../../src/main/web/logic/life.ts';
import { deviceHref, parseRoute } from '../../src/main/web/logic/route.ts';

const stored = (name: string, rest: Partial<Series> = {}): Series => ({
  name,
  unit: null,
  kind: 'number',
  first: null,
  last: null,
  count: 1,
  latest: 1,
  ...rest,
});
const service = (name: string, metrics: Service['metrics']): Service => ({ name, state: 'RUNNING', metrics: metrics ?? null });

test('every declared metric and every stored series has one chart', () => {
  const groups = chartGroups(
    [service('host', [{ name: 'cpu', unit: '%', dataType: 'NUMBER' }, { name: 'later', dataType: 'BOOLEAN' }])],
    [stored('weir:lag'), stored('cpu', { unit: '/' }), stored('foreign')],
  );
  assert.deepEqual(
    groups.map((g) => [g.title, g.charts.map((c) => c.name)]),
    [
      ['host', ['cpu', 'later']],
      ['Other readings', ['foreign']],
      ['Weir itself', ['weir:lag']],
    ],
  );
  assert.equal(groups[0]?.charts[0]?.unit, '/');
  assert.equal(groups[0]?.charts[1]?.series, null);
  assert.equal(groups[0]?.charts[1]?.kind, 'bool');
});

test('what the agent says of itself has words, in the order in which they are asked for, one heading and no families', () => {
  const names = ['weir:flash_bytes', 'weir:zebra', 'weir:link_up:north', 'weir:backlog_records', 'weir:link_up', ...'abcdef'].map((n) => (n.length > 1 ? n : `weir:${n}`));
  const [own] = chartGroups([], names.map((name) => stored(name, { unit: 'B' })));
  assert.equal(own?.title, 'Weir itself');
  assert.deepEqual(
    own?.charts.slice(0, 5).map((c) => [c.title, c.counter]),
    [
      ['Link to the cloud is up', false],
      ['Link to the cloud is up · north', false],
      ['Records that wait', false],
      ['Written to flash', true],
      ['weir:a', false],
    ],
  );
  assert.equal(familiesOf(own?.charts ?? []).length, 1);
  assert.deepEqual(filterCharts([own!], 'flash').flatMap((g) => g.charts.map((c) => c.name)), ['weir:flash_bytes']);
});

test('a page shows so many charts at first, in their groups', () => {
  const groups = chartGroups([service('a', [{ name: 'x' }, { name: 'y' }]), service('b', [{ name: 'z' }])], [stored('w')]);
  assert.deepEqual(firstCharts(groups, 3).map((g) => g.charts.length), [2, 1]);
  assert.deepEqual(firstCharts(groups, 9), groups);
});

test('two services that declare the same name do not show it twice', () => {
  const groups = chartGroups([service('a', [{ name: 'x' }]), service('b', [{ name: 'x' }])], [stored('x')]);
  assert.deepEqual(groups.flatMap((g) => g.charts.map((c) => c.name)), ['x']);
});

test('many charts are put together by what their names share, few are not', () => {
  const names = ['cpu:total', 'load:1', 'cpu:0', 'uptime', 'disk:vda:reads', 'disk:vda:writes', 'a:1', 'a:2', 'a:3', 'net:eth0:rx:errors'];
  const charts = chartGroups([service('host', names.map((name) => ({ name })))], [])[0]?.charts ?? [];
  assert.deepEqual(
    familiesOf(charts).map((f) => `${f.title} ${f.charts.length}`),
    ['cpu 2', 'disk:vda 2', 'a 3', ' 3'],
  );
  assert.deepEqual(familiesOf(charts.slice(1)).map((f) => f.title), ['']);
});

test('what a service declares of the agent itself stands with the agent, and does not put it first', () => {
  const deployer = service('deployer', [{ name: 'weir:deploy', dataType: 'TEXT' }]);
  const room = service('room', [{ name: 'temperature' }]);
  const groups = chartGroups([deployer, room], [stored('weir:deploy', { kind: 'text' }), stored('weir:progress:room')]);
  assert.deepEqual(
    groups.map((g) => [g.title, g.charts.map((c) => c.title)]),
    [
      ['room', ['temperature']],
      ['Weir itself', ['Progress of commands · room', 'Deployments']],
    ],
  );
  assert.deepEqual(byUse([deployer, room]).map((s) => s.name), ['room', 'deployer']);
});

test('services that measure come before those that only take commands', () => {
  const order = byUse([service('b', []), service('z', [{ name: 'x' }]), service('a', [])]);
  assert.deepEqual(order.map((s) => s.name), ['z', 'a', 'b']);
});

test('a filter keeps the groups that still have charts', () => {
  const groups = chartGroups([service('host', [{ name: 'cpu:total' }])], [stored('foreign')]);
  assert.deepEqual(filterCharts(groups, 'host cpu').map((g) => g.title), ['host']);
  assert.deepEqual(filterCharts(groups, 'nothing'), []);
});

test('an address goes there and back, whatever is in the serial', () => {
  for (const serial of ['gw-1', 'a/b', '<b> ?#%', 'ü']) {
    const route = parseRoute(deviceHref(serial, 'commands', { range: '1h' }));
    assert.ok(route.page === 'device' && route.serial === serial && route.tab === 'commands');
    assert.equal(route.query.get('range'), '1h');
  }
  assert.equal(parseRoute('').page, 'devices');
  assert.equal(parseRoute('#/devices').page, 'devices');
  assert.equal(parseRoute('#/devices/x/nothing').page, 'missing');
  assert.equal(parseRoute('#/devices/%zz').page, 'missing');
});

test('a problem says what happened and what to do', () => {
  const problem = problemOf(409, '{"title":"Conflict","detail":"the id is taken","field":"id"}');
  assert.equal(problem.what, 'Conflict: the id is taken');
  assert.equal(problem.field, 'id');
  assert.notEqual(problem.next, '');
  assert.equal(problemOf(503, '', '7').next, 'Try again in 7 s.');
  assert.equal(problemOf(502, '<html>Bad gateway</html>').what, 'The fleet answered with HTTP 502.');
  assert.equal(problemOf(400, '"text"').what, 'The fleet answered with HTTP 400.');
});

const command = (rest: Partial<Command>): Command => ({
  id: 'c',
  serial: 's',
  service: 'x',
  command: 'y',
  arguments: {},
  state: 'queued',
  status: null,
  message: null,
  result: null,
  createdAt: '2026-11-21T10:00:00Z',
  sentAt: null,
  receivedAt: null,
  doneAt: null,
  deadline: '2026-11-21T10:00:30Z',
  ...rest,
});
const marks = (c: Command): string => stepsOf(c).map((s) => `${s.name} ${s.state}`).join(', ');

test('the life of a command is told step by step', () => {
  assert.equal(marks(command({})), 'Queued past, Sent now, Received ahead, Done ahead');
  const at = '2026-11-21T10:00:01Z';
  const done = { state: 'done', sentAt: at, receivedAt: at, doneAt: at } as const;
  assert.equal(marks(command({ ...done, status: 'ok' })), 'Queued past, Sent past, Received past, Done past');
  assert.equal(marks(command({ ...done, status: 'refused' })), 'Queued past, Sent past, Received past, Done failed');
  assert.equal(marks(command({ state: 'expired' })), 'Queued past, Sent ahead, Received ahead, Expired failed');
});

test('a result that only says the message again is not shown twice', () => {
  assert.equal(resultBesideMessage(command({ message: 'done', result: { message: 'done' } })), null);
  assert.deepEqual(resultBesideMessage(command({ message: 'done', result: { n: 1 } })), { n: 1 });
});

test('how it stands is told in words, also for a status that is new', () => {
  assert.equal(standing(command({ state: 'done', status: 'invalid' })), 'Arguments do not fit');
  assert.equal(standing(command({ state: 'done', status: 'odd' })), 'odd');
  assert.equal(standing(command({ state: 'received' })), 'Running on the device');
});
