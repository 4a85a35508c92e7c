import { quantityName } from '../../src/node/quantity.ts';
import type { JsonObject } from '../../src/plan/plan.ts';
import type { AskedEstimator, Calibration, KnownCase } from '../contract/known-answers.ts';
import type { RandomStream } from '../contract/random-stream.ts';
import { type Null, type NullSettings, nullSettings } from '../estimation/permutation-null.ts';
import { realTargets } from '../estimation/real-targets.ts';
import { reducible } from './reducible.ts';
import { sampleCount } from './sample-count.ts';
import { asTargets } from './two-variables.ts';

/** What a case of a Shannon estimator says for itself; it takes the study's quantity and settings. */
export type ShannonCase = Omit<KnownCase, 'quantity' | 'params'>;

/** What decides the cases of a kind of estimator. */
export interface ShannonCases {
  /**
   * @param n samples, where the answer is not exact
   * @param stream random numbers for a role
   */
  readonly cases: (
    params: JsonObject,
    n: number,
    stream: (...role: readonly (string | number)[]) => RandomStream,
  ) => readonly ShannonCase[];
  /** How many neighbours settings ask for; 0 when left out. */
  readonly neighbours?: (params: JsonObject) => number;
  /** Whether it is held against two normal variables of known correlation, where it estimates I(X;T). */
  readonly sweeps?: true;
  /** Cases of permutations, where the study holds values against them; the others take no permutations. */
  readonly ofNull?: (params: JsonObject, settings: NullSettings) => readonly ShannonCase[];
  /** The most that cases take of settings of its own, beside permutations. */
  readonly most?: Calibration['most'];
  /** Whether the method of the rows is left out of the words for its settings. */
  readonly plain?: true;
}

const limits = { fewest: 64, most: 1000, limit: 4096 };

const caption = (n: number) =>
  `Estimated I(X;Y) of ${n} samples, beside Shannon's mutual information -log(1 - r^2)/2, which it estimates: the distance from the line is its error.`;

/**
 * The known answers of an estimator of a Shannon quantity (or of accuracy), with all its settings and as many samples as its
 * rows rest on (from 64 to 1000). What it is off by there is its bias and its spread in the study.
 */
export function shannonCalibration(kind: string, of: ShannonCases): Calibration {
  return {
    most: { 'null.permutations': 999, ...of.most },
    answers: ({ params, samples, bandwidth, method, stream }: AskedEstimator) => {
      const n = sampleCount(samples, of.neighbours?.(params) ?? 0, limits);
      const { null: given, ...plain } = params;
      const settings = nullSettings(given as Null | undefined);
      const words = [kind, bandwidth, of.plain ? null : method?.split('; ')[0]].filter((part) => part);
      const quantity = String(params.quantity);
      const sweeps = of.sweeps && quantity === 'I(X;T)';
      const isReal = bandwidth?.includes(realTargets) ?? false;
      // a real-valued Y is treated as X is
      const as = { ...plain, ...(isReal ? { quantity: quantity.replace('(T;Y)', '(X;T)') } : {}) };
      const ofY = (all: readonly ShannonCase[]) => (isReal ? all.map(inPlaceOfX) : all);
      const ofValues = reducible(ofY(of.cases(as, n, (...role) => stream(kind, n, ...role))), params);
      const ofNull = settings ? reducible(ofY(of.ofNull?.(plain, settings) ?? []), params) : [];
      const cases = [
        ...ofValues.map((each) => ({ ...each, quantity, params: plain })),
        ...ofNull.map((each) => ({ ...each, quantity: quantityName(params), params })),
      ];
      const size = `The cases have ${n} samples${besideRows(n, samples)}, but where the answer is exact.`;
      return {
        settings: `${words.join(', ')}.${cases.length > 0 ? ` ${size}` : ''}`,
        cases,
        sweep: sweeps ? () => ({ samples: n, params: plain, caption: caption(n) }) : null,
      };
    },
  };
}

/** A case of X and T with a real-valued Y in the place of X. */
function inPlaceOfX(known: ShannonCase): ShannonCase {
  return { ...known, about: known.about.replaceAll(/\bX\b/g, 'Y'), capture: asTargets(known.capture) };
}

function besideRows(n: number, samples: number | null): string {
  if (samples === null) return '';
  return samples === n ? ", as the study's rows have" : ` (the study's rows have ${samples})`;
}
