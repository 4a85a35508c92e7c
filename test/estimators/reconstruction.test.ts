import { expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { RunError } from '../../src/node/run-error.ts';
import { smallCapture } from '../estimation/small-capture.ts';

const rows = async (capture: Capture, quantity: string) =>
  (
    await estimateCapture(
      capture,
      [{ kind: 'matrix-renyi', params: { quantity, alpha: 1.01, bandwidth: { silverman: 2 }, base: 2 } }],
      plainNumerics,
      ownKinds,
    )
  )[0]!;

it("takes the last layer in the place of X for I(T;X')", async () => {
  const { inputs, ...rest } = smallCapture(5);
  const reconstruction = smallCapture(6).inputs;
  const last = { index: 7, channels: 1, features: 16, values: reconstruction };
  const ofX = await rows({ ...rest, inputs: reconstruction }, 'I(X;T)');
  const layers = [last, ...rest.layers];
  const found = await rows({ ...rest, inputs, layers }, "I(T;X')");
  expect(found.map(({ layer }) => layer)).toEqual([0, 2]);
  found.forEach(({ cells }, at) => {
    expect(Number(cells.value)).toBeCloseTo(Number(ofX[at]!.cells.value), 10);
    expect(Number(cells.value)).toBeGreaterThan(0.1);
  });
});

it("says what I(T;X') needs when no captured layer is as large as the input", async () => {
  await expect(rows(smallCapture(5), "I(T;X')")).rejects.toThrow(RunError);
});
