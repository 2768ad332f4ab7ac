import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noBrowser as skip, open, until, withBrowser } from './world.mjs';

const { visit } = withBrowser();

async function choose(page, fleet, command, serial = 'gw-0001') {
  await open(page, fleet, `#/devices/${serial}/commands`);
  await page.getByRole('button', { name: command, exact: true }).click();
}
const steps = (page) => page.locator('.step-past .step-name').allTextContents();

test('the form is made from the announced schema', { skip }, visit({}, async ({ page, fleet }) => {
  await choose(page, fleet, 'SetTarget');
  await page.getByText('Target in degrees Celsius · 5 to 30').waitFor();
  const kinds = await page.locator('.command-form .field [name]').evaluateAll((all) => all.map((e) => `${e.name} ${e.type}`));
  assert.deepEqual(kinds, ['celsius text', 'note text', 'minutes text', 'eco checkbox', 'schedule textarea']);
  await choose(page, fleet, 'TempUnitCmd');
  assert.deepEqual(await page.getByLabel('unit', { exact: true }).locator('option').allTextContents(), ['Choose…', 'K', 'Cel']);
}));

test('a value that does not fit is refused before it is sent, at its field', { skip }, visit({}, async ({ page, fleet }) => {
  await choose(page, fleet, 'SetTarget');
  await page.getByLabel('celsius').fill('99');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('celsius must be at most 30, was 99').waitFor();
  assert.equal(await page.getByLabel('celsius').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'celsius');
  assert.equal(fleet.requests.filter((r) => r.startsWith('POST /api/v1/devices')).length, 0);
}));

test('a command is sent, followed through its life, and its answer shown', { skip }, visit({}, async ({ page, fleet, state }) => {
  await choose(page, fleet, 'SetTarget');
  await page.getByLabel('celsius').fill('21.5');
  await page.getByLabel('eco', { exact: true }).check();
  await page.getByLabel('schedule').fill('{"mon":[6,22]}');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.step-now').waitFor();
  await page.locator('.answer').getByText('SetTarget done').waitFor();
  assert.deepEqual(await steps(page), ['Queued', 'Sent', 'Received', 'Done']);
  const sent = state.commands[0];
  assert.deepEqual(sent.arguments, { celsius: 21.5, eco: true, schedule: { mon: [6, 22] } });
  const result = JSON.parse(await page.getByRole('group', { name: 'Result' }).first().innerText());
  assert.deepEqual(result, { echo: sent.arguments });
}));

test('a refusal is shown as one, with the words of the service', { skip }, visit({}, async ({ page, fleet }) => {
  await choose(page, fleet, 'Reboot');
  await page.getByText('This command takes no arguments.').waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.answer-bad').getByText('Refused by the service').waitFor();
  await page.locator('.answer-bad').getByText('not while the heater is on').waitFor();
}));

test('a command for a device that is away waits, and says how long', { skip }, visit({}, async ({ page, fleet }) => {
  await choose(page, fleet, 'Reboot', 'gw-0002');
  await page.getByText('it gets the command if it comes back in time').waitFor();
  await page.getByLabel('Valid for').selectOption('1 hour');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.answer').getByText('Waiting to be sent').waitFor();
  await page.locator('.answer').getByText(/Expires in (1 h|59 min)/).waitFor();
}));

test('earlier commands are listed with how they ended', { skip }, visit({}, async ({ page, fleet }) => {
  await choose(page, fleet, 'TempUnitCmd');
  await page.getByText('No command has been sent to this device.').waitFor();
  await page.getByLabel('unit', { exact: true }).selectOption('K');
  await page.getByRole('button', { name: 'Send' }).click();
  const row = page.locator('.history summary');
  await until('it is done in the history', async () => /TempUnitCmd[\s\S]*Done/.test(await row.innerText()));
  await row.click();
  await page.locator('.history-more').getByText('"unit": "K"').first().waitFor();
}));

test('a fleet that refuses a command says so beside the form, and the entries stay', { skip }, visit({}, async ({ page, fleet, state }) => {
  await choose(page, fleet, 'SetTarget');
  await page.getByLabel('celsius').fill('20');
  state.trouble.set('/api/v1/devices/gw-0001/commands', 429);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.command-form').getByRole('alert').getByText('Made to fail').waitFor();
  assert.equal(await page.getByLabel('celsius').inputValue(), '20');
}));

test('older commands are fetched page by page, and none is missing or there twice', { skip }, visit({}, async ({ page, fleet, state }) => {
  const earlier = (n) => ({ id: `e-${n}`, serial: 'gw-0001', service: 's', command: `C${n}`, arguments: {}, created: 1e12 + n, deadline: '2026-01-01T00:00:00Z' });
  for (let n = 0; n < 120; n++) state.commands.push(earlier(n));
  await open(page, fleet, '#/devices/gw-0001/commands');
  const rows = page.locator('.history > li');
  const button = page.getByRole('button', { name: 'Show older commands' });
  for (const many of [50, 100]) {
    await until(`${many} rows`, async () => (await rows.count()) === many);
    await button.click();
  }
  await until('all rows', async () => (await rows.count()) === 120);
  assert.equal(await button.count(), 0);
  // one that is new comes in front, and what was pushed off the newest page stays
  state.commands.push({ ...earlier(120), created: Date.now() });
  await until('the new one', async () => (await rows.count()) === 121);
  const names = await page.locator('.history-name').allInnerTexts();
  assert.deepEqual(names.map((name) => name.split(/\s/)[0]), Array.from({ length: 121 }, (_, i) => `C${120 - i}`));
}));
