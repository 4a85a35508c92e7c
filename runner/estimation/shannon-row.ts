import { quantityName, unitOf } from '../../src/node/quantity.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { Cell } from '../../src/table/columns.ts';
import type { Capture, CapturedLayer } from '../contract/capture.ts';
import type { EstimateRow, SpectrumDesk } from '../contract/estimator.ts';
import type { KernelSamples } from '../contract/numerics.ts';
import { type Null, nullAnswer, nullSettings, permutationsOf, type SampleOrder } from './permutation-null.ts';

/** Share of ln n above which an estimate is saturated; as for the matrix-based entropies. */
const saturation = 0.98;

/** What an estimator of a Shannon quantity found at one layer. */
export interface ShannonEstimate {
  /** Null where there is no value; `flags` then say why. */
  readonly nats: number | null;
  /** Settings in words, for the column `bandwidth`. */
  readonly bandwidth: string;
  readonly method: string;
  readonly flags: readonly string[];
  /** Values of permuted samples, where the settings ask for them. */
  readonly permuted?: readonly number[];
  /** Standard deviation of the noise on T, where there is one. */
  readonly sigma?: number;
}

/** The settings of an estimator that decide what a row says. */
export interface ShannonSettings {
  readonly quantity: string;
  readonly base: 2 | 'e';
  readonly null?: Null;
}

/** The row of one layer, in bits or nats. */
export function shannonRow(
  capture: Capture,
  layer: CapturedLayer,
  params: ShannonSettings,
  { nats, bandwidth, method, flags, permuted = [], sigma }: ShannonEstimate,
): EstimateRow {
  const settings = nullSettings(params.null);
  const scaled = (value: number) => (params.base === 'e' ? value : value / Math.LN2);
  const found = settings && nats !== null ? nullAnswer(scaled(nats), permuted.map(scaled), settings) : null;
  const cells: Record<string, Cell> = {
    quantity: quantityName(params),
    value: found ? found.value : nats === null ? nats : scaled(nats),
    ...(found ? { stderr: found.stderr } : {}),
    unit: unitOf(settings?.value === 'p' ? 'share' : 'information', params),
    samples: capture.samples,
    sigma_t: sigma ?? null,
    bandwidth,
    method: found ? `${method}; ${found.words}` : method,
    flag: flags.join('; ') || null,
  };
  return { layer: layer.index, cells };
}

/**
 * Values of permuted samples, where the settings ask for them.
 * @param estimate the value of samples of which X (or Y) stands in this order
 */
export function permutedValues(
  capture: Capture,
  { null: given }: Pick<ShannonSettings, 'null'>,
  desk: SpectrumDesk,
  estimate: (order: SampleOrder) => number,
): number[] {
  const settings = nullSettings(given);
  if (!settings) return [];
  const { permutations } = settings;
  return desk
    .share(`${permutations} permutations`, () => permutationsOf(capture, permutations))
    .map(estimate);
}

/** All feature maps of a layer as one vector a sample. */
export function wholeLayer(layer: CapturedLayer, n: number): KernelSamples {
  return { values: layer.values, n, d: layer.channels * layer.features };
}

/** X as one vector a sample. */
export function wholeInput({ inputs, samples: n }: Capture): KernelSamples {
  return { values: inputs, n, d: inputs.length / n };
}

/**
 * Squared distances of a layer's samples, all feature maps together: the same that the matrix-based estimators ask for.
 * @throws RunError when a value is not finite
 */
export function layerDistances(capture: Capture, layer: CapturedLayer, desk: SpectrumDesk): Float64Array {
  const samples = wholeLayer(layer, capture.samples);
  requireFinite('T', samples);
  return understood('T', () => desk.distances(`layer ${layer.index}`, samples));
}

/**
 * `saturated: NAME` where an entropy of n samples is above 98 % of its greatest value ln n, `collapsed: NAME` where all
 * samples look the same.
 */
export function entropyAlarms(name: string, nats: number, n: number, collapsed: boolean): string[] {
  if (collapsed) return [`collapsed: ${name}`];
  return n > 1 && nats > saturation * Math.log(n) ? [`saturated: ${name}`] : [];
}

/** `collapsed: X, T` of variables that have one value in all samples. */
export function collapsedAlarm(names: readonly string[]): string[] {
  return names.length > 0 ? [`collapsed: ${names.join(', ')}`] : [];
}

/** Of I(T;Y): `collapsed: Y` where all samples are of one class, so that nothing can be said of it. */
export function classAlarm(quantity: string, labels: ArrayLike<number>): string[] {
  if (!quantity.includes('Y')) return [];
  for (let i = 1; i < labels.length; i += 1) if (labels[i] !== labels[0]) return [];
  return collapsedAlarm(['Y']);
}

/** Runs a kernel that refuses samples by a RangeError. @throws RunError in its place, which names the variable */
export function understood<T>(name: string, kernel: () => T): T {
  try {
    return kernel();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RunError(`${name} cannot be estimated: ${error.message}`, { cause: error });
  }
}

/** @throws RunError that names the first value that is not finite */
export function requireFinite(name: string, { values, n, d }: KernelSamples): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const place = `sample ${Math.floor(at / d)}, feature ${at % d} (counted from 0)`;
  throw new RunError(`${name} cannot be estimated: ${values[at]} at ${place} of ${n} samples`, {
    hint: 'activations that are not finite come of a training that diverges; lower the learning rate',
  });
}
