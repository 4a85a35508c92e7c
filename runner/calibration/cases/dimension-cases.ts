import type { RandomStream } from '../../contract/random-stream.ts';
import { exact, times } from '../known-answers.ts';
import { type ShannonCase, type ShannonCases, shannonCalibration } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';

type Rows = readonly (readonly number[])[];

const cases: ShannonCases['cases'] = (params, n, stream) =>
  params.method === 'participation-ratio'
    ? linearCases(n, stream('normal'))
    : bentCases(n, neighboursOf(params), stream('uniform'));

/** A curve, a surface and a body of ten dimensions, where nearest neighbours read too little: its card says how much. */
export const dimensionCalibration = shannonCalibration('intrinsic-dimension', {
  cases,
  neighbours: neighboursOf,
});

function neighboursOf({ method, k }: { readonly method?: unknown; readonly k?: unknown }): number {
  if (method === 'participation-ratio') return 0;
  return method === 'mle' ? Number(k) : 2;
}

function bentCases(n: number, k: number, random: RandomStream): ShannonCase[] {
  const angles = times(n, () => 2 * Math.PI * random.next());
  const square = times(n, () => [random.next(), random.next()] as const);
  const body = times(n, () => times(10, () => random.next()));
  // the spread of the draws, and what the edges of the body take away
  const within = (d: number) => d * (0.1 + 4 / Math.sqrt(n) + k / n);
  return [
    known(`a circle in three dimensions, ${n} samples`, 1, within(1), onCircle(angles)),
    known(
      `a square that is rolled up in three dimensions, ${n} samples`,
      2,
      within(2),
      square.map(([u, v]) => [Math.cos(3 * u), Math.sin(3 * u), 3 * v]),
    ),
    known(
      `a body of ten dimensions, ${n} samples: what is below 10 is bias, which falls slowly with the samples`,
      10,
      4,
      body,
    ),
  ];
}

function linearCases(n: number, random: RandomStream): ShannonCase[] {
  const ends = times(14, (i) => times(9, (at) => (at === i >> 1 ? 1 - 2 * (i % 2) : 0)));
  // the covariance of n normal samples has E (tr C)^2 / E tr C^2 = d (n - 1) / (n + d) with little of an error
  return [
    known('both ends of seven axes, in nine dimensions', 7, exact, ends),
    known(
      `two normal directions in three dimensions, ${n} samples`,
      (2 * (n - 1)) / (n + 2),
      6 / Math.sqrt(n),
      times(n, () => [random.normal(), random.normal()]).map(([a, b]) => [a!, b!, 0]),
    ),
    known(
      `ten normal directions, ${n} samples: what is below 10 is bias`,
      10,
      60 / n + 6 / Math.sqrt(n),
      times(n, () => times(10, () => random.normal())),
    ),
  ];
}

function onCircle(angles: readonly number[]): Rows {
  return angles.map((angle) => [Math.cos(angle), Math.sin(angle), Math.cos(angle)]);
}

function known(about: string, answer: number, tolerance: number, rows: Rows): ShannonCase {
  return { about, capture: twoVariables(rows, rows), answer, tolerance, source: 'how the samples are made' };
}
