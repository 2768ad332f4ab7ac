import assert from 'node:assert/strict';
import { test } from 'node:test';
import { card, drawn, inked, noBrowser as skip, open, until, withBrowser } from './world.mjs';

const { visit } = withBrowser();
const asked = (fleet, name) =>
  fleet.requests
    .filter((r) => r.includes('/points?') && r.includes(`name=${encodeURIComponent(name)}`))
    .map((r) => Object.fromEntries(new URLSearchParams(r.split('?')[1])));
const across = (box, part) => [box.x + box.width * part, box.y + box.height / 2];
const readout = (page, name) => card(page, name).locator('.readout').innerText();

test('every declared metric has a chart that is drawn from the points', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  await drawn(page, 'temperature');
  await drawn(page, 'cpu:total');
  await card(page, 'fan:rpm').getByText('no reading has arrived yet').waitFor();
  const { pixels } = await inked(page, 'cpu:total');
  assert.ok(pixels > 300, `${pixels} pixels of line`);
}));

test('a gap is a hole in the line, shaded, and says what was lost and why', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  const box = await drawn(page, 'cpu:total');
  // the made-up gap lies 260 to 190 s before now, of 600 s shown
  const { at } = await inked(page, 'cpu:total');
  const hole = Math.max(...at.slice(1).map((x, i) => x - at[i]));
  assert.ok(hole > box.width * 0.08, `the widest hole is ${hole} px of ${box.width}`);

  await page.mouse.move(...across(box, 1 - 225 / 600));
  const tip = card(page, 'cpu:total').locator('.tip');
  assert.match(await tip.innerText(), /4,210 records lost\s+the outbox was full/);
  assert.match(await readout(page, 'cpu:total'), /lost/);

  await card(page, 'cpu:total').getByText('1 gap').click();
  await card(page, 'cpu:total').getByText('4,210 records, the outbox was full').waitFor();
}));

test('the page says why records are missing, how many and when, and leads there', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  const losses = page.getByRole('region', { name: 'Missing records' });
  const said = await losses.innerText();
  assert.match(said, /120,400 records lost: the disk was full · 1 gap · \d{4}-/);
  assert.match(said, /4,210 records lost: the outbox was full, the oldest gave way/);
  assert.match(said, /86,400 records thinned: .*minimum, maximum\s+and mean.* 4,320 points/);
  assert.match(said, /48,418,594 produced = 48,207,584 stored \+ 124,610 lost \+ 86,400 thinned/);
  await losses.getByRole('link', { name: 'show' }).first().click();
  await until('a range around the gap', () => {
    const [, from, to] = /from=([\d.]+)&to=([\d.]+)/.exec(page.url()) ?? [];
    return to - from === 6_000;
  });
  await open(page, fleet, '#/devices/gw-0010');
  await page.getByText('Other readings').waitFor();
  assert.equal(await losses.count(), 0);
}));

test('the keys stop at a gap, and its reason is said', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  await drawn(page, 'weir:refused', 4);
  await card(page, 'weir:refused').getByRole('group', { name: /^Chart of/ }).focus();
  // twenty readings at the most, and one gap among them
  await until('the gap', async () => {
    await page.keyboard.press('ArrowLeft');
    return (await card(page, 'weir:refused').locator('.tip-gap').count()) > 0;
  });
  assert.match(await card(page, 'weir:refused').locator('.tip').innerText(), /4,210 records lost\s+the outbox was full, the oldest gave way/);
}));

test('a dense signal says what it is, and its newest frame is drawn', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  await drawn(page, 'motor:vibration', 100);
  const signal = card(page, 'motor:vibration');
  assert.match(await signal.innerText(), /4,096 samples at 6400 Hz in g[\s\S]*8,640 frames/);
  await signal.getByLabel('Channel of motor:vibration').selectOption('y');
  await until('a request for the other channel', () => fleet.requests.some((r) => r.includes('/samples?') && r.includes('channel=y')));
  await signal.getByRole('group', { name: /^Chart of/ }).focus();
  const whole = fleet.requests.filter((r) => r.includes('/samples?')).length;
  await page.keyboard.press('+');
  await until('a request for half of it', () => fleet.requests.filter((r) => r.includes('/samples?')).length > whole);
  assert.ok(!page.url().includes('from='), 'the other charts keep their times');
}));

test('thinned times are marked as such', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  const box = await drawn(page, 'temperature');
  await card(page, 'temperature').getByText('thinned').waitFor();
  await page.mouse.move(...across(box, 1 - 460 / 600));
  await card(page, 'temperature').getByText('minimum, maximum and mean a minute').waitFor();
}));

test('the cursor reads the value there, on all charts at once', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  const box = await drawn(page, 'temperature');
  await drawn(page, 'cpu:load1');
  await page.mouse.move(...across(box, 0.9));
  await until('a time on both', async () =>
    /\d\d:\d\d:\d\d/.test(await readout(page, 'temperature')) && /\d\d:\d\d:\d\d/.test(await readout(page, 'cpu:load1')));
  assert.match(await readout(page, 'temperature'), /(19|2\d)\.\d+\s*°C/);
}));

test('dragging zooms: the address, the request and the line follow, and back undoes it', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001?range=1h');
  const box = await drawn(page, 'temperature');
  const before = page.url();
  await page.mouse.move(...across(box, 0.3));
  await page.mouse.down();
  await page.mouse.move(...across(box, 0.4), { steps: 4 });
  await page.mouse.up();
  await until('a fixed range in the address', () => /from=.*to=/.test(page.url()));
  const zoomed = await until('a request for the tenth', () => asked(fleet, 'temperature').find((q) => q.to - q.from < 500));
  assert.ok(Math.abs(zoomed.to - zoomed.from - 360) < 20, `asked for ${zoomed.to - zoomed.from} s`);
  await drawn(page, 'temperature');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await until('the address from before', () => page.url() === before);
}));

test('a double click goes back too', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001?range=6h');
  await drawn(page, 'temperature');
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await until('a fixed range', () => page.url().includes('from='));
  const { x, y, width, height } = await card(page, 'temperature').locator('.u-over').boundingBox();
  await page.mouse.dblclick(x + width / 2, y + height / 2);
  await until('the address from before', () => page.url().endsWith('range=6h'));
}));

test('a long range shows the band of minimum and maximum around the mean', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001?range=7d');
  const box = await drawn(page, 'cpu:total');
  await page.mouse.move(...across(box, 0.4));
  await until('a range', async () => /[\d.]+ to [\d.]+/.test(await readout(page, 'cpu:total')));
  const { budget } = asked(fleet, 'cpu:total')[0];
  assert.ok(budget >= 120 && budget <= 1000);
}));

test('a request that is overtaken is aborted, and its answer never shown', { skip }, visit({}, async ({ page, fleet, state }) => {
  let release;
  state.hold.set('/api/v1/devices/gw-0001/points', new Promise((resolve) => { release = resolve; }));
  const aborted = [];
  page.on('requestfailed', (request) => aborted.push(request.url()));
  await open(page, fleet, '#/devices/gw-0001?range=24h');
  await card(page, 'cpu:total').scrollIntoViewIfNeeded();
  await until('the slow request', () => asked(fleet, 'cpu:total').length > 0);
  await page.getByRole('button', { name: '1 h' }).click();
  await until('the abort', () => aborted.some((url) => url.includes('name=cpu%3Atotal')));
  release();
  await drawn(page, 'cpu:total');
  assert.equal(await page.getByRole('alert').count(), 0);
}));

test('live follows new readings until it is switched off', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  await drawn(page, 'temperature');
  const first = asked(fleet, 'temperature').length;
  await until('another request', () => asked(fleet, 'temperature').length > first);
  const live = page.getByRole('button', { name: 'Live' });
  assert.equal(await live.getAttribute('aria-pressed'), 'true');
  await live.click();
  await until('a fixed range', () => page.url().includes('from='));
  assert.equal(await live.getAttribute('aria-pressed'), 'false');
  await live.click();
  await until('the range from before', () => page.url().includes('range=10m'));
}));

test('a range can be entered, and a wrong one is refused', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  await page.getByRole('button', { name: 'Custom' }).click();
  await page.getByLabel('From', { exact: true }).fill('2026-11-20T10:00:05');
  await page.getByLabel('To', { exact: true }).fill('2026-11-20T09:00:05');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByText('The end must be later than the start.').waitFor();
  await page.getByLabel('To', { exact: true }).fill('2026-11-20T11:00:05');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await until('an hour in the address', () => {
    const [, from, to] = /from=([\d.]+)&to=([\d.]+)/.exec(page.url()) ?? [];
    return to - from === 3600;
  });
}));

test('text and booleans are shown as stretches of one value', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  const plot = card(page, 'clock:source').locator('.u-over');
  await plot.waitFor();
  await plot.hover({ position: { x: (await plot.boundingBox()).width * 0.95, y: 30 } });
  await until('a value', async () => /(ntp|rtc|gps)/.test(await readout(page, 'clock:source')));
  await card(page, 'heater').scrollIntoViewIfNeeded();
  await until('a value', async () => /(true|false)/.test(await readout(page, 'heater')));
}));

test('a counter is shown as growth per second, or as its total', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  await drawn(page, 'net:rx');
  assert.match(await readout(page, 'net:rx'), /B\/s/);
  await card(page, 'net:rx').getByRole('button', { name: 'total' }).click();
  await until('the total', async () => /TB$/.test((await readout(page, 'net:rx')).trim()));
}));

test('one chart that fails leaves the others alone and can be tried again', { skip }, visit({}, async ({ page, fleet, state }) => {
  state.trouble.set('/api/v1/devices/gw-0001/points', 500);
  await open(page, fleet, '#/devices/gw-0001?from=1795000000&to=1795000600');
  const alert = card(page, 'temperature').getByRole('alert');
  await alert.getByText('look into the log of the fleet').waitFor();
  state.trouble.clear();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await drawn(page, 'temperature');
}));

test('metrics are found by name', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  await page.getByLabel('Filter metrics').fill('machine cpu');
  await until('two cards', async () => (await page.locator('.chart').count()) === 2);
}));

test('only the charts in sight are asked for', { skip }, visit({ width: 420, height: 700 }, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001');
  await drawn(page, 'cpu:total');
  assert.equal(asked(fleet, 'weir:backlog_records').length, 0);
  await card(page, 'weir:backlog_records').scrollIntoViewIfNeeded();
  await until('a request', () => asked(fleet, 'weir:backlog_records').length > 0);
}));

test('of two hundred charts only those in sight are drawn anew', { skip }, visit({}, async ({ page, fleet, state }) => {
  state.more = 200;
  await page.addInitScript(() => {
    const { clearRect } = CanvasRenderingContext2D.prototype;
    globalThis.paints = new Map();
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      const name = this.canvas.closest('article')?.getAttribute('aria-label');
      globalThis.paints.set(name, (globalThis.paints.get(name) ?? 0) + 1);
      return clearRect.apply(this, box);
    };
  });
  await page.goto(fleet.url);
  await open(page, fleet, '#/devices/gw-0001?range=300s');
  const paints = (name) => page.evaluate((n) => globalThis.paints.get(n) ?? 0, name);
  await drawn(page, 'plant:1');
  await drawn(page, 'plant:120');
  const [hidden, shown] = [await paints('plant:1'), await paints('plant:120')];
  // the times move on every two seconds
  await until('the chart in sight is drawn three times more', async () => (await paints('plant:120')) >= shown + 3);
  assert.equal(await paints('plant:1'), hidden);
  await drawn(page, 'plant:1');
  await until('the chart that is back in sight is drawn anew', async () => (await paints('plant:1')) > hidden);
}));
