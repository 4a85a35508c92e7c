import type { Capture } from '../../contract/capture.ts';
import type { RandomStream } from '../../contract/random-stream.ts';
import { times } from '../known-answers.ts';
import { type ShannonCase, type ShannonCases, shannonCalibration } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';

type Rows = readonly (readonly number[])[];

/** What float32 leaves of a turn. */
const turned = 1e-5;
/** Dimensions of two representations that have nothing to do with each other. */
const [da, db] = [40, 30];

const cases: ShannonCases['cases'] = (params, n, stream) => {
  const random = stream('between');
  const normals = (d: number) => times(n, () => times(d, () => random.normal()));
  const three = normals(3);
  const [a, b] = [normals(da), normals(db)];
  const known = params.kernel === 'linear' || params.estimate === 'unbiased';
  if (params.quantity === 'lead(Ti;Ui)') return known ? [ahead(params, n, a, b, random)] : [same(three)];
  const one: ShannonCase = {
    about: `three numbers of one network, and the same turned, scaled and moved in the other, ${n} samples`,
    capture: networks([three], [turn(three)]),
    answer: 1,
    tolerance: turned,
    source: 'closed form: kernel alignment sees no turn, scale or shift',
  };
  // of Gaussian kernels nobody knows how far above 0 they are when they are biased
  if (!known) return [one];
  const unbiased = params.estimate === 'unbiased';
  const about = `${da} and ${db} normal variables of two networks, independent of each other, ${n} samples`;
  const apart: ShannonCase = {
    about: unbiased ? about : `${about}: what is above 0 is bias`,
    capture: networks([a], [b]),
    answer: unbiased ? 0 : biasOf(n),
    tolerance: unbiased ? 8 / n : 0.03,
    source: unbiased ? 'independence' : 'moments of normal variables',
  };
  return [one, apart];
};

/** Networks that are the same but for a turn, and such that have nothing to do with each other. */
export const betweenCalibration = shannonCalibration('cka-between', { cases });

/** Two layers that are the same in both networks, and independent of each other. */
function ahead(
  { estimate }: Parameters<ShannonCases['cases']>[0],
  n: number,
  a: Rows,
  b: Rows,
  random: RandomStream,
): ShannonCase {
  const order = random.permutation(da);
  return {
    about: `two layers of normal variables, independent of each other and the same in both networks, ${n} samples`,
    capture: networks([a, b], [a.map((row) => Array.from(order, (at) => 2 * row[at]!)), b]),
    answer: estimate === 'unbiased' ? 1 : 1 - biasOf(n),
    tolerance: estimate === 'unbiased' ? 8 / n : 0.03,
    source: estimate === 'unbiased' ? 'independence' : 'moments of normal variables',
  };
}

/** Both layers are the same: none is ahead of the other. */
function same(rows: Rows): ShannonCase {
  return {
    about: 'two layers that are one, the same in both networks: neither is ahead',
    capture: networks([rows, rows], [turn(rows), turn(rows)]),
    answer: 0,
    tolerance: turned,
    source: 'closed form',
  };
}

/** Linear kernels of independent normal variables of d and e dimensions: sqrt(d e / ((n + d) (n + e))). */
function biasOf(n: number): number {
  return Math.sqrt((da * db) / ((n + da) * (n + db)));
}

function turn(rows: Rows): Rows {
  return rows.map(([a, b, c]) => [1 - 3 * c!, 3 * (0.6 * a! - 0.8 * b!), 3 * (0.8 * a! + 0.6 * b!)]);
}

function networks(own: readonly Rows[], others: readonly Rows[]): Capture {
  const capture = (layers: readonly Rows[]): Capture => ({
    ...twoVariables(
      own[0]!.map((_, i) => [i]),
      layers[0]!,
    ),
    layers: layers.map((rows, index) => {
      return { index, channels: 1, features: rows[0]!.length, values: Float32Array.from(rows.flat()) };
    }),
  });
  return { ...capture(own), other: capture(others) };
}
