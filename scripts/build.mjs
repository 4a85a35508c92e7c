// Builds dist/: types checked and written, TypeScript to JavaScript, AssemblyScript to WebAssembly, schemas to code; marks
// the command as executable. Where nothing has changed since dist/ was built, it stays: npm runs this after `npm ci` and again
// before the first `npx infoplane`. `--force` builds in any case.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const steps = [
  [tsc, '-p', 'tsconfig.build.json'],
  ['scripts/build-javascript.mjs'],
  ['scripts/build-wasm.mjs'],
  ['scripts/build-checks.mjs'],
];
/** All that decides what is built. */
const sources = ['src', 'runner', 'reports', 'schemas', 'scripts'];
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const stamp = join(root, 'dist/.built');

const wanted = digestOf(sourceFiles());
if (
  process.argv.includes('--force') ||
  !existsSync(stamp) ||
  readFileSync(stamp, 'utf8') !== stampOf(wanted)
) {
  rmSync(stamp, { force: true });
  try {
    for (const step of steps) execFileSync(process.execPath, step, { cwd: root, stdio: 'inherit' });
  } catch {
    process.exit(1);
  }
  chmodSync(`${root}/dist/src/cli/main.js`, 0o755);
  writeFileSync(stamp, stampOf(wanted));
}

/** What is written down of a build: what it was made of, and names and sizes of what lies there. */
function stampOf(digest) {
  const built = filesIn('dist').filter((file) => file !== 'dist/.built');
  const sizes = built.map((file) => [file, statSync(join(root, file)).size]);
  const there = createHash('sha256').update(JSON.stringify(sizes)).digest('hex');
  return `${JSON.stringify({ digest, built: there })}\n`;
}

function sourceFiles() {
  return [...sources.flatMap(filesIn), ...settings].filter((file) => !file.startsWith('reports/published/'));
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
