// A browser and a fleet with made-up data, for one file of tests.
import { existsSync } from 'node:fs';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { PASSWORD, startFleet } from '../fake/fleet.mjs';

const BROWSER = process.env.WEIR_CHROMIUM ?? '/usr/bin/chromium';

/** Why the tests that need a browser cannot run; false when they can. */
export const noBrowser = existsSync(BROWSER) ? false : `no browser at ${BROWSER} (apt-get install chromium)`;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export const launch = () => chromium.launch({ executablePath: BROWSER, args: FLAGS });

/** One browser for the file, closed at its end. */
export function withBrowser() {
  const world = { browser: null };
  before(async () => {
    if (!noBrowser) world.browser = await launch();
  });
  after(() => world.browser?.close());

  /** Runs a test in a fresh fleet and a fresh page, and sees to it that nothing went wrong unseen. */
  const visit = (options, body) => async () => {
    const { theme = 'light', width = 1280, height = 900, loggedIn = true, expectErrors = false } = options;
    const fleet = await startFleet();
    const context = await world.browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const wrong = [];
    const foreign = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
      // the browser itself reports every answer that is not 200, and the first question who is logged in gets a 401
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) wrong.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(fleet.url)) foreign.push(request.url());
    });
    try {
      if (loggedIn) {
        await page.goto(fleet.url);
        await page.getByLabel('Password').fill(PASSWORD);
        await page.getByRole('button', { name: 'Log in' }).click();
        await page.getByRole('heading', { name: 'Devices' }).waitFor();
      }
      await body({ page, fleet, state: fleet.state });
      if (foreign.length > 0) throw new Error(`requests left the machine: ${foreign}`);
      if (wrong.length > 0 && !expectErrors) throw new Error(`the page complained: ${wrong.join('\n')}`);
    } finally {
      await context.close();
      await fleet.stop();
    }
  };
  return { visit };
}

// a machine that builds at the same time is slow; one that does not is never waited for this long
const PATIENCE_MS = 30_000;

/** Waits until a condition holds. */
export async function until(what, condition) {
  const limit = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > limit) throw new Error(`waited ${PATIENCE_MS / 1000} s in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export const open = async (page, fleet, hash) => {
  await page.goto(`${fleet.url}/${hash}`);
};

/** The card of one metric. */
export const card = (page, name) => page.getByRole('article', { name, exact: true });

/** Waits until a card's chart is drawn, over that many columns of pixels at least, and returns the box of its plotting area. */
export async function drawn(page, name, columns = 20) {
  const plot = card(page, name).locator('.u-over');
  // only what is nearly in sight is drawn
  await card(page, name).scrollIntoViewIfNeeded();
  await plot.waitFor();
  await plot.scrollIntoViewIfNeeded();
  await until(`line of ${name}`, async () => (await inked(page, name)).columns > columns);
  return plot.boundingBox();
}

/** How much of a chart's canvas has the colour of its line: pixels, and columns of pixels that hold one. */
export function inked(page, name) {
  return card(page, name)
    .locator('canvas')
    .evaluate((canvas) => {
      const colour = getComputedStyle(document.documentElement).getPropertyValue('--chart-line').trim();
      const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
      const columns = new Set();
      let pixels = 0;
      for (let i = 0; i < data.length; i += 4) {
        const near = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 60;
        if (near && data[i + 3] > 150) {
          pixels++;
          columns.add((i / 4) % width);
        }
      }
      return { pixels, columns: columns.size, width, at: [...columns].sort((x, y) => x - y) };
    });
}
