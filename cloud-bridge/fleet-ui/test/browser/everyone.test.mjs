// What holds for everyone: nothing a device says is run, nothing leaves the machine, the keyboard is enough, and axe finds no fault.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { SCRIPT } from '../fake/data.mjs';
import { card, drawn, noBrowser as skip, open, until, withBrowser } from './world.mjs';

const { visit } = withBrowser();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function faults(page) {
  // through the debugger: the page's own policy would not let a foreign script in
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`);
}

test('a script in the name of a device or a metric is only text', { skip }, visit({}, async ({ page, fleet }) => {
  await page.locator('table.devices').getByText(SCRIPT).first().waitFor();
  await open(page, fleet, `#/devices/${encodeURIComponent(SCRIPT)}`);
  await page.getByRole('heading', { name: SCRIPT, level: 1 }).waitFor();
  const metric = card(page, `engine:${SCRIPT}`);
  await metric.scrollIntoViewIfNeeded();
  await metric.locator('canvas').waitFor();
  assert.equal(await page.evaluate(() => globalThis.struck), undefined);
  assert.equal(await page.locator('main img, script:not([src])').count(), 0);
}));

test('the policy of the page forbids inline script, and the page does without', { skip }, visit({ expectErrors: true }, async ({ page }) => {
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.inline = true';
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => globalThis.inline), undefined);
}));

const PAGES = [
  ['log-in', null],
  ['devices', ''],
  ['metrics', '#/devices/gw-0001'],
  ['commands', '#/devices/gw-0001/commands'],
  ['an unknown device', '#/devices/no-such'],
];
for (const theme of ['light', 'dark']) {
  for (const width of [1280, 390]) {
    test(`axe finds no fault in ${theme} colours at ${width} px`, { skip }, visit({ theme, width, loggedIn: false }, async ({ page, fleet }) => {
      for (const [name, hash] of PAGES) {
        if (hash === '') {
          await page.getByLabel('Password').fill('right');
          await page.keyboard.press('Enter');
        } else await open(page, fleet, hash ?? '');
        await page.locator('form.login-card, table.devices, .chart canvas, .command-form, .notice').first().waitFor();
        if (name === 'commands') {
          await page.getByRole('button', { name: 'Send' }).click();
          await page.getByText('unit is needed').waitFor();
          await page.getByLabel('unit', { exact: true }).selectOption('K');
          await page.getByRole('button', { name: 'Send' }).click();
          await page.locator('.answer-good').waitFor();
          await page.locator('.history summary').first().click();
        }
        assert.deepEqual(await faults(page), [], name);
      }
    }));
  }
}

test('the colours follow the system, and the choice of a person after that', { skip }, visit({ theme: 'dark' }, async ({ page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.getByRole('button', { name: 'Change to light colours' }).click();
  const light = await ground();
  assert.notEqual(light, dark);
  await page.reload();
  await page.locator('table.devices').waitFor();
  assert.equal(await ground(), light);
  await page.getByRole('button', { name: 'Change to dark colours' }).click();
  assert.equal(await ground(), dark);
}));

/** Tabs until an element of that name has the focus; says where it went if it never does. */
async function tabTo(page, name) {
  const seen = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const e = document.activeElement;
      const style = getComputedStyle(e);
      return {
        name: e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? e.innerText ?? '',
        visible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      };
    });
    seen.push(here.name.trim());
    assert.ok(here.visible, `the focus cannot be seen on "${here.name}"`);
    if (here.name.trim().startsWith(name)) return;
  }
  throw new Error(`never came to "${name}", but to: ${seen.join(' > ')}`);
}

test('from the log-in to an answered command with the keyboard alone', { skip }, visit({ loggedIn: false }, async ({ page, fleet }) => {
  await page.goto(fleet.url);
  await page.getByLabel('Password').waitFor();
  await page.keyboard.type('right');
  await page.keyboard.press('Enter');
  await page.locator('table.devices').waitFor();

  await tabTo(page, 'gw-0001');
  await page.keyboard.press('Enter');
  await drawn(page, 'cpu:total');
  await tabTo(page, 'Commands');
  await page.keyboard.press('Enter');
  await page.locator('.command-form').waitFor();
  await tabTo(page, 'SetTarget');
  await page.keyboard.press('Enter');
  await tabTo(page, 'celsius');
  await page.keyboard.type('19');
  await page.keyboard.press('Enter');
  await page.locator('.answer').getByText('SetTarget done').waitFor();
}));

test('the first stop of the keyboard skips to the content', { skip }, visit({}, async ({ page }) => {
  await page.reload();
  await page.locator('table.devices').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Skip to the content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  assert.equal(await page.locator('table.devices').count(), 1);
}));

test('a chart is read and zoomed by keys', { skip }, visit({}, async ({ page, fleet }) => {
  await open(page, fleet, '#/devices/gw-0001?range=1h');
  await drawn(page, 'temperature');
  await card(page, 'temperature').getByRole('group', { name: /^Chart of temperature/ }).focus();
  const readout = card(page, 'temperature').locator('.readout');
  await page.keyboard.press('ArrowLeft');
  const first = await until('a time', async () => (/\d\d:\d\d:\d\d/.exec(await readout.innerText()) ?? [])[0]);
  await page.keyboard.press('ArrowLeft');
  await until('an earlier time', async () => (/\d\d:\d\d:\d\d/.exec(await readout.innerText()) ?? [first])[0] < first);
  assert.equal(await readout.getAttribute('aria-live'), 'polite');
  await page.keyboard.press('+');
  await until('half an hour in the address', () => {
    const [, from, to] = /from=([\d.]+)&to=([\d.]+)/.exec(page.url()) ?? [];
    return Math.abs(to - from - 1800) < 1;
  });
  await page.keyboard.press('Escape');
  await until('the address from before', () => page.url().endsWith('range=1h'));
}));

test('the pages a person comes to are announced by their heading', { skip }, visit({}, async ({ page }) => {
  await page.getByRole('link', { name: 'gw-0001' }).click();
  await page.getByRole('heading', { name: 'gw-0001' }).waitFor();
  await until('the focus on the heading', () => page.evaluate(() => document.activeElement.tagName === 'H1'));
  assert.match(await page.title(), /^gw-0001/);
}));
