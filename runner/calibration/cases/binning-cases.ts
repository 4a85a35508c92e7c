import type { JsonObject } from '../../../src/plan/plan.ts';
import { exact, times } from '../known-answers.ts';
import { type ShannonCase, type ShannonCases, shannonCalibration } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';
import { countedNull } from './null-cases.ts';

/** Joint counts of a layer with two values and of two classes. */
const table = [
  [50, 10],
  [10, 30],
] as const;

const cases: ShannonCases['cases'] = (params, n, stream) => {
  const ends = valuesApart(params);
  if (!ends) return [];
  const cells = table.flatMap((row, t) => row.flatMap((count, y) => times(count, () => ({ t, y }))));
  const samples = (rows: readonly { t: number; y: number }[]) =>
    twoVariables(
      rows.map((_, i) => [i]),
      rows.map(({ t }) => [ends[0] + t * (ends[1] - ends[0])]),
      rows.map(({ y }) => y),
    );
  const counted: ShannonCase = {
    about: 'a layer with two values, 60 : 40',
    capture: samples(cells),
    answer: entropyOf(60, 40),
    tolerance: exact,
    source: 'closed form (Shannon 1948)',
  };
  if (params.quantity !== 'I(T;Y)') return [counted];
  const answer = 2 * entropyOf(60, 40) - entropyOf(50, 10, 10, 30);
  const random = stream('independent');
  return [
    { ...counted, about: 'two values and two classes, joint counts 50, 10, 10, 30', answer },
    {
      about: `a layer that is independent of ten classes, ${n} samples: what is above 0 is bias`,
      capture: twoVariables(
        times(n, (i) => [i]),
        times(n, () => [ends[0] + random.next() * (ends[1] - ends[0])]),
        times(n, (i) => i % 10),
      ),
      answer: 0,
      tolerance: 0.05,
      source: 'independence',
    },
  ];
};

/** The binned layer with two values, whose entropies are counted, and a layer that knows nothing of the class. */
export const binningCalibration = shannonCalibration('binning', {
  cases,
  ofNull: (params, settings) => {
    const ends = valuesApart(params);
    return ends ? [countedNull(settings, ends)] : [];
  },
});

/** Two values that fall into different bins; null where there is one bin, or where components move them across a fixed range. */
function valuesApart({ edges, reduce }: JsonObject): readonly [number, number] | null {
  const { width, range, bins, adaptive, quantiles } = edges as JsonObject;
  if (reduce && range) return null;
  if (typeof width === 'number') return [0, 8 * width];
  if (Array.isArray(range)) return Number(bins) > 1 ? [Number(range[0]), Number(range[1])] : null;
  return Number(adaptive ?? quantiles) > 1 ? [0, 1] : null;
}

function entropyOf(...counts: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count / n) * Math.log(count / n), 0);
}
