import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devices } from '../fake/data.mjs';
import { noBrowser as skip, open, until, withBrowser } from './world.mjs';

const { visit } = withBrowser();
const names = (page) => page.locator('table.devices tbody th a').allTextContents();

test('every device is listed with its state, lag, backlog and losses', { skip }, visit({}, async ({ page }) => {
  const row = (serial) => page.getByRole('row').filter({ hasText: serial });
  assert.equal((await names(page)).length, devices(0).length);
  assert.match(await row('gw-0001').innerText(), /Online[\s\S]*800 ms[\s\S]*124,610/);
  assert.match(await row('gw-0002').innerText(), /Offline[\s\S]*2 h ago/);
  assert.match(await row('gw-0003').innerText(), /Behind[\s\S]*5 min 12 s[\s\S]*31,870/);
  assert.match(await row('never-seen').innerText(), /never/);
}));

test('a column head sorts, and says so', { skip }, visit({}, async ({ page }) => {
  const lag = page.getByRole('columnheader', { name: 'Lag' });
  await lag.getByRole('button').click();
  assert.equal(await lag.getAttribute('aria-sort'), 'descending');
  assert.deepEqual((await names(page)).slice(0, 2), ['gw-0002', 'gw-0003']);
  await lag.getByRole('button').click();
  assert.equal(await lag.getAttribute('aria-sort'), 'ascending');
  assert.equal((await names(page)).at(-1), 'never-seen');
}));

test('a search narrows the list, and an empty result says what to do', { skip }, visit({}, async ({ page }) => {
  await page.getByLabel('Search devices').fill('pump south');
  await until('one row', async () => (await names(page)).length === 1);
  await page.getByLabel('Search devices').fill('nowhere');
  await page.getByText('Try fewer words').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Need a look/ }).click();
  assert.deepEqual(await names(page), ['gw-0001', 'gw-0002', 'gw-0003', 'gw-0004', 'never-seen']);
}));

test('a fleet without devices says how to add one', { skip }, visit({}, async ({ page, fleet, state }) => {
  state.devices = [];
  await page.reload();
  await page.getByText('weir-fleet device add').waitFor();
}));

test('while the list cannot be refreshed the old one stays, with the reason', { skip }, visit({}, async ({ page, fleet, state }) => {
  state.trouble.set('/api/v1/devices', 503);
  const alert = page.getByRole('alert');
  await alert.getByText('Made to fail').waitFor();
  assert.match(await alert.innerText(), /Try again in a moment\. What you see is from \d\d:/);
  assert.ok((await names(page)).length > 0);
  state.trouble.clear();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await alert.waitFor({ state: 'detached' });
}));

test('an unknown device is a kind page and not a blank one', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/no-such');
  await page.getByText('no device has the serial no-such').waitFor();
  await page.getByText('go back to the list of devices').waitFor();
}));

test('an address that leads nowhere offers the way back', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/nothing/here');
  await page.getByRole('link', { name: 'All devices' }).click();
  await page.locator('table.devices').waitFor();
}));

for (const hash of ['', '#/devices/gw-0001', '#/devices/gw-0001/commands']) {
  test(`nothing is wider than a phone at ${hash || 'the list'}`, { skip }, visit({ width: 360, height: 740 }, async ({ page, fleet }) => {
    await open(page, fleet, hash);
    await page.locator('table.devices, .chart, .command-form').first().waitFor();
    const { wide, view } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, view: innerWidth }));
    assert.ok(wide <= view, `${wide} px of content in ${view} px`);
  }));
}
