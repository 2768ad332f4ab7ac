// What the fake fleet knows: a few devices with every state the pages have to show, and series that are functions of time.

export const SCRIPT = '<img src=x onerror="globalThis.struck=true"><script>globalThis.struck=true</script>';

const iso = (seconds) => new Date(seconds * 1000).toISOString();

/** @param {number} now epoch seconds */
export function devices(now) {
  const device = (serial, fields) => ({
    serial,
    online: true,
    lastSeen: iso(now - 1.2),
    lagSeconds: 0.8,
    backlogRecords: 0,
    backlogAgeSeconds: null,
    gapRecords: 0,
    records: 1_482_113,
    agentVersion: '0.1.0',
    clockOffsetSeconds: 0.012,
    ...fields,
  });
  return [
    device('gw-0001', { gapRecords: 124_610, records: 48_211_904, thinnedRecords: 86_400, thinnedPoints: 4_320 }),
    device('gw-0002', { online: false, lastSeen: iso(now - 8_040), lagSeconds: 8_041, records: 903_442 }),
    device('gw-0003', { lagSeconds: 312, backlogRecords: 31_870, backlogAgeSeconds: 2_711 }),
    device('gw-0004', { agentVersion: '0.0.9', clockOffsetSeconds: -94, lagSeconds: 1.4 }),
    device('gw-0010', { records: 12_004_811 }),
    device('pump-house-north', { records: 7_733_102, lagSeconds: 2.1 }),
    device('pump-house-south', { records: 7_731_990, lagSeconds: 1.9, backlogRecords: 120, backlogAgeSeconds: 0.4 }),
    device(SCRIPT, { records: 3, agentVersion: SCRIPT }),
    device('never-seen', {
      online: false,
      lastSeen: null,
      lagSeconds: null,
      backlogRecords: null,
      gapRecords: null,
      records: 0,
      agentVersion: null,
      clockOffsetSeconds: null,
    }),
  ];
}

const metric = (name, unit, dataType = 'NUMBER', type = 'TEMPORAL') => ({ name, unit, type, dataType });

export const services = [
  {
    name: 'temp_monitor',
    state: 'RUNNING',
    title: 'Temperature',
    version: '1.0.0',
    metrics: [metric('temperature', 'Cel'), metric('heater', null, 'BOOLEAN'), metric('humidity', '%RH')],
    commands: [
      {
        name: 'TempUnitCmd',
        description: 'Changes the unit in which the temperature is reported.',
        schema: {
          type: 'object',
          properties: { unit: { type: 'string', enum: ['K', 'Cel'] } },
          required: ['unit'],
        },
      },
      {
        name: 'SetTarget',
        description: 'Holds the room at a temperature.',
        schema: {
          type: 'object',
          properties: {
            note: { type: 'string', maxLength: 20 },
            celsius: { type: 'number', minimum: 5, maximum: 30, description: 'Target in degrees Celsius' },
            minutes: { type: 'integer', minimum: 1 },
            eco: { type: 'boolean', description: 'Spare energy on the way' },
            schedule: { type: 'object', description: 'Times of day' },
          },
          required: ['celsius'],
        },
      },
      { name: 'Reboot', description: '', schema: { type: 'object', properties: {} } },
    ],
  },
  {
    name: 'host-metrics',
    state: 'RUNNING',
    title: 'This machine',
    version: '0.1.0',
    metrics: [
      metric('cpu:total', '%'),
      metric('cpu:load1', ''),
      metric('memory:available', 'B'),
      metric('net:rx', 'B', 'INTEGER', 'INCREMENTAL'),
      metric('disk:free', 'B'),
      metric('clock:source', null, 'TEXT'),
      metric('fan:rpm', 'rpm'),
    ],
    commands: [],
  },
  { name: 'modbus', state: 'STUCK', reason: 'read has not returned for 45 s', version: '0.3.1', metrics: [], commands: [] },
];

/** What a gateway announces that can be deployed to. */
export const deploying = [
  {
    name: 'deployer',
    state: 'RUNNING',
    version: '0.1.0',
    metrics: [],
    commands: [],
    plugins: [{ plugin: 'weir-temperature', phase: 'SETTLED', currentVersion: '1.0.0', source: 'cloud', outcome: 'version 1.0.0 is kept' }],
  },
  {
    name: 'config',
    state: 'RUNNING',
    version: '0.1.0',
    metrics: [],
    commands: [],
    configurations: [
      {
        pid: 'acme.Pump',
        title: 'Pump',
        problem: "ceiling must be a number, was 'high'; the last good configuration holds",
        revisions: [
          { revision: 3, at: 1_790_000_000_000 },
          { revision: 4, at: 1_790_000_100_000 },
        ],
        keys: [
          { key: 'poll.time.ms', type: 'integer', default: '1000', choices: [], doc: 'How often.', value: '500' },
          { key: 'unit', type: 'text', default: 'bar', choices: ['bar', 'kPa'], doc: '', value: '' },
          { key: 'ceiling', type: 'number', default: '90', choices: [], doc: '', value: '' },
          { key: 'label', type: 'text', default: '', choices: [], doc: '', value: 'north' },
          { key: 'quiet', type: 'boolean', default: 'false', choices: [], doc: '', value: '' },
        ],
      },
    ],
  },
];

const wave = (t, period, phase = 0) => Math.sin((t / period) * 2 * Math.PI + phase);
// the same noise for the same second, so that two requests agree
const noise = (t, salt = 0) => {
  const x = Math.sin(Math.floor(t) * 12.9898 + salt * 78.233) * 43758.5453;
  return x - Math.floor(x) - 0.5;
};

/** name → [unit, kind, period in seconds, value at a time] */
export const series = new Map([
  ['temperature', ['Cel', 'number', 1, (t) => 21 + 1.4 * wave(t, 900) + 0.25 * noise(t, 1)]],
  ['humidity', ['%RH', 'number', 5, (t) => 44 + 6 * wave(t, 2_400, 1) + noise(t, 2)]],
  ['heater', [null, 'bool', 20, (t) => wave(t, 420) > 0.2]],
  ['cpu:total', ['%', 'number', 1, (t) => Math.max(0.4, 22 + 14 * wave(t, 610) + 18 * noise(t, 3) + (noise(t / 30, 4) > 0.4 ? 35 : 0))]],
  ['cpu:load1', ['', 'number', 5, (t) => Math.max(0, 0.8 + 0.4 * wave(t, 700) + 0.1 * noise(t, 5))]],
  ['memory:available', ['B', 'number', 5, (t) => 1.62e9 + 9e7 * wave(t, 1_800) + 4e6 * noise(t, 6)]],
  ['net:rx', ['B', 'number', 2, (t) => Math.floor((t - 1.7e9) * 41_000 + 3e6 * wave(t, 500) + 2e4 * noise(t, 7))]],
  ['disk:free', ['B', 'number', 30, () => 21_474_836_480]],
  ['clock:source', [null, 'text', 60, (t) => ['ntp', 'ntp', 'ntp', 'rtc', 'gps'][Math.floor(t / 140) % 5]]],
  [`engine:${SCRIPT}`, ['rpm', 'number', 2, (t) => 1_450 + 40 * wave(t, 300)]],
  ['urn:dev:mac:0024befffe804ff1:co2', ['ppm', 'number', 10, (t) => 610 + 120 * wave(t, 3_600)]],
  ['weir:link_up', ['', 'bool', 30, (t) => wave(t, 500) > -0.9]],
  ['weir:backlog_records', ['count', 'number', 30, (t) => Math.max(0, Math.round(40 * wave(t, 800)))]],
  ['weir:refused', ['count', 'number', 30, () => 12]],
  ['weir:evicted', ['count', 'number', 30, () => 4_210]],
  ['weir:flash_bytes', ['B', 'number', 30, (t) => Math.floor((t - 1.7e9) * 3_100)]],
  ['weir:clock_offset_s', ['s', 'number', 30, (t) => 0.012 + 0.001 * noise(t, 8)]],
]);

/** Holes, in seconds before now. The second one is thinned and not lost. */
export const gaps = [
  { from: -260, to: -190, records: 4_210, reason: 'drop-oldest: the oldest gave way for lack of room' },
  { from: -90_000, to: -86_000, records: 120_400, reason: 'disk-full: the disk is full, 0 bytes free, 64 are to stay free' },
];
export const thinned = [{ from: -520, to: -400 }];

/** What a device lost, as its own page is told. */
export const losses = (now) =>
  gaps
    .map(({ from, to, records, reason }) => ({ reason: reason.split(':')[0], gaps: 1, records, from: iso(now + from), to: iso(now + to) }))
    .sort((a, b) => b.records - a.records);

/** Dense samples: 4,096 of two channels at 6.4 kHz, four seconds ago. */
export const SIGNAL = { name: 'motor:vibration', channels: ['x', 'y'], rate: 6_400, samples: 4_096, age: 4 };
export const vibration = (t, channel) => (channel === 'y' ? 0.6 : 1) * (wave(t, 0.02) + 0.4 * wave(t, 0.0031)) + 0.2 * noise(t * 6_400, 9);
