import type { RandomStream } from '../../contract/random-stream.ts';
import { times } from '../known-answers.ts';
import { type ShannonCase, type ShannonCases, shannonCalibration } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';
import { countedNull } from './null-cases.ts';

const source = 'closed form (Kolchinsky & Tracey 2017)';

const cases: ShannonCases['cases'] = (params, n, stream) => {
  const variance = Number(params.noiseVariance);
  const upper = params.bound === 'upper';
  const sigma = Math.sqrt(variance);
  const onTop = params.quantity === 'H(T)' ? 0.5 * Math.log(2 * Math.PI * Math.E * variance) : 0;
  const places = times(80, (i) => Math.floor(i / 10));
  const apart: ShannonCase = {
    about: 'eight places far apart, ten samples each',
    capture: onLine(
      places.map((place) => 1000 * sigma * place),
      places,
    ),
    answer: Math.log(8) + onTop,
    tolerance: 1e-6,
    source,
  };
  if (params.quantity === 'I(T;Y)') return [apart, independent(n, sigma, stream('independent'))];
  const likeness = Math.exp(upper ? -1 / 2 : -1 / 8);
  const spread = 2 * sigma;
  const random = stream('normal');
  const truth = 0.5 * Math.log(5);
  const bound = upper ? truth + 2 / 5 : 0.5 * Math.log(2) + 1 / 4;
  return [
    apart,
    {
      about: `two places one standard deviation of the noise apart: the ${params.bound} bound`,
      capture: onLine([0, sigma]),
      answer: onTop - Math.log((1 + likeness) / 2),
      tolerance: 1e-6,
      source,
    },
    {
      about: `a normal variable of four times the noise's variance, ${n} samples: the ${params.bound} bound`,
      capture: onLine(times(n, () => spread * random.normal())),
      answer: bound + onTop,
      tolerance: 3 / Math.sqrt(2 * n),
      source: `closed form; the truth is ${(truth + onTop).toFixed(3)} nats`,
    },
  ];
};

/** Places far apart, two places near each other, and a normal variable, under noise of the study's variance. */
export const kdeCalibration = shannonCalibration('kde', {
  cases,
  ofNull: ({ noiseVariance }, settings) => [
    countedNull(settings, [0, 1000 * Math.sqrt(Number(noiseVariance))]),
  ],
});

function onLine(values: readonly number[], labels?: readonly number[]) {
  const rows = values.map((value) => [value]);
  return twoVariables(rows, rows, labels);
}

function independent(n: number, sigma: number, random: RandomStream): ShannonCase {
  const capture = onLine(
    times(n, () => 2 * sigma * random.normal()),
    times(n, (i) => i % 10),
  );
  return {
    about: `a normal variable that is independent of ten classes, ${n} samples: what is above 0 is bias`,
    capture,
    answer: 0,
    tolerance: 0.05,
    source: 'independence',
  };
}
