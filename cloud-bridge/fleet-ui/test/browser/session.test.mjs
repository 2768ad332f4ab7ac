import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noBrowser as skip, open, until, withBrowser } from './world.mjs';

const { visit } = withBrowser();
const out = { loggedIn: false };

test('a wrong password is refused with what to do, the right one lets in', { skip }, visit(out, async ({ page, fleet }) => {
  await page.goto(fleet.url);
  await page.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('Check both and try again').waitFor();
  await page.getByLabel('Password').fill('right');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Devices' }).waitFor();
  assert.match(await page.title(), /^Devices/);
}));

test('logging out ends the session, not only the page', { skip }, visit({}, async ({ page, fleet }) => {
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Password').waitFor();
  assert.ok(fleet.requests.includes('DELETE /api/v1/session'));
  await page.reload();
  await page.getByLabel('Password').waitFor();
}));

test('a session that ends comes back to the same page after logging in', { skip }, visit({}, async ({ page, fleet, state }) => {
  await open(page, fleet, '#/devices/gw-0001/commands');
  await page.getByRole('button', { name: 'SetTarget' }).waitFor();
  state.sessions.clear();
  await page.getByText('Your session has ended').waitFor();
  await page.getByLabel('Password').fill('right');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'SetTarget' }).waitFor();
}));

test('a fleet that does not answer is said, and found again without help', { skip }, visit(out, async ({ page, fleet, state }) => {
  state.trouble.set('/api/', 0);
  await page.goto(fleet.url);
  await page.getByRole('alert').getByText('The fleet does not answer.').waitFor();
  state.trouble.clear();
  await page.getByLabel('Password').waitFor();
}));

test('a fleet that goes while a device is looked at is said once, and found again without help', { skip }, visit({}, async ({ page, fleet, state }) => {
  const asked = (what) => fleet.requests.filter((request) => request.includes(what)).length;
  const alerts = (count) => page.waitForFunction((n) => document.querySelectorAll('[role=alert]').length === n, count);
  // a range that does not move: nothing but the fleet's return makes its charts ask again
  await open(page, fleet, '#/devices/gw-0001?from=1000&to=2000');
  await page.locator('.chart canvas').first().waitFor();
  state.trouble.set('/api/', 0);
  await page.getByRole('button', { name: 'Earlier' }).click();
  await page.getByRole('alert').getByText('The fleet does not answer.').waitFor();
  await alerts(1);
  const charts = asked('/points');
  assert.equal(await page.locator('[role=alert]').count(), 1);
  state.trouble.clear();
  await alerts(0);
  await until('the charts ask again', () => asked('/points') > charts);
  await page.locator('.chart canvas').first().waitFor();
}));
