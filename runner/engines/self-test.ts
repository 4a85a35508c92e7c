import type { Batch, Engine } from '../contract/engine.ts';
import { randomStream } from '../random/stream.ts';
import { chainLayers } from './chain-layers.ts';
import { initialWeights } from './weights.ts';

export interface SelfTest {
  readonly ok: boolean;
  /** Largest difference from the stored values. */
  readonly maxDifference: number;
}

/** Differences up to this pass: ten steps in float32 stay well below. */
const tolerance = 1e-4;

/**
 * Trains a small network (convolution, pooling, two dense layers; momentum) for ten steps and compares the loss before
 * each update, and the sum of squares of every T_k, d_k and of d_L before the last one, with stored values.
 *
 * The stored values come from a float64 implementation with gradients by finite differences; a test recomputes them.
 */
export async function selfTest(engine: Engine): Promise<SelfTest> {
  const session = await engine.open(selfTestNetwork, {
    training: { optimizer: 'sgd', momentum: selfTestMomentum, batchSize: selfTestBatch().samples },
    taps: { activations: [0, 1, 2, 3], errors: [0, 1, 2, 3] },
    initial: initialWeights(selfTestNetwork, selfTestSeed),
  });
  try {
    const differences: number[] = [];
    const batch = selfTestBatch();
    for (const [step, expected] of selfTestValues.losses.entries()) {
      const last = step === selfTestValues.losses.length - 1;
      const { loss, tensors } = await session.update(batch, selfTestRate, last);
      differences.push(Math.abs(loss - expected));
      if (!tensors) continue;
      const { activations, errors, lossError } = tensors;
      const squares = [...activations.values(), ...errors.values(), lossError].map(sumOfSquares);
      differences.push(
        ...selfTestValues.squares.map((square, i) => Math.abs(square - (squares[i] ?? Number.NaN))),
      );
    }
    const maxDifference = differences.some(Number.isNaN)
      ? Number.POSITIVE_INFINITY
      : Math.max(...differences);
    return { ok: maxDifference <= tolerance, maxDifference };
  } finally {
    await session.close();
  }
}

export const selfTestSeed = 7;
export const selfTestRate = 0.3;
export const selfTestMomentum = 0.5;

export const selfTestNetwork = chainLayers(
  [1, 8, 8],
  [
    ['conv', { filters: 2, kernel: 3, activation: 'tanh' }],
    ['pool', { size: 2 }],
    ['dense', { units: 5, activation: 'sigmoid' }],
    ['dense', { units: 3 }],
  ],
);

/** Six noise images with labels 0, 1, 2, 0, 1, 2. */
export function selfTestBatch(): Batch {
  const samples = 6;
  const stream = randomStream(selfTestSeed, 'self-test');
  const inputs = Float32Array.from({ length: samples * 64 }, () => stream.next());
  return { samples, inputs, labels: Int32Array.from({ length: samples }, (_, sample) => sample % 3) };
}

function sumOfSquares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** Losses before each of ten updates, then sums of squares of T_0..T_3, d_0..d_3 and d_L before the tenth. */
export const selfTestValues = {
  losses: [
    1.17034749, 1.12099799, 1.08864342, 1.07812256, 1.07257834, 1.0650031, 1.056536, 1.04858155, 1.0409162,
    1.03333631,
  ],
  squares: [
    44.3837528, 13.8101291, 8.3140255, 3.2445037, 0.66057007, 0.66057007, 5.2641062, 3.74096147, 3.74096147,
  ],
};
