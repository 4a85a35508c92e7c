import type { RandomStream } from '../../contract/random-stream.ts';
import { times } from '../known-answers.ts';
import { type ShannonCase, type ShannonCases, shannonCalibration } from '../shannon-answers.ts';
import { twoVariables } from '../two-variables.ts';

/** A pair of variables with a known mutual information. */
interface Pair {
  readonly about: string;
  readonly nats: number;
  /** Standard deviation of the pointwise information, which decides how far an estimate varies with its draws. */
  readonly spread: number;
  readonly draw: (random: RandomStream) => readonly [x: number[], t: number[]];
  readonly source: string;
}

const closedForm = 'closed form (Kraskov et al. 2004)';
const correlation = 0.75;
/** Five and five normal variables, all correlated by 0.5: one canonical correlation, squared. */
const canonical = 25 / 36;

const pairs: readonly Pair[] = [
  {
    about: 'two independent normal variables',
    nats: 0,
    spread: 0.3,
    draw: (random) => [[random.normal()], [random.normal()]],
    source: 'independence',
  },
  {
    about: 'two normal variables with correlation 0.75',
    nats: -0.5 * Math.log(1 - correlation ** 2),
    spread: correlation,
    draw: (random) => {
      const x = random.normal();
      return [[x], [correlation * x + Math.sqrt(1 - correlation ** 2) * random.normal()]];
    },
    source: closedForm,
  },
  {
    about: 'X uniform on (0, 1), and X with uniform noise of 0.1 either way',
    nats: 0.1 - Math.log(0.2),
    spread: 0.4,
    draw: (random) => {
      const x = random.next();
      return [[x], [x + 0.1 * (2 * random.next() - 1)]];
    },
    source: closedForm,
  },
  {
    about: 'five and five normal variables, all correlated by 0.5',
    nats: -0.5 * Math.log(1 - canonical),
    spread: Math.sqrt(canonical),
    draw: (random) => {
      const common = Math.SQRT1_2 * random.normal();
      const five = () => times(5, () => common + Math.SQRT1_2 * random.normal());
      return [five(), five()];
    },
    source: closedForm,
  },
];

const cases: ShannonCases['cases'] = (params, n, stream) =>
  params.quantity === 'I(T;Y)'
    ? classCases(n, stream('classes'))
    : pairs.map((pair) => drawn(pair, n, stream(pair.about)));

/** Pairs of variables, or a variable and classes, drawn anew for n samples, of which there are enough for k neighbours. */
export const ksgCalibration = shannonCalibration('ksg', {
  cases,
  neighbours: ({ k }) => Number(k),
  sweeps: true,
});

function drawn({ about, nats, spread, draw, source }: Pair, n: number, random: RandomStream): ShannonCase {
  const samples = times(n, () => draw(random));
  return {
    about: `${about}, ${n} samples`,
    capture: twoVariables(
      samples.map(([x]) => x),
      samples.map(([, t]) => t),
    ),
    answer: nats,
    tolerance: toleranceOf(nats, spread, n),
    source,
  };
}

function classCases(n: number, random: RandomStream): ShannonCase[] {
  const labels = times(n, (i) => i % 2);
  const capture = (value: (label: number) => number) =>
    twoVariables(
      labels.map((_, i) => [i]),
      labels.map((label) => [value(label)]),
      labels,
    );
  return [
    {
      about: `a uniform variable that is independent of two classes, ${n} samples`,
      capture: capture(() => random.next()),
      answer: 0,
      tolerance: toleranceOf(0, 0.3, n),
      source: 'independence',
    },
    {
      about: `two classes, uniform on (0, 2) and on (1, 3), ${n} samples`,
      capture: capture((label) => label + 2 * random.next()),
      answer: Math.LN2 / 2,
      tolerance: toleranceOf(Math.LN2 / 2, Math.LN2 / 2, n),
      source: 'closed form: half of each class lies where the other cannot be',
    },
  ];
}

/** 0.05 nats or 10 %, and three standard errors of the draws. */
function toleranceOf(nats: number, spread: number, n: number): number {
  return Math.max(0.05, 0.1 * nats) + (3 * spread) / Math.sqrt(n);
}
