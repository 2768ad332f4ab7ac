import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceSummary } from '../../src/main/web/api/types.ts';
import { concernsOf, filterDevices, healthOf, sortDevices } from '../../src/main/web/logic/devices.ts';

const device = (serial: string, rest: Partial<DeviceSummary> = {}): DeviceSummary => ({
  serial,
  online: true,
  lastSeen: '2026-11-21T10:00:00Z',
  lagSeconds: 1,
  backlogRecords: 0,
  backlogAgeSeconds: null,
  gapRecords: 0,
  records: 1,
  agentVersion: '0.1.0',
  clockOffsetSeconds: 0,
  ...rest,
});
const serials = (devices: DeviceSummary[]): string[] => devices.map((d) => d.serial);

test('serials sort as a person counts', () => {
  const sorted = sortDevices([device('gw-10'), device('gw-9'), device('gw-1')], 'serial', 'ascending');
  assert.deepEqual(serials(sorted), ['gw-1', 'gw-9', 'gw-10']);
});

test('what is not known comes last whichever way', () => {
  const devices = [device('a', { lagSeconds: null }), device('b', { lagSeconds: 5 }), device('c', { lagSeconds: 9 })];
  assert.deepEqual(serials(sortDevices(devices, 'lag', 'ascending')), ['b', 'c', 'a']);
  assert.deepEqual(serials(sortDevices(devices, 'lag', 'descending')), ['c', 'b', 'a']);
});

test('sorting by state puts first what is offline, then what is behind', () => {
  const devices = [device('good'), device('late', { lagSeconds: 100 }), device('off', { online: false })];
  assert.deepEqual(serials(sortDevices(devices, 'state', 'ascending')), ['off', 'late', 'good']);
});

test('each cause for concern is named', () => {
  assert.deepEqual(concernsOf(device('fine')), []);
  assert.deepEqual(concernsOf(device('x', { online: false, gapRecords: 1, clockOffsetSeconds: -90 })), ['offline', 'gaps', 'clock']);
  assert.deepEqual(concernsOf(device('x', { lagSeconds: 61 })), ['behind']);
  assert.equal(healthOf(device('x', { lagSeconds: 61 })), 'late');
});

test('a search needs every word, in the serial or the version', () => {
  const devices = [device('pump-north'), device('pump-south', { agentVersion: '0.2.0' })];
  assert.deepEqual(serials(filterDevices(devices, 'PUMP 0.2', 'all')), ['pump-south']);
  assert.deepEqual(serials(filterDevices(devices, '', 'offline')), []);
});
