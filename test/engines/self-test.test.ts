import { describe, expect, it } from 'vitest';
import type { Engine } from '../../runner/contract/engine.ts';
import { openOnnxEngine } from '../../runner/engines/onnx/onnx-engine.ts';
import {
  selfTest,
  selfTestBatch,
  selfTestMomentum,
  selfTestNetwork,
  selfTestRate,
  selfTestSeed,
  selfTestValues,
} from '../../runner/engines/self-test.ts';
import { openTfjsEngine } from '../../runner/engines/tfjs/tfjs-engine.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { lossesOf } from '../../runner/proof/losses.ts';
import { samplesOf, toFloat64, type Weights64 } from '../../runner/proof/samples.ts';
import { centralDifferences, errorsOf, outputsOf } from './support/reference.ts';

const network = selfTestNetwork;
const batch = selfTestBatch();
const samples = samplesOf(batch);

/** The stored values, had without any engine: float64, every gradient by finite differences. */
function recompute() {
  const weights = toFloat64(initialWeights(network, selfTestSeed));
  const velocities = weights.map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([name, values]) => [name, new Float64Array(values.length)]),
    ),
  );
  const losses: number[] = [];
  let squares: number[] = [];
  for (let step = 0; step < 10; step++) {
    losses.push(batchLoss(weights));
    squares = tensorSquares(weights);
    const gradients = weights.map((record, layer) =>
      Object.fromEntries(
        Object.entries(record).map(([name, values]) => [
          name,
          centralDifferences(values, 1e-5, (at) => batchLoss(replace(weights, layer, name, at))),
        ]),
      ),
    );
    weights.forEach((record, layer) => {
      for (const [name, values] of Object.entries(record)) {
        const velocity = velocities[layer]![name]!;
        values.forEach((value, i) => {
          velocity[i] = selfTestMomentum * velocity[i]! + gradients[layer]![name]![i]!;
          values[i] = value - selfTestRate * velocity[i]!;
        });
      }
    });
  }
  return { losses, squares };
}

function replace(weights: Weights64, layer: number, name: string, values: Float64Array): Weights64 {
  return weights.map((record, i) => (i === layer ? { ...record, [name]: values } : record));
}

function batchLoss(weights: Weights64): number {
  return total(lossesOf(outputsOf(network, weights, samples).at(-1)!, batch)) / batch.samples;
}

function tensorSquares(weights: Weights64): number[] {
  const square = (rows: readonly Float64Array[]) =>
    total(rows.map((values) => values.reduce((sum, value) => sum + value * value, 0)));
  const outputs = outputsOf(network, weights, samples);
  const errors = outputs.map((_, layer) =>
    square(errorsOf({ network, weights, batch, outputs, layer, step: 1e-5 })),
  );
  return [...outputs.map(square), ...errors, errors[3]!];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe('selfTest', () => {
  it('compares with values that a float64 implementation gives', () => {
    const { losses, squares } = recompute();
    expect(selfTestValues.losses.length).toBe(losses.length);
    losses.forEach((loss, i) => {
      expect(selfTestValues.losses[i]).toBeCloseTo(loss, 7);
    });
    expect(selfTestValues.squares.length).toBe(squares.length);
    squares.forEach((square, i) => {
      expect(selfTestValues.squares[i]).toBeCloseTo(square, 6);
    });
  });

  it('passes both engines', async () => {
    for (const engine of [
      await openOnnxEngine(),
      await openOnnxEngine({ lowering: 'plain' }),
      await openTfjsEngine(),
    ]) {
      const result = await selfTest(engine);
      expect(result.maxDifference).toBeLessThan(1e-5);
      expect(result.ok).toBe(true);
      await engine.close();
    }
  });

  it('fails an engine whose steps are too long or whose errors have another scale', async () => {
    const engine = await openOnnxEngine();
    expect((await selfTest(wrongEngine(engine, 1.01, 1))).ok).toBe(false);
    expect((await selfTest(wrongEngine(engine, 1, 1 / 6))).ok).toBe(false);
    expect((await selfTest(wrongEngine(engine, 1, 1))).ok).toBe(true);
    await engine.close();
  });
});

function wrongEngine(engine: Engine, stretch: number, scale: number): Engine {
  return {
    ...engine,
    async open(plan, options) {
      const session = await engine.open(plan, options);
      return {
        observe: (given, capture, mode) => session.observe(given, capture, mode),
        weights: () => session.weights(),
        state: () => session.state(),
        close: () => session.close(),
        async update(given, rate, capture) {
          const result = await session.update(given, rate * stretch, capture);
          if (!result.tensors) return result;
          const errors = [...result.tensors.errors].map(
            ([layer, values]) => [layer, values.map((value) => value * scale)] as const,
          );
          return { ...result, tensors: { ...result.tensors, errors: new Map(errors) } };
        },
      };
    },
  };
}
