import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const home = join(dirname(fileURLToPath(import.meta.url)), '..');

function run(file, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, file), ...args], { cwd: home, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

test('the types of the pages hold', () => run('node_modules/typescript/bin/tsc', '--noEmit'));

test('the committed bundle is what the sources make', () => run('build.mjs', '--check'));

test('the lock file names no registry', async () => {
  const lock = JSON.parse(await readFile(join(home, 'package-lock.json'), 'utf8'));
  const resolved = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
  assert.deepEqual(resolved, []);
});
