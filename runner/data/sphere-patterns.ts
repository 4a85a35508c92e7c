import { randomStream } from '../random/stream.ts';
import type { RawDataset } from './make-dataset.ts';
import type { RawSamples } from './raw-samples.ts';

const points = 12;
const patterns = 2 ** points;
const trainSize = 3482;

/**
 * All 4,096 patterns of light on 12 points of a sphere, in two classes by a rule that no rotation of the sphere changes.
 *
 * The points p_i are drawn uniformly on the unit sphere. A pattern x in {0,1}^12 has f(x) = sum_ij x_i x_j
 * exp(k (p_i . p_j - 1)), which depends on the lit points' angles alone; it is in class 1 where f is at least the median.
 * Every pattern comes once, in random order, the first 3,482 (85 %) for training.
 * @param seed of the points and of the order
 * @param concentration k: 0 counts the lit points, larger values see only how near they are to each other
 */
export function spherePatterns(seed: number, concentration: number): RawDataset {
  const energies = patternEnergies(drawPoints(seed), concentration);
  const median = energies.toSorted()[patterns / 2]!;
  const order = randomStream(seed, 'patterns').permutation(patterns);
  const part = (chosen: Uint32Array): RawSamples => ({
    inputsPath: 'sphere-patterns',
    labelsPath: 'sphere-patterns',
    count: chosen.length,
    shape: [points],
    values: Float32Array.from({ length: chosen.length * points }, (_, at) => {
      return (chosen[Math.floor(at / points)]! >> (at % points)) & 1;
    }),
    labels: Int32Array.from(chosen, (pattern) => (energies[pattern]! >= median ? 1 : 0)),
  });
  return { train: part(order.slice(0, trainSize)), test: part(order.slice(trainSize)), files: [] };
}

type Point = readonly [number, number, number];

function drawPoints(seed: number): Point[] {
  const stream = randomStream(seed, 'points');
  return Array.from({ length: points }, () => {
    const height = 2 * stream.next() - 1;
    const angle = 2 * Math.PI * stream.next();
    const radius = Math.sqrt(1 - height * height);
    return [radius * Math.cos(angle), radius * Math.sin(angle), height];
  });
}

function patternEnergies(drawn: readonly Point[], concentration: number): Float64Array {
  const near = drawn.map((p) =>
    drawn.map((q) => Math.exp(concentration * (p[0] * q[0] + p[1] * q[1] + p[2] * q[2] - 1))),
  );
  return Float64Array.from({ length: patterns }, (_, pattern) => {
    let sum = 0;
    for (let i = 0; i < points; i++) {
      if (!((pattern >> i) & 1)) continue;
      for (let j = 0; j < points; j++) if ((pattern >> j) & 1) sum += near[i]![j]!;
    }
    return sum;
  });
}
