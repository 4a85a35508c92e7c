// Compiles the generator alone (kinds may not compile before it has run) and runs it; arguments are passed on.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const options = [
  ...['--target', 'es2023', '--module', 'nodenext', '--types', 'node'],
  ...['--noCheck', '--skipLibCheck', '--rewriteRelativeImportExtensions'],
  ...['--rootDir', '.', '--outDir', 'dist'],
];
const run = (args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
try {
  run([tsc, ...options, 'src/generate/main.ts']);
  run(['dist/src/generate/main.js', ...process.argv.slice(2)]);
} catch {
  process.exitCode = 1;
}
