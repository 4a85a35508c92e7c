import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { instantiateShared, shareKernels } from '../../../runner/kernels/wasm/shared-kernels.ts';
import { loadWasmKernels } from '../../../runner/kernels/wasm/wasm-kernels.ts';
import { packageRoot } from '../../../src/node/package-info.ts';

it('work on one memory, from several instances', () => {
  const shared = shareKernels(loadWasmKernels('wasm-fma')!.build, 100_000)!;
  const [first, second] = [instantiateShared(shared), instantiateShared(shared)];
  expect(first.memory.buffer.byteLength).toBe(131_072);
  new Float64Array(first.memory.buffer, 1024, 4).set([2, -7, 3, -5]);
  expect(second.largestBelow(2, 1024)).toBe(5);
});

it('are refused where there can be no such memory', () => {
  expect(shareKernels('wasm-simd', 2 ** 32 + 1, 2 ** 40)).toBeNull();
  expect(shareKernels('wasm-simd', 1001, 8000)).toBeNull();
  expect(shareKernels('wasm-simd', 1000, 8000)?.memory.buffer.byteLength).toBe(65_536);
});

it.skipIf(process.platform !== 'linux')('are refused where addresses have a limit', () => {
  const file = pathToFileURL(join(packageRoot, 'dist/runner/kernels/wasm/shared-kernels.js'));
  const script = `import { shareKernels } from '${file}'; console.log(shareKernels('wasm-simd', 100));`;
  const command = `ulimit -v 64000000 && exec "${process.execPath}" --input-type=module -e "${script}"`;
  expect(execFileSync('bash', ['-c', command], { encoding: 'utf8' }).trim()).toBe('null');
});
