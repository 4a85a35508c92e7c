// Compiles the AssemblyScript kernels to dist/runner/kernels/wasm/kernels.wasm (plain SIMD, no relaxed operations,
// so results are the same on every machine).
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
const out = 'dist/runner/kernels/wasm/kernels.wasm';
const options = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--use', 'abort='];

mkdirSync(`${root}/${dirname(out)}`, { recursive: true });
try {
  const entry = 'runner/kernels/wasm/assembly/index.ts';
  execFileSync(process.execPath, [asc, entry, '-o', out, ...options], { cwd: root, stdio: 'inherit' });
} catch {
  process.exit(1);
}
