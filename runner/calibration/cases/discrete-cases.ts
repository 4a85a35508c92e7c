import type { Capture } from '../../contract/capture.ts';
import { exact, times } from '../known-answers.ts';
import { type ShannonCase, type ShannonCases, shannonCalibration } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';
import { countedNull } from './null-cases.ts';

/** Bits of a state that is counted out. */
const bits = 10;

/** Units that say nothing new: each is one of the bits again. */
const units = 100;

const cases: ShannonCases['cases'] = ({ quantity }) => {
  const states = times(2 ** bits, (state) => times(bits, (bit) => (state >> bit) & 1));
  const twice = [...states, ...states];
  const wide = twice.map((state) => times(units, (unit) => state[unit % bits]! / 7));
  const ofClasses = quantity === 'I(T;Y)';
  const source = 'counted (Shannon 1948)';
  const all = (
    about: string,
    labelOf: (state: readonly number[]) => number,
    answer: number,
  ): ShannonCase => ({
    about,
    capture: captureOf(wide, twice.map(labelOf)),
    answer,
    tolerance: exact,
    source,
  });
  const parity = (state: readonly number[]) => state.reduce((sum, bit) => sum + bit, 0) % 2;
  if (!ofClasses) {
    return [
      all(`${2 ** bits} states of ${units} units, each twice`, () => 0, bits * Math.LN2),
      {
        about: 'two states, 60 : 40',
        capture: captureOf(times(100, (i) => [i < 60 ? 0 : -2.5])),
        answer: -(0.6 * Math.log(0.6) + 0.4 * Math.log(0.4)),
        tolerance: exact,
        source,
      },
    ];
  }
  return [
    all('the parity of ten bits, which all of them say only together', parity, Math.LN2),
    all('one of ten bits', (state) => state[3]!, Math.LN2),
    {
      about: 'states that say nothing of the class',
      capture: captureOf(
        times(80, (i) => [i % 4]),
        times(80, (i) => (i >> 2) % 5),
      ),
      answer: 0,
      tolerance: exact,
      source,
    },
  ];
};

/** States that are counted out: entropies, parities, and what is independent. */
export const discreteCalibration = shannonCalibration('discrete', {
  cases,
  ofNull: (_, settings) => [countedNull(settings, [0, 1])],
});

function captureOf(rows: readonly (readonly number[])[], labels?: readonly number[]): Capture {
  return twoVariables(
    rows.map((_, i) => [i]),
    rows,
    labels,
  );
}
