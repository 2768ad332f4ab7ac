// Bundles the pages into src/main/resources/ui, which is committed: a Maven build takes it as it is and needs no Node.
// `node build.mjs` writes, `node build.mjs --check` says whether what is committed is what these sources make.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const home = dirname(fileURLToPath(import.meta.url));
const sources = join(home, 'src/main/web');
const target = join(home, 'src/main/resources/ui');
// beside the bundle and not in it: the jar has no use for it
const fingerprintFile = join(home, 'src/main/ui.sha256');
// what a person on a slow line waits for, all together
const LIMIT_BYTES = 64_000;

// What uPlot hands out and these charts never ask for. Without it the bundler sees that nothing uses it, and leaves it out.
const UNUSED = [
  'uPlot.join = join;',
  'uPlot.fmtDate = fmtDate;',
  'uPlot.tzDate  = tzDate;',
  'uPlot.rangeNum = rangeNum;',
  'uPlot.rangeLog = rangeLog;',
  'uPlot.rangeAsinh = rangeAsinh;',
  'uPlot.orient   = orient;',
  'uPlot.addGap = addGap;',
  'uPlot.clipGaps = clipGaps;',
  '(paths.stepped = stepped);',
  '(paths.bars    = bars);',
  '(paths.spline  = monotoneCubic);',
];

const leanCharts = {
  name: 'lean-charts',
  setup(build) {
    build.onLoad({ filter: /uPlot\.esm\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      for (const line of UNUSED) {
        if (!contents.includes(line)) throw new Error(`uPlot has no "${line}" any more: look at what build.mjs leaves out`);
        contents = contents.replace(line, '');
      }
      return { contents };
    });
  },
};

/** Every file of the pages by its path under ui/. */
async function bundle() {
  const built = await esbuild.build({
    absWorkingDir: home,
    entryPoints: [join(sources, 'main.tsx'), join(sources, 'early.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    charset: 'utf8',
    outdir: join(target, 'assets'),
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    // relative to the page, wherever it is served
    publicPath: 'assets',
    loader: { '.svg': 'file' },
    plugins: [leanCharts],
    write: false,
  });
  const files = new Map();
  const names = new Map();
  for (const file of built.outputFiles) {
    const path = relative(target, file.path);
    files.set(path, Buffer.from(file.contents));
    const [, name, extension] = /assets\/(\w+)-\w+\.(js|css|svg)$/.exec(path) ?? [];
    if (name) names.set(`${name}.${extension}`, path);
  }
  const page = await readFile(join(sources, 'index.html'), 'utf8');
  const filled = page.replace(/\{\{(.+?)\}\}/g, (_, name) => {
    const path = names.get(name);
    if (!path) throw new Error(`index.html asks for ${name}, built were ${[...names.keys()].join(', ')}`);
    return path;
  });
  files.set('licences.txt', Buffer.from(await notices()));
  files.set('index.html', Buffer.from(filled));
  return files;
}

/** The licences of what is bundled, which ask to be passed on. */
async function notices() {
  const parts = [];
  for (const name of ['@preact/signals', '@preact/signals-core', 'preact', 'uplot']) {
    const folder = join(home, 'node_modules', name);
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    parts.push(`${name} ${version}\n\n${(await readFile(join(folder, 'LICENSE'), 'utf8')).trim()}\n`);
  }
  return parts.join('\n\n');
}

/** The sources' hashes, so that a test in Java sees a bundle that is older than they are. */
async function fingerprint() {
  const entries = await readdir(sources, { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile()).map((e) => relative(home, join(e.parentPath, e.name)));
  const lines = [];
  for (const path of [...paths, 'build.mjs', 'package-lock.json'].sort()) {
    lines.push(`${hash(await readFile(join(home, path)))}  ${path}\n`);
  }
  return lines.join('');
}

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function differences(files) {
  const found = [];
  const entries = await readdir(target, { recursive: true, withFileTypes: true }).catch(() => []);
  const present = entries.filter((e) => e.isFile()).map((e) => relative(target, join(e.parentPath, e.name)));
  for (const path of present) if (!files.has(path)) found.push(`${path} is no longer made`);
  for (const [path, bytes] of files) {
    const old = await readFile(join(target, path)).catch(() => null);
    if (old === null) found.push(`${path} is missing`);
    else if (!old.equals(bytes)) found.push(`${path} differs`);
  }
  const recorded = await readFile(fingerprintFile, 'utf8').catch(() => '');
  if (recorded !== (await fingerprint())) found.push('ui.sha256 differs');
  return found;
}

const files = await bundle();
const sent = [...files].filter(([path]) => /\.(html|js|css|svg)$/.test(path));
const size = sent.reduce((sum, [, bytes]) => sum + gzipSync(bytes, { level: 9 }).length, 0);
console.log(`ui: ${sent.length} files, ${(size / 1000).toFixed(1)} kB gzipped`);
if (size > LIMIT_BYTES) {
  console.error(`the pages must stay within ${LIMIT_BYTES / 1000} kB gzipped`);
  process.exit(1);
}
if (process.argv.includes('--check')) {
  const found = await differences(files);
  if (found.length > 0) {
    console.error(`the committed bundle is not what these sources make; run "node build.mjs":\n  ${found.join('\n  ')}`);
    process.exit(1);
  }
} else {
  await rm(target, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), bytes);
  }
  await writeFile(fingerprintFile, await fingerprint());
}
