// A fleet for the tests of the pages: serves them from src/main/resources/ui and answers the API with made-up data.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as data from './data.mjs';

const PAGES = join(dirname(fileURLToPath(import.meta.url)), '../../src/main/resources/ui');
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const SECURITY = {
  'Content-Security-Policy': "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  'X-Content-Type-Options': 'nosniff',
};

// what the series of no service look like
const LIKE = 'cpu:total';

export const USER = 'admin';
export const PASSWORD = 'right';

/** Starts a fleet on a free port. `requests` holds every path asked for; `trouble` makes the next answers fail. */
export async function startFleet({ port = 0 } = {}) {
  const state = {
    requests: [],
    sessions: new Set(),
    commands: [],
    /** path prefix → status to answer with; 0 cuts the connection */
    trouble: new Map(),
    /** path prefix → what to wait for before answering: a promise */
    hold: new Map(),
    /** null for the usual devices */
    devices: null,
    /** whether gateways announce that they can be deployed to and configured */
    deploys: false,
    /** so many more series, of no service: plant:1, plant:2, ... */
    more: 0,
  };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    ...state,
    state,
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

async function answer(state, request, response) {
  const url = new URL(request.url, 'http://fleet');
  state.requests.push(`${request.method} ${url.pathname}${url.search}`);
  for (const [prefix, release] of state.hold) {
    if (url.pathname.startsWith(prefix)) await release;
  }
  for (const [prefix, status] of state.trouble) {
    if (!url.pathname.startsWith(prefix)) continue;
    if (status === 0) return request.socket.destroy();
    return problem(response, status, 'Made to fail', `asked for by the test: ${url.pathname}`);
  }
  if (!url.pathname.startsWith('/api/')) return page(url.pathname, response);

  const session = /weir_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const inside = session !== undefined && state.sessions.has(session);
  const path = url.pathname.slice('/api/v1/'.length).split('/').map(decodeURIComponent);
  const call = `${request.method} ${path[0]}${path[2] ? `/${path[2]}` : ''}`;

  if (call === 'POST session') {
    const { user, password } = await body(request);
    if (user !== USER || password !== PASSWORD) return problem(response, 401, 'Unauthorized', 'user and password do not fit');
    const id = String(Math.random()).slice(2);
    state.sessions.add(id);
    response.writeHead(204, { 'Set-Cookie': `weir_session=${id}; HttpOnly; SameSite=Strict; Path=/` });
    return response.end();
  }
  if (!inside) return problem(response, 401, 'Unauthorized', 'log in first');
  if (request.method !== 'GET' && request.headers['x-weir'] !== '1') {
    return problem(response, 403, 'Forbidden', 'header X-Weir is missing');
  }
  const now = Date.now() / 1000;
  switch (call) {
    case 'GET session':
      return json(response, 200, { user: USER });
    case 'DELETE session':
      state.sessions.delete(session);
      return response.writeHead(204).end();
    case 'GET devices':
      return path[1] === undefined
        ? json(response, 200, { devices: state.devices ?? data.devices(now) })
        : withDevice(response, path[1], now, (device) => ({
            ...device,
            services: servicesOf(state, device),
            losses: device.gapRecords > 0 ? data.losses(now) : [],
          }));
    case 'GET devices/series':
      return withDevice(response, path[1], now, () => ({ series: catalogue(state, now) }));
    case 'GET devices/signals':
      return withDevice(response, path[1], now, (device) => ({ signals: device.serial === 'gw-0001' ? [signal(now)] : [] }));
    case 'GET devices/samples':
      return withDevice(response, path[1], now, () => samples(url.searchParams, now));
    case 'GET devices/points':
      return withDevice(response, path[1], now, () => (url.searchParams.get('name') === 'weir:deploy' ? told(state, now) : points(url.searchParams, now)));
    case 'GET devices/commands':
      return withDevice(response, path[1], now, () => commands(state, path[1], url.searchParams));
    case 'POST devices/commands':
      return send(state, request, response, path[1]);
    case 'GET commands': {
      const command = state.commands.find((c) => c.id === path[1]);
      return command ? json(response, 200, lived(command)) : problem(response, 404, 'Not Found', 'no such command');
    }
    default:
      return problem(response, 404, 'Not Found', url.pathname);
  }
}

const servicesOf = (state, device) =>
  device.serial === 'never-seen' ? [] : [...data.services, ...(state.deploys ? data.deploying : [])];

function withDevice(response, serial, now, make) {
  const device = data.devices(now).find((d) => d.serial === serial);
  return device
    ? json(response, 200, make(device))
    : problem(response, 404, 'Unknown device', `no device has the serial ${serial}`);
}

function catalogue(state, now) {
  const more = Array.from({ length: state.more }, (_, i) => [`plant:${i + 1}`, data.series.get(LIKE)]);
  return [...data.series, ...more].map(([name, [unit, kind, , value]]) => ({
    name,
    unit,
    kind,
    metricType: name === 'net:rx' ? 'INCREMENTAL' : 'TEMPORAL',
    first: new Date((now - 8 * 86_400) * 1000).toISOString(),
    last: new Date(now * 1000).toISOString(),
    count: 691_200,
    latest: value(now),
  }));
}

/** What the gateway tells of the package whose installation was asked for last. */
function told(state, now) {
  const asked = state.commands.filter((c) => c.command === 'Install').at(-1);
  const progress = { plugin: 'acme-pump', phase: 'WATCHED', percent: 80, bytes: 100, totalBytes: 100, secondsLeft: 41.5, candidate: asked?.arguments.sha256, current: '', outcome: '' };
  return { name: 'weir:deploy', unit: null, mode: 'raw', t: asked ? [now] : [], v: asked ? [JSON.stringify(progress)] : [] };
}

function points(search, now) {
  const name = search.get('name');
  const [unit, kind, period, value] = data.series.get(name) ?? data.series.get(LIKE);
  const from = Number(search.get('from'));
  const to = Math.min(Number(search.get('to')), now);
  const budget = Number(search.get('budget'));
  const gaps = data.gaps
    .map((gap) => ({ ...gap, from: now + gap.from, to: now + gap.to }))
    .filter((gap) => gap.to >= from && gap.from <= to);
  const lost = (t) => gaps.some((gap) => t >= gap.from && t <= gap.to);
  const rest = {
    name,
    unit,
    gaps,
    thinned: data.thinned
      .map((span) => ({ from: now + span.from, to: now + span.to }))
      .filter((span) => span.to >= from && span.from <= to),
  };
  const first = Math.ceil(from / period) * period;
  const times = [];
  const step = Math.max(period, kind === 'number' ? 0 : (to - from) / budget);
  if ((to - from) / period <= budget || kind !== 'number') {
    for (let t = first; t <= to; t += step) if (!lost(t)) times.push(t);
    return { ...rest, mode: 'raw', t: times, v: times.map(value) };
  }
  const width = (to - from) / budget;
  const columns = { t: [], min: [], max: [], mean: [], count: [] };
  for (let at = from; at < to; at += width) {
    // eight looks into a bucket are enough to make a band
    const values = [];
    for (let i = 0; i < 8; i++) {
      const t = at + (width * i) / 8;
      if (!lost(t)) values.push(value(t));
    }
    if (values.length === 0) continue;
    columns.t.push(at);
    columns.min.push(Math.min(...values));
    columns.max.push(Math.max(...values));
    columns.mean.push(values.reduce((a, b) => a + b, 0) / values.length);
    columns.count.push(Math.round(width / period));
  }
  return { ...rest, mode: 'buckets', width, ...columns };
}

function signal(now) {
  const { name, channels, rate, samples, age } = data.SIGNAL;
  const last = Math.floor(now / 10) * 10 - age;
  const iso = (seconds) => new Date(seconds * 1000).toISOString();
  return {
    name,
    channels: channels.map((key) => ({ key, unit: 'g' })),
    frames: 8_640,
    intervalSeconds: 1 / rate,
    samples,
    first: iso(last - (samples - 1) / rate),
    last: iso(last),
  };
}

function samples(search) {
  const { rate } = data.SIGNAL;
  const from = Number(search.get('from'));
  const to = Number(search.get('to'));
  const budget = Number(search.get('budget'));
  const value = (t) => data.vibration(t, search.get('channel'));
  const rest = { name: search.get('name'), channel: search.get('channel'), channels: data.SIGNAL.channels, unit: 'g', shortened: false };
  const count = Math.floor((to - from) * rate);
  const all = Array.from({ length: count }, (_, i) => from + i / rate);
  if (count <= budget) return { ...rest, mode: 'raw', t: all, v: all.map(value) };
  const columns = { t: [], min: [], max: [], mean: [], count: [] };
  for (let i = 0; i < budget; i++) {
    const values = all.slice(Math.floor((i * count) / budget), Math.floor(((i + 1) * count) / budget)).map(value);
    columns.t.push(from + ((to - from) * i) / budget);
    columns.min.push(Math.min(...values));
    columns.max.push(Math.max(...values));
    columns.mean.push(values.reduce((a, b) => a + b, 0) / values.length);
    columns.count.push(values.length);
  }
  return { ...rest, mode: 'buckets', ...columns };
}

async function send(state, request, response, serial) {
  const { service, command, arguments: args, deadlineSeconds } = await body(request);
  const now = Date.now();
  const made = {
    id: `c-${state.commands.length + 1}`,
    serial,
    service,
    command,
    arguments: args,
    created: now,
    deadline: new Date(now + deadlineSeconds * 1000).toISOString(),
  };
  state.commands.push(made);
  response.setHeader('Location', `/api/v1/commands/${made.id}`);
  return json(response, 202, lived(made));
}

function commands(state, serial, query) {
  const newestFirst = state.commands.filter((c) => c.serial === serial).reverse();
  const from = newestFirst.findIndex((c) => c.id === query.get('before')) + 1;
  const limit = Number(query.get('limit') ?? 200);
  const page = newestFirst.slice(from, from + limit);
  const older = from + limit < newestFirst.length ? `/api/v1/devices/${serial}/commands?before=${page.at(-1).id}` : null;
  return { commands: page.map(lived), older };
}

/** A command goes its way in 600 ms; one for a device that is offline stays queued until it expires. */
function lived({ created, ...command }) {
  const age = Date.now() - created;
  const at = (ms) => (age >= ms ? new Date(created + ms).toISOString() : null);
  const base = { ...command, createdAt: new Date(created).toISOString() };
  if (command.serial === 'gw-0002') {
    const late = Date.now() > Date.parse(command.deadline);
    return { ...base, state: late ? 'expired' : 'queued', status: late ? 'expired' : null, message: null, result: null, sentAt: null, receivedAt: null, doneAt: null };
  }
  // a plugin is watched for a while before it is kept
  const done = age >= (command.command === 'Install' ? 2_500 : 600);
  const refused = command.command === 'Reboot';
  return {
    ...base,
    state: done ? 'done' : age >= 400 ? 'received' : age >= 200 ? 'sent' : 'queued',
    status: done ? (refused ? 'refused' : 'ok') : null,
    message: done ? (refused ? 'not while the heater is on' : `${command.command} done`) : null,
    result: done && !refused ? { echo: command.arguments } : null,
    sentAt: at(200),
    receivedAt: at(400),
    doneAt: at(600),
  };
}

async function page(path, response) {
  const file = normalize(path === '/' ? '/index.html' : path);
  try {
    const bytes = await readFile(join(PAGES, file));
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', ...SECURITY });
    response.end(bytes);
  } catch {
    response.writeHead(404, SECURITY).end();
  }
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function json(response, status, value) {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}

function problem(response, status, title, detail) {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail }));
}
