import type { RandomStream } from '../../contract/random-stream.ts';
import type { NullSettings } from '../../estimation/permutation-null.ts';
import { labelEntropy } from '../../kernels/label-entropy.ts';
import { exact, times } from '../known-answers.ts';
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
  {
    about: 'two independent fair bits',
    nats: 0,
    spread: 0.3,
    draw: (random) => [[random.integer(2)], [random.integer(2)]],
    source: 'independence',
  },
  {
    about: 'X normal, and T either 0 or correlated with X by 0.9',
    nats: -0.25 * Math.log(1 - 0.9 ** 2),
    spread: 0.8,
    draw: (random) => {
      const x = random.normal();
      const t = 0.9 * x + Math.sqrt(1 - 0.9 ** 2) * random.normal();
      return [[x], [random.next() < 0.5 ? 0 : t]];
    },
    source: 'closed form: half of the samples say nothing of X (Gao et al. 2017)',
  },
];

const cases: ShannonCases['cases'] = (params, n, stream) =>
  params.quantity === 'I(T;Y)'
    ? classCases(n, Number(params.jitter ?? 0), stream('classes'))
    : pairs.map((pair) => drawn(pair, n, stream(pair.about)));

/** Neighbours above which there is no case of permutations. */
const mostPermuted = 256;

/** Pairs of variables, or a variable and classes, drawn anew for n samples, of which there are enough for k neighbours. */
export const ksgCalibration = shannonCalibration('ksg', {
  cases,
  neighbours: ({ k }) => Number(k),
  most: { 'null.permutations': 199 },
  // its samples are four times the neighbours, and permuted many times
  ofNull: ({ k }, settings) => (Number(k) > mostPermuted ? [] : [permutedBits(Number(k), settings)]),
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

/** A fair bit and itself, of which permutations leave nothing. */
function permutedBits(k: number, { value, permutations }: NullSettings): ShannonCase {
  const sides = times(Math.max(100, 4 * k), (i) => i % 2);
  const rows = sides.map((side) => [side]);
  const answers = { observed: Math.LN2, excess: Math.LN2, mean: 0, spread: 0, p: 1 / (1 + permutations) };
  return {
    about: `a fair bit and itself, ${sides.length} samples, against ${permutations} permutations`,
    capture: twoVariables(rows, rows, sides),
    answer: answers[value],
    tolerance: value === 'p' ? exact : 0.1,
    source: 'independence of what is permuted',
  };
}

/** Noise, as a share of the spread, with which ten classes still lie apart. */
const mostNoise = 0.001;

function classCases(n: number, jitter: number, random: RandomStream): ShannonCase[] {
  const labels = times(n, (i) => i % 2);
  const capture = (value: (label: number) => number, labels: readonly number[]) =>
    twoVariables(
      labels.map((_, i) => [i]),
      labels.map((label) => [value(label)]),
      labels,
    );
  return [
    {
      about: `a uniform variable that is independent of two classes, ${n} samples`,
      capture: capture(() => random.next(), labels),
      answer: 0,
      tolerance: toleranceOf(0, 0.3, n),
      source: 'independence',
    },
    {
      about: `two classes, uniform on (0, 2) and on (1, 3), ${n} samples`,
      capture: capture((label) => label + 2 * random.next(), labels),
      answer: Math.LN2 / 2,
      tolerance: toleranceOf(Math.LN2 / 2, Math.LN2 / 2, n),
      source: 'closed form: half of each class lies where the other cannot be',
    },
    {
      about: `a unit that is 0 in half of the samples, independent of two classes, ${n} samples`,
      capture: capture(() => Math.max(0, random.normal()), labels),
      answer: 0,
      tolerance: toleranceOf(0, 0.3, n),
      source: 'independence',
    },
    ...(jitter > mostNoise ? [] : [apart(n, capture)]),
  ];
}

function apart(
  n: number,
  capture: (value: (label: number) => number, labels: readonly number[]) => ShannonCase['capture'],
): ShannonCase {
  const labels = times(n, (i) => i % 10);
  return {
    about: `ten classes that lie apart, ${n} samples`,
    capture: capture((label) => label, labels),
    answer: labelEntropy(labels, 1) * Math.LN2,
    tolerance: exact,
    source: 'closed form: the entropy of the classes',
  };
}

/** 0.05 nats or 10 %, and three standard errors of the draws. */
function toleranceOf(nats: number, spread: number, n: number): number {
  return Math.max(0.05, 0.1 * nats) + (3 * spread) / Math.sqrt(n);
}
