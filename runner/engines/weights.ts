import { totalmem } from 'node:os';
import { RunError } from '../../src/node/run-error.ts';
import type { NetworkPlan, WeightPlan } from '../../src/plan/plan.ts';
import type { Weights } from '../contract/engine.ts';
import type { RandomStream } from '../contract/random-stream.ts';
import { randomStream } from '../random/stream.ts';

/** Variance of a weight, from fan-in and fan-out. */
const variances: Readonly<Record<string, (fanIn: number, fanOut: number) => number>> = {
  glorot: (fanIn, fanOut) => 2 / (fanIn + fanOut),
  he: (fanIn) => 2 / fanIn,
  lecun: (fanIn) => 1 / fanIn,
};

/**
 * The weights before the first update. They depend on the seed, the layer's place and the weight's name and shape
 * alone, never on the engine: tensor `name` of layer i is drawn, in row-major order, from the stream
 * (seed, 'weights', i, name) and rounded to float32.
 *
 * Glorot (Xavier): variance 2 / (fanIn + fanOut); He: 2 / fanIn; LeCun: 1 / fanIn. The uniform ones are uniform in
 * (-a, a) with a = sqrt(3 variance); the normal ones are plain, not truncated, normal distributions.
 * @source Glorot & Bengio 2010; He, Zhang, Ren & Sun 2015; LeCun, Bottou, Orr & Müller 1998
 * @throws RunError when they take more memory than this machine has
 */
export function initialWeights(network: NetworkPlan, seed: number): Weights {
  requireMemory(network);
  return network.layers.map((layer, index) =>
    Object.fromEntries(
      layer.weights.map((weight) => [
        weight.name,
        drawWeights(weight, randomStream(seed, 'weights', index, weight.name)),
      ]),
    ),
  );
}

/** @throws RunError when the weights take more memory than this machine has */
export function requireMemory({ layers }: NetworkPlan): void {
  const sizes = layers.flatMap(({ name, weights }) =>
    weights.map((weight) => ({ layer: name, bytes: 4 * lengthOf(weight) })),
  );
  const bytes = sizes.reduce((sum, one) => sum + one.bytes, 0);
  if (bytes <= totalmem()) return;
  const largest = sizes.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const gibibytes = (value: number) =>
    `${(value / 2 ** 30).toLocaleString('en-US', { maximumSignificantDigits: 3 })} GiB`;
  throw new RunError(
    `the weights take ${gibibytes(bytes)}, and this machine has ${gibibytes(totalmem())} of memory`,
    {
      hint: `most of it is layer ${largest.layer}, ${gibibytes(largest.bytes)}: give it fewer units or filters`,
    },
  );
}

function lengthOf({ shape }: WeightPlan): number {
  return shape.reduce((product, size) => product * size, 1);
}

function drawWeights(weight: WeightPlan, stream: RandomStream): Float32Array {
  const length = lengthOf(weight);
  if (weight.initializer === 'zeros') return new Float32Array(length);
  if (weight.initializer === 'ones') return new Float32Array(length).fill(1);
  const [rule, distribution] = weight.initializer.split('-');
  const variance = variances[rule!]?.(weight.fanIn, weight.fanOut);
  if (variance === undefined || (distribution !== 'uniform' && distribution !== 'normal')) {
    throw new Error(`no initialiser is called ${weight.initializer}`);
  }
  const uniform = distribution === 'uniform';
  const scale = Math.sqrt(uniform ? 3 * variance : variance);
  return Float32Array.from({ length }, () => scale * (uniform ? 2 * stream.next() - 1 : stream.normal()));
}
