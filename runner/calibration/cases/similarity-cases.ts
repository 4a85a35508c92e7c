import type { Capture } from '../../contract/capture.ts';
import type { RandomStream } from '../../contract/random-stream.ts';
import { times } from '../known-answers.ts';
import { type ShannonCase, type ShannonCases, shannonCalibration } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';

type Rows = readonly (readonly number[])[];

/** What float32 leaves of a turn. */
const turned = 1e-5;
/** Dimensions of two representations that have nothing to do with each other. */
const [dx, dt] = [40, 30];

const cases: ShannonCases['cases'] = (params, n, stream) => {
  const random = stream('similarity');
  const ofClasses = params.quantity === 'CKA(T;Y)';
  const capture = (x: Rows, t: Rows, labels?: readonly number[]): Capture => {
    const both = twoVariables(x, t, labels);
    if (params.quantity !== 'CKA(Ti;Tj)') return both;
    const { layers, inputs } = both;
    return {
      ...both,
      layers: [
        { index: 0, channels: 1, features: x[0]!.length, values: inputs },
        { ...layers[0]!, index: 1 },
      ],
    };
  };
  const labels = times(n, (i) => i % 3);
  const same: ShannonCase = ofClasses
    ? {
        about: 'a unit a class: the kernel of the classes',
        capture: capture(
          times(n, (i) => [i]),
          labels.map((label) => times(3, (at) => (at === label ? 5 : 0))),
          labels,
        ),
        answer: 1,
        tolerance: turned,
        source: 'closed form',
      }
    : {
        about: `three numbers, and the same turned, scaled and moved, ${n} samples`,
        capture: turnedCopy(n, random, capture),
        answer: 1,
        tolerance: turned,
        source: 'closed form: kernel alignment sees no turn, scale or shift',
      };
  const normals = (d: number) => times(n, () => times(d, () => random.normal()));
  // of Gaussian kernels nobody knows how far above 0 they are when they are biased
  if (params.kernel !== 'linear' && params.estimate === 'biased') return [same];
  return [same, apart(params, n, capture(normals(dx), normals(dt), labels), ofClasses)];
};

/** Representations that are the same, and such that have nothing to do with each other. */
export const similarityCalibration = shannonCalibration('cka', { cases });

function turnedCopy(n: number, random: RandomStream, capture: (x: Rows, t: Rows) => Capture): Capture {
  const x = times(n, () => times(3, () => random.normal()));
  return capture(
    x,
    x.map(([a, b, c]) => [1 - 3 * c!, 3 * (0.6 * a! - 0.8 * b!), 3 * (0.8 * a! + 0.6 * b!)]),
  );
}

/**
 * Independent representations: 0 where each term is corrected, else for linear kernels of normal variables of d and e dimensions
 * sqrt(d e / ((n + d) (n + e))).
 */
function apart(
  params: Parameters<ShannonCases['cases']>[0],
  n: number,
  capture: Capture,
  ofClasses: boolean,
): ShannonCase {
  const unbiased = params.estimate === 'unbiased';
  const about = ofClasses
    ? `${dt} normal variables that are independent of three classes, ${n} samples`
    : `${dx} and ${dt} normal variables that are independent of each other, ${n} samples`;
  const other = ofClasses ? 2 : dx;
  const bias = Math.sqrt((dt * other) / ((n + dt) * (n + other)));
  return {
    about: unbiased ? about : `${about}: what is above 0 is bias`,
    capture,
    answer: unbiased ? 0 : bias,
    tolerance: unbiased ? 8 / n : 0.03,
    source: unbiased ? 'independence' : 'moments of normal variables',
  };
}
