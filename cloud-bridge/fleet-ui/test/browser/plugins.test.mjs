import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { noBrowser as skip, open, until, withBrowser } from './world.mjs';

const { visit } = withBrowser();
const PLUGINS = '#/devices/gw-0001/plugins';

async function show(page, fleet, state) {
  state.deploys = true;
  await open(page, fleet, PLUGINS);
}

test('a package goes up in parts, and the way to its end is shown', { skip }, visit({}, async ({ page, fleet, state }) => {
  await show(page, fleet, state);
  const jar = Buffer.alloc(100_000, 'weir');
  const sha256 = createHash('sha256').update(jar).digest('hex');
  await page.getByLabel('Signed package').setInputFiles({ name: 'pump.jar', mimeType: 'application/java-archive', buffer: jar });
  await page.getByRole('button', { name: 'Deploy' }).click();
  await page.getByText('80 %, Running, and watched until it has published, at most 42 s left').waitFor();
  await page.locator('.answer-good').getByText('Install done').waitFor();
  const parts = state.commands.filter((c) => c.command === 'Chunk').map((c) => c.arguments);
  assert.equal(parts.length, 3);
  assert.ok(parts.every((part) => part.sha256 === sha256 && part.size === jar.length));
  const whole = Buffer.alloc(jar.length);
  for (const part of parts) Buffer.from(part.data, 'base64').copy(whole, part.offset);
  assert.ok(whole.equals(jar));
  assert.deepEqual(state.commands.at(-1).arguments, { sha256, downgrade: false });
}));

test('an address needs its hash before it is sent', { skip }, visit({}, async ({ page, fleet, state }) => {
  await show(page, fleet, state);
  await page.getByLabel('or the address').fill('https://example.org/pump.jar');
  assert.ok(await page.getByRole('button', { name: 'Deploy' }).isDisabled());
  await page.getByLabel('and its SHA-256').fill('A'.repeat(64));
  await page.getByRole('button', { name: 'Deploy' }).click();
  await page.locator('.answer-good').getByText('Deploy done').waitFor();
  assert.deepEqual(state.commands[0].arguments, { url: 'https://example.org/pump.jar', sha256: 'a'.repeat(64), downgrade: false });
}));

test('only what was changed in a configuration is sent', { skip }, visit({}, async ({ page, fleet, state }) => {
  await show(page, fleet, state);
  await page.getByText("ceiling must be a number, was 'high'; the last good configuration holds").waitFor();
  const form = page.getByRole('form', { name: 'Configuration acme.Pump' });
  assert.equal(await form.getByLabel('poll.time.ms').inputValue(), '500');
  await form.getByLabel('poll.time.ms').fill('often');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('poll.time.ms must be a number, was "often"').waitFor();
  assert.equal(state.commands.length, 0);
  await form.getByLabel('poll.time.ms').fill('250');
  await form.getByLabel('unit').selectOption('kPa');
  await form.getByLabel('label').fill('');
  await form.getByLabel('quiet').check();
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('The plugin runs with it.').waitFor();
  const sent = state.commands[0];
  assert.equal(`${sent.service} ${sent.command}`, 'config Set');
  assert.deepEqual(sent.arguments, { pid: 'acme.Pump', values: { 'poll.time.ms': '250', unit: 'kPa', label: '', quiet: 'true' } });
}));

test('a configuration goes back to an earlier state', { skip }, visit({}, async ({ page, fleet, state }) => {
  await show(page, fleet, state);
  const form = page.getByRole('form', { name: 'Configuration acme.Pump' });
  await form.getByLabel('Earlier state').selectOption('3');
  await form.getByRole('button', { name: 'Go back' }).click();
  await until('the command is sent', () => state.commands.length === 1);
  assert.deepEqual(state.commands[0].arguments, { pid: 'acme.Pump', revision: 3 });
}));

test('a plugin is taken off once that was confirmed', { skip }, visit({}, async ({ page, fleet, state }) => {
  await show(page, fleet, state);
  page.once('dialog', (dialog) => void dialog.dismiss());
  await page.getByRole('button', { name: 'Remove weir-temperature' }).click();
  assert.equal(state.commands.length, 0);
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Remove weir-temperature' }).click();
  await page.getByText('Remove done').waitFor();
  assert.deepEqual(state.commands[0].arguments, { plugin: 'weir-temperature' });
}));
