import { describe, expect, it } from 'vitest';
import { type ComparedSide, pairedCaptures } from '../../runner/capture/paired-captures.ts';
import type { Capture } from '../../runner/contract/capture.ts';
import { RunError } from '../../src/node/run-error.ts';

const capture = (iteration: number, inputs = [1, 2, 3, 4], labels = [0, 1]): Capture => ({
  iteration,
  samples: 2,
  classes: 2,
  inputs: Float32Array.from(inputs),
  labels: Int32Array.from(labels),
  layers: [],
  lossError: new Float32Array(),
});

function side(updatesPerEpoch: number, captures: readonly Capture[]): ComparedSide {
  return {
    id: `of ${updatesPerEpoch}`,
    momentOf: (iteration) => iteration / updatesPerEpoch,
    apart: 0.5 / updatesPerEpoch,
    captures: (async function* () {
      yield* captures;
    })(),
  };
}

async function pairsOf(own: ComparedSide, other: ComparedSide): Promise<[number, number][]> {
  const found: [number, number][] = [];
  for await (const { iteration, other: second } of pairedCaptures(own, other))
    found.push([iteration, second!.iteration]);
  return found;
}

describe('rows of two trainings', () => {
  it('are paired by their epochs, which round to the updates of each', async () => {
    const own = side(
      10,
      [0, 3, 10, 20].map((at) => capture(at)),
    );
    const other = side(
      7,
      [0, 2, 7, 14].map((at) => capture(at)),
    );
    expect(await pairsOf(own, other)).toEqual([
      [0, 0],
      [3, 2],
      [10, 7],
      [20, 14],
    ]);
  });

  it('are left out where the other training has none, as one that ended early', async () => {
    const own = side(
      10,
      [0, 10, 20].map((at) => capture(at)),
    );
    const other = side(
      10,
      [0, 5, 20].map((at) => capture(at)),
    );
    expect(await pairsOf(own, other)).toEqual([
      [0, 0],
      [20, 20],
    ]);
    expect(await pairsOf(own, side(10, []))).toEqual([]);
  });

  it.each([
    ['X', capture(0, [1, 2, 3, 4.1])],
    ['Y', capture(0, [1, 2, 3, 4], [1, 0])],
    ['size', { ...capture(0), samples: 3 }],
  ])('are refused where their samples differ in %s', async (_, second) => {
    await expect(pairsOf(side(10, [capture(0)]), side(10, [second]))).rejects.toThrow(RunError);
  });

  it('are of the same samples where a recording is in half precision', async () => {
    const rounded = capture(0, [1, 2.0009, 3, 4]);
    expect(await pairsOf(side(10, [capture(0)]), side(10, [rounded]))).toEqual([[0, 0]]);
  });
});
