import { expect, it } from 'vitest';
import type { EngineName } from '../../runner/contract/engine.ts';
import { lenet5 } from '../../runner/engines/chain-layers.ts';
import { openEngine } from '../../runner/engines/choose.ts';
import { type History, train } from '../../runner/proof/history.ts';
import { makeBatch } from '../../runner/proof/make-batch.ts';
import { nativeInstalled } from './support/tried-engines.ts';

const network = lenet5('sigmoid');

function bytes({ steps, weights }: History): string {
  const parts: Float32Array[] = weights.flatMap((record) => Object.values(record));
  for (const { loss, tensors } of steps) {
    const { activations, errors, lossError } = tensors!;
    parts.push(Float32Array.of(loss), ...activations.values(), ...errors.values(), lossError);
  }
  return parts
    .map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64'))
    .join();
}

async function run(name: EngineName, threads: number, samples: number): Promise<string> {
  const engine = await openEngine(name, { threads, warn: () => {} });
  const batches = [1, 2, 3].map((seed) => makeBatch(network, samples, seed));
  const history = await train(engine, network, batches, { momentum: 0.9 });
  await engine.close();
  return bytes(history);
}

for (const threads of [1, 2]) {
  it(`onnx/cpu gives the same bytes run after run with ${threads} thread(s)`, async () => {
    const first = await run('onnx/cpu', threads, 128);
    for (let again = 0; again < 3; again++) expect(await run('onnx/cpu', threads, 128)).toBe(first);
  });
}

it('tfjs/cpu gives the same bytes run after run', async () => {
  expect(await run('tfjs/cpu', 1, 2)).toBe(await run('tfjs/cpu', 1, 2));
});

it.skipIf(!nativeInstalled)(
  'tfjs/native gives the same bytes run after run (skipped where it is not installed)',
  async () => {
    const first = await run('tfjs/native', 1, 128);
    for (let again = 0; again < 3; again++) expect(await run('tfjs/native', 1, 128)).toBe(first);
  },
);
