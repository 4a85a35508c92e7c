import { exact, times } from '../known-answers.ts';
import { type ShannonCases, shannonCalibration } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';

/** Chance of a right guess by the better side of two normals that stand two standard deviations apart. */
const twoNormals = 0.8413447460685429;

const cases: ShannonCases['cases'] = (params, n, stream) => {
  const labels = times(n, (i) => i % 2);
  const judged = n - Math.round(Number(params.fit) * n);
  const random = stream('probe');
  const capture = (value: (label: number) => readonly number[]) =>
    twoVariables(
      labels.map((_, i) => [i]),
      labels.map(value),
      labels,
    );
  const error = (share: number) => 3 * Math.sqrt((share * (1 - share)) / judged);
  if (params.quantity === 'majority') {
    return [
      {
        about: `two classes, as many samples of each, ${n} samples`,
        capture: capture((label) => [label]),
        answer: 0.5,
        tolerance: error(0.5),
        source: 'chance',
      },
    ];
  }
  return [
    {
      about: `a unit a class, ${n} samples`,
      capture: capture((label) => (label === 0 ? [1, 0] : [0, 1])),
      answer: 1,
      tolerance: exact,
      source: 'the classes can be separated',
    },
    {
      about: `two normal classes, two standard deviations apart, ${n} samples`,
      capture: capture((label) => [2 * label + random.normal()]),
      answer: twoNormals,
      tolerance: error(twoNormals) + 0.02,
      source: "Bayes' rule: the normal distribution function at 1",
    },
    {
      about: `a normal variable that is independent of two classes, ${n} samples`,
      capture: capture(() => [random.normal()]),
      answer: 0.5,
      tolerance: error(0.5),
      source: 'chance',
    },
  ];
};

/** Classes that can be told apart wholly, in part and not at all. */
export const probeCalibration = shannonCalibration('linear-probe', { cases, plain: true });
