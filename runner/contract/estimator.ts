import type { JsonObject } from '../../src/plan/json.ts';
import type { Cell } from '../../src/table/columns.ts';
import type { AveragedNumber } from './averages.ts';
import type { Capture } from './capture.ts';
import type {
  Factors,
  KernelSamples,
  KernelTerm,
  LanczosSize,
  Precision,
  Quadrature,
  RationalPower,
  TiledMatrix,
} from './numerics.ts';

/** A row of an estimator, before names and trial are joined on. Cells are columns of the estimates table. */
export interface EstimateRow {
  /** Index into the network; null for X or Y alone. */
  readonly layer: number | null;
  readonly cells: Readonly<Record<string, Cell>>;
}

/**
 * Solves the spectra that all estimators of one capture ask for, together, each once.
 * `key` names the matrix within the capture; `build` makes it only when the key is new.
 * Distances and Gram matrices are lent: once the rows of the capture are made, their arrays serve the next one.
 */
export interface SpectrumDesk {
  /**
   * Asks for the eigenvalues of a symmetric matrix `[n, n]`, float64, row-major, given by factors that are multiplied
   * elementwise. Read the answer after `solve`; the factors are built while the desk solves.
   * @param precision in which it is reduced; double when left out
   */
  request(key: string, n: number, build: () => Factors, precision?: Precision): () => Float64Array;
  /** Whether there is single precision here. */
  readonly single: boolean;
  /** Asks for a sum over eigenvalues over `total` without the eigenvalues; as `request` otherwise. See `rationalPower`. */
  requestExcess(
    key: string,
    n: number,
    build: () => Factors,
    power: RationalPower,
    total: number,
  ): () => number;
  /**
   * Asks for what random vectors know of a matrix that is too large to be held. Read the answer after `solve`.
   * @param name decides the vectors, with the matrix
   * @param size null where the sum of squares is enough
   * @param random uniform in [0, 1), for the vectors; called when the desk solves
   */
  requestTiles(
    name: string,
    matrix: TiledMatrix,
    size: LanczosSize | null,
    random: () => () => number,
  ): () => Quadrature;
  /** A value shared between the estimators of one capture, such as a Gram matrix. */
  share<T>(key: string, build: () => T): T;
  /** The mean over rows of a number that the estimator's `averages` names; `value` where there is none. */
  averaged(name: string, number: AveragedNumber): number;
  /** Squared distances `[n, n]` between samples, shared by `key`. */
  distances(key: string, samples: KernelSamples): Float64Array;
  /** Gram matrix `[n, n]` of a Gaussian kernel, by the fastest numerics there are; see `gaussianGram`. */
  gram(terms: readonly KernelTerm[], n: number): Float64Array;
}

/** The numbers of a capture that an estimator averages over the rows of a training, by name. */
export type AveragesOf<Params = JsonObject> = (
  capture: Capture,
  params: Params,
  desk: SpectrumDesk,
) => Readonly<Record<string, AveragedNumber>>;

/** Asks the desk for what it needs and returns the step that makes the rows once the spectra are there. */
export type EstimatorRun<Params = JsonObject> = (
  capture: Capture,
  params: Params,
  desk: SpectrumDesk,
) => () => readonly EstimateRow[];
