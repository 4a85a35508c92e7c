// Compiles the AssemblyScript kernels to dist/runner/kernels/wasm: kernels.wasm with plain SIMD, the same on every machine, and
// kernels-fma.wasm with fused multiply-adds; both also as -shared.wasm, which take a memory that threads share.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
const folder = 'dist/runner/kernels/wasm';
const options = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--use', 'abort='];
const shared = ['--enable', 'threads', '--importMemory', '--sharedMemory', '--maximumMemory', '65536'];

mkdirSync(`${root}/${folder}`, { recursive: true });
for (const [name, more] of [
  ['kernels', []],
  ['kernels-shared', shared],
  ['kernels-fma', ['--enable', 'relaxed-simd']],
  ['kernels-fma-shared', ['--enable', 'relaxed-simd', ...shared]],
]) {
  try {
    const entry = 'runner/kernels/wasm/assembly/index.ts';
    const command = [asc, entry, '-o', `${folder}/${name}.wasm`, ...options, ...more];
    execFileSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  } catch {
    process.exit(1);
  }
}
