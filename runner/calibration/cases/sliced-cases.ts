import type { RandomStream } from '../../contract/random-stream.ts';
import { times } from '../known-answers.ts';
import { type ShannonCase, type ShannonCases, shannonCalibration } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';

/** Most samples of a case: its slices are many. */
const mostSamples = 400;

/** Strength of what the dimensions have in common, beside noise of variance 1 in each. */
const common = 2;

/** Of one, a few and a hundred dimensions. */
const sizes = [1, 10, 100] as const;

const cases: ShannonCases['cases'] = (params, samples, stream) => {
  const n = Math.min(samples, mostSamples);
  const k = Number(params.dimensions);
  return params.quantity === 'SI(T;Y)'
    ? sizes.map((d) => ofClasses(d, k, n, stream('classes', d)))
    : [independent(n, stream('independent')), ...sizes.map((d) => ofFactor(d, k, n, stream('factor', d)))];
};

/** Variables of up to a hundred dimensions that share one normal number, or that two classes move apart. */
export const slicedCalibration = shannonCalibration('sliced', {
  cases,
  neighbours: ({ k }) => Number(k),
  most: { slices: 100, 'null.permutations': 99 },
});

function independent(n: number, random: RandomStream): ShannonCase {
  const normal = () => times(n, () => times(100, () => random.normal()));
  return {
    about: `two independent normal variables of 100 dimensions, ${n} samples`,
    capture: twoVariables(normal(), normal()),
    answer: 0,
    tolerance: toleranceOf(n),
    source: 'independence',
  };
}

/**
 * X = s f + Z and T = s f + Z' in every dimension: a projection of which a length p of the common direction is left has the
 * correlation s^2 p q / sqrt((1 + s^2 p^2) (1 + s^2 q^2)) with one of a length q.
 */
function ofFactor(d: number, k: number, n: number, random: RandomStream): ShannonCase {
  const rows = times(n, () => {
    const factor = common * random.normal();
    const noisy = () => times(d, () => factor + random.normal());
    return [noisy(), noisy()] as const;
  });
  const lengths = squaredLengths(d, k);
  const strength = common ** 2;
  const answer = meanOver(lengths, (p) =>
    meanOver(lengths, (q) => {
      const squared = (strength ** 2 * p * q) / ((1 + strength * p) * (1 + strength * q));
      return -0.5 * Math.log1p(-squared);
    }),
  );
  return {
    about: `${d} and ${d} normal dimensions with one number in common, ${n} samples`,
    capture: twoVariables(
      rows.map(([x]) => x),
      rows.map(([, t]) => t),
    ),
    answer,
    tolerance: toleranceOf(n),
    source: 'closed form of a slice, over the lengths that random directions leave',
  };
}

/** T = s y + Z in every dimension, of the classes y = -1 and 1. */
function ofClasses(d: number, k: number, n: number, random: RandomStream): ShannonCase {
  const labels = times(n, (i) => i % 2);
  const rows = labels.map((label) => times(d, () => common * (2 * label - 1) + random.normal()));
  return {
    about: `two classes that lie apart in ${d} dimensions, ${n} samples`,
    capture: twoVariables(
      labels.map((_, i) => [i]),
      rows,
      labels,
    ),
    answer: meanOver(squaredLengths(d, k), (p) => apart(common * Math.sqrt(p))),
    tolerance: toleranceOf(n),
    source: 'integral of a slice, over the lengths that random directions leave',
  };
}

/** ln 2 - E ln(1 + exp(-2 a z)), z normal around a with variance 1: what a normal number says of its sign. */
function apart(a: number): number {
  const steps = 400;
  const width = 16 / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i += 1) {
    const z = -8 + i * width;
    sum += Math.exp((-z * z) / 2) * Math.log1p(Math.exp(-2 * a * (a + z)));
  }
  return Math.LN2 - (sum * width) / Math.sqrt(2 * Math.PI);
}

/** A distribution by points of equal distance, and their weights. */
type Points = readonly { readonly at: number; readonly weight: number }[];

/**
 * The squared length that a projection onto k random directions leaves of the vector of d ones: d times Beta(k/2, (d - k)/2), as
 * sin^2 of an angle with the density sin^(k-1) cos^(d-k-1).
 */
function squaredLengths(d: number, k: number): Points {
  if (k >= d) return [{ at: d, weight: 1 }];
  const steps = 400;
  const points = times(steps, (i) => {
    const angle = ((i + 0.5) / steps) * (Math.PI / 2);
    const weight = Math.sin(angle) ** (k - 1) * Math.cos(angle) ** (d - k - 1);
    return { at: d * Math.sin(angle) ** 2, weight };
  });
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  return points.map(({ at, weight }) => ({ at, weight: weight / total }));
}

function meanOver(points: Points, of: (at: number) => number): number {
  return points.reduce((sum, { at, weight }) => sum + weight * of(at), 0);
}

/** Bias of the neighbours and the spread of the draws, which all slices share; and what a finite number of slices leaves open. */
function toleranceOf(n: number): ShannonCase['tolerance'] {
  return ({ stderr }) => 0.03 + 2 / Math.sqrt(n) + 4 * stderr;
}
