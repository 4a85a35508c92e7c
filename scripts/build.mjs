// Builds dist/: types checked and written, TypeScript to JavaScript, AssemblyScript to WebAssembly, schemas to code; marks
// the command as executable.
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const steps = [
  [tsc, '-p', 'tsconfig.build.json'],
  ['scripts/build-javascript.mjs'],
  ['scripts/build-wasm.mjs'],
  ['scripts/build-checks.mjs'],
];
try {
  for (const step of steps) execFileSync(process.execPath, step, { cwd: root, stdio: 'inherit' });
} catch {
  process.exit(1);
}
chmodSync(`${root}/dist/src/cli/main.js`, 0o755);
