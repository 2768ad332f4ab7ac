// The pages over a real fleet with a real gateway, the demo's for one:
//   WEIR_FLEET=http://localhost:8080 WEIR_PASSWORD=… test/run test/real/fleet.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { card, drawn, launch, until } from '../browser/world.mjs';

const { WEIR_FLEET: url, WEIR_PASSWORD: password, WEIR_SERIAL: serial = 'DEMO-1' } = process.env;
const skip = url && password ? false : 'WEIR_FLEET and WEIR_PASSWORD name no fleet';

test('a person logs in, sees this machine, and commands its thermometer', { skip }, async (t) => {
  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(30_000);
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) wrong.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.url().endsWith('/session')) wrong.push(`${response.status()} ${response.url()}`);
  });

  await page.goto(url);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  const row = page.getByRole('row').filter({ hasText: serial });
  await until('it is online, and was seen', async () => /Online[\s\S]*(now|s ago)/.test(await row.innerText()));

  await page.getByRole('link', { name: serial }).click();
  await drawn(page, 'cpu:total', 2);
  const value = () => card(page, 'cpu:total').locator('.readout-value').innerText();
  assert.match(await value(), /^\d[\d.]*%$/);

  await page.getByRole('link', { name: 'Commands' }).click();
  await page.getByRole('button', { name: 'TempUnitCmd' }).click();
  await page.getByLabel('unit', { exact: true }).selectOption({ label: 'K' });
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.answer-good').getByText('Changed temperature unit to K', { exact: true }).waitFor();
  assert.deepEqual(await page.locator('.step-past .step-name').allTextContents(), ['Queued', 'Sent', 'Received', 'Done']);
  assert.ok((await page.locator('.step-time').allTextContents()).every((time) => /^\d\d:\d\d:\d\d$/.test(time)));
  assert.deepEqual(wrong, []);
});
