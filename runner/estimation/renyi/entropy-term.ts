import type { SpectrumDesk } from '../../contract/estimator.ts';
import type { Precision } from '../../contract/numerics.ts';
import { entropy, quadraticEntropy } from '../../kernels/entropy.ts';
import { labelEntropy } from '../../kernels/label-entropy.ts';
import type { Uncertain } from '../../kernels/quadrature-entropy.ts';
import { entropyOfExcess, rationalPower } from '../../kernels/rational-power.ts';
import { isCollapsed, jointBlocks, type LazyBlock } from './joint-gram.ts';
import {
  approximation,
  precisionFor,
  requestQuadrature,
  type SpectrumSettings,
  tilesOf,
} from './large-spectra.ts';
import { requestTiledEntropy, type TiledVariables } from './tiled-entropy.ts';
import { variableIds } from './variable-ids.ts';
import { type ClassVariable, type GaussianVariable, sampleCount, type Variable } from './variables.ts';

/**
 * How an entropy is had: from class counts, the Frobenius norm, all eigenvalues, a sum of fractions, random vectors, or these by tiles
 * of a matrix that is not held.
 */
export type EntropyMethod =
  | 'class-counts'
  | 'frobenius'
  | 'spectrum-f64'
  | 'spectrum-f32'
  | 'rational-f64'
  | 'lanczos'
  | 'lanczos-tiles';

/** An entropy that was asked for; its values can be read once the desk has solved. */
export interface EntropyTerm {
  /** Such as `H(X)` or `H(X,T)`. */
  readonly name: string;
  readonly samples: number;
  readonly method: EntropyMethod;
  /** Names of its variables whose Gram matrix is all ones, to within 1e-6, or that are of one class. */
  readonly collapsed: readonly string[];
  readonly bits: () => number;
  /** Standard error in bits; 0 for what is exact. */
  readonly stderr: () => number;
}

/**
 * Asks for the joint entropy S_a of one or more variables: eqs (2), (3) and (8) of Yu, Jenssen & Príncipe 2018.
 *
 * Gaussian variables are multiplied into one Gram matrix; with classes it falls into one block a class. The same
 * variables at several orders take one spectrum, and the same question twice is one term.
 *
 * Memory beside the samples: n^2 float64 for the distances of each variable, and while a spectrum is solved two or three
 * matrices more; at n = 4,096 a matrix is 134 MB, and I(X;T) takes 0.8 GB.
 * @throws RunError when a sample is not finite
 */
export function requestEntropy(
  variables: readonly Variable[],
  alpha: number,
  desk: SpectrumDesk,
  settings: SpectrumSettings = { spectrum: 'auto', seed: 0 },
): EntropyTerm {
  const { spectrum } = settings;
  const rule = typeof spectrum === 'string' ? spectrum : JSON.stringify(spectrum);
  const joint = jointOf(variables, desk, tilesOf(spectrum) !== null);
  const known = joint.asked.find((asked) => asked.alpha === alpha && asked.rule === rule);
  if (known) return known.term;
  const term = closed(makeTerm(joint, { alpha, ...settings }, desk));
  joint.asked.push({ alpha, rule, term });
  return term;
}

/** A matrix that is no kernel of variables by their distances, such as that of their inner products. */
export interface NamedMatrix {
  /** Such as `H(T)`. */
  readonly name: string;
  /** Names it within the capture. */
  readonly key: string;
  readonly samples: number;
  /** [samples, samples] float64, symmetric, of trace `samples`. */
  readonly build: () => Float64Array;
}

/** Asks for the entropy S_a of a matrix; otherwise as `requestEntropy`. */
export function requestMatrixEntropy(
  { name, key, samples, build }: NamedMatrix,
  alpha: number,
  desk: SpectrumDesk,
  settings: SpectrumSettings,
): EntropyTerm {
  const joint: Joint = {
    facts: { name, samples, collapsed: [] },
    key,
    blocks: [{ size: samples, build: () => [desk.share(`matrix ${key}`, build)] }],
    byTiles: null,
    labels: undefined,
    asked: [],
    spectra: {},
  };
  return closed(makeTerm(joint, { alpha, ...settings }, desk));
}

/** Variables together, for all orders. */
interface Joint {
  readonly facts: Pick<EntropyTerm, 'name' | 'samples' | 'collapsed'>;
  /** Names their Gram matrix. */
  readonly key: string;
  /** Of the Gram matrix; none where there are classes alone, or it is made by tiles. */
  readonly blocks: readonly LazyBlock[];
  /** The variables of a matrix that is made by tiles. */
  readonly byTiles: Omit<TiledVariables, 'name' | 'samples'> | null;
  readonly labels: ArrayLike<number> | undefined;
  /** What was asked of them so far. */
  readonly asked: { readonly alpha: number; readonly rule: string; readonly term: EntropyTerm }[];
  /** All eigenvalues, where an order needed them. */
  readonly spectra: { [precision in Precision]?: () => Float64Array };
}

/** The same variables, under the same names, are joined once. */
function jointOf(variables: readonly Variable[], desk: SpectrumDesk, byTiles: boolean): Joint {
  const ids = variableIds(desk);
  const key = `joint ${variables.map(ids.named)}${byTiles ? ' by tiles' : ''}`;
  return desk.share(key, () => makeJoint(variables, desk, byTiles));
}

function makeJoint(variables: readonly Variable[], desk: SpectrumDesk, byTiles: boolean): Joint {
  const gaussian = variables.filter((variable): variable is GaussianVariable => variable.kind === 'gaussian');
  const classes = variables.filter((variable): variable is ClassVariable => variable.kind === 'classes');
  if (classes.length > 1) throw new Error('a joint entropy takes at most one variable of classes');
  const samples = sampleCount(variables[0]!);
  return {
    facts: {
      name: `H(${variables.map((variable) => variable.name).join(',')})`,
      samples,
      collapsed: variables.filter((one) => isConstant(one, desk, byTiles)).map(({ name }) => name),
    },
    key: variables.map(variableIds(desk).gram).join(' o '),
    blocks: gaussian.length > 0 && !byTiles ? jointBlocks(gaussian, classes[0], samples, desk) : [],
    byTiles: byTiles && gaussian.length > 0 ? { gaussian, classes: classes[0] } : null,
    labels: classes[0]?.labels,
    asked: [],
    spectra: {},
  };
}

/** Whether all samples look the same: one class, or a Gram matrix of ones. */
function isConstant(variable: Variable, desk: SpectrumDesk, byTiles: boolean): boolean {
  if (variable.kind === 'gaussian') return isCollapsed(variable, desk, byTiles);
  const { labels } = variable;
  for (let i = 1; i < labels.length; i += 1) if (labels[i] !== labels[0]) return false;
  return labels.length > 1;
}

interface OpenTerm extends Omit<EntropyTerm, 'bits' | 'stderr'> {
  readonly value: () => Uncertain;
}

/** A term whose value is worked out once. */
function closed({ name, samples, collapsed, method, value }: OpenTerm): EntropyTerm {
  let known: Uncertain | null = null;
  const once = () => (known ??= value());
  return { name, samples, collapsed, method, bits: () => once().bits, stderr: () => once().stderr };
}

function makeTerm(
  joint: Joint,
  settings: SpectrumSettings & { readonly alpha: number },
  desk: SpectrumDesk,
): OpenTerm {
  const { facts, key, blocks, byTiles, labels } = joint;
  const { alpha, spectrum, seed } = settings;
  if (byTiles) {
    const { name, samples } = facts;
    const size = tilesOf(spectrum)!;
    const value = requestTiledEntropy({ name, samples, ...byTiles }, alpha, size, settings, desk);
    return { ...facts, method: alpha === 2 ? 'frobenius' : 'lanczos-tiles', value };
  }
  if (blocks.length === 0) {
    const bits = labelEntropy(labels!, alpha);
    return { ...facts, method: 'class-counts', value: () => ({ bits, stderr: 0 }) };
  }
  if (alpha === 2) {
    const squares = desk.share(`frobenius ${key}`, () =>
      quadraticEntropy(blocks.map(({ build }) => build())),
    );
    return { ...facts, method: 'frobenius', value: () => ({ bits: squares, stderr: 0 }) };
  }
  const largest = blocks.reduce((most, { size }) => Math.max(most, size), 0);
  const rough = approximation(spectrum, largest);
  if (rough) {
    const value = requestQuadrature(facts.name, key, facts.samples, blocks, rough, seed, desk);
    return { ...facts, method: 'lanczos', value: () => value(alpha) };
  }
  const power = spectrum === 'rational' ? rationalPower(alpha) : null;
  if (power) {
    // Gaussian kernels have ones on the diagonal, so the trace of all blocks is the number of samples
    const excesses = blocks.map(({ size, build }, index) =>
      desk.requestExcess(`${key} #${index}`, size, build, power, facts.samples),
    );
    const excess = () => excesses.reduce((sum, read) => sum + read(), 0);
    return {
      ...facts,
      method: 'rational-f64',
      value: () => ({ bits: entropyOfExcess(excess(), alpha), stderr: 0 }),
    };
  }
  const precision = precisionFor(spectrum, alpha, largest, desk);
  const eigenvalues = spectrumOf(joint, precision, desk);
  const value = () => ({ bits: entropy(eigenvalues(), alpha), stderr: 0 });
  return { ...facts, method: precision === 'single' ? 'spectrum-f32' : 'spectrum-f64', value };
}

/** Asks for all eigenvalues of variables together, once for all orders. */
function spectrumOf(
  { key, blocks, spectra }: Joint,
  precision: Precision,
  desk: SpectrumDesk,
): () => Float64Array {
  const known = spectra[precision];
  if (known) return known;
  const parts = blocks.map(({ size, build }, index) =>
    desk.request(`${key} #${index}`, size, build, precision),
  );
  let whole: Float64Array | null = null;
  const read = () => (whole ??= joined(parts.map((part) => part())));
  spectra[precision] = read;
  return read;
}

function joined(spectra: readonly Float64Array[]): Float64Array {
  if (spectra.length === 1) return spectra[0]!;
  const all = new Float64Array(spectra.reduce((count, spectrum) => count + spectrum.length, 0));
  let at = 0;
  for (const spectrum of spectra) {
    all.set(spectrum, at);
    at += spectrum.length;
  }
  return all;
}
