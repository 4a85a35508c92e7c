/** What the squared distance is divided by inside the exponential: 2 s^2, s^2 or s. */
export type KernelDivisor = '2s2' | 's2' | 's';

/** One variable of a joint Gram matrix. */
export interface KernelTerm {
  /** Squared distances of its samples, [n, n] float64. */
  readonly distances: Float64Array;
  /** Width s of its kernel, in the unit of the samples. */
  readonly sigma: number;
  /** What replaces 2 s^2, for the conventions of published code; `2s2` when left out. */
  readonly divisor?: KernelDivisor;
}

/** Symmetric matrices [n, n] that are multiplied elementwise; at least one. */
export type Factors = readonly Float64Array[];

/** In which floating-point numbers matrices are reduced: float64, or float32 where its errors will do. */
export type Precision = 'double' | 'single';

/** x^a - x (or -x ln x for a = 1) as c1 x + c2 x^2 + c3 x^3 + c4 x^4 + sum_k w_k x^2 / (x + p_k), for x in [0, 1]. */
export interface RationalPower {
  readonly alpha: number;
  /** c1 .. c4. */
  readonly coefficients: readonly number[];
  /** p_k, above 0, an even number of them. */
  readonly poles: Float64Array;
  readonly weights: Float64Array;
}

/** Numbers of samples: float32 of a network that trains here, float64 where something else recorded them so. */
export type SampleValues = Float32Array | Float64Array;

/**
 * n samples of one variable with d features each. Row i begins at `offset + i * stride`, so a single feature map is
 * a view into the tensor of its layer.
 */
export interface KernelSamples {
  readonly values: SampleValues;
  readonly n: number;
  readonly d: number;
  /** Place of the first row's first feature; 0 when left out. */
  readonly offset?: number;
  /** Values from one row to the next; d when left out. */
  readonly stride?: number;
  /** Inner products of the samples, their mean taken off, [n, n]: where these are there, distances are made of them. */
  readonly products?: Float32Array;
}

/** Random vectors, and products with the matrix for each. */
export interface LanczosSize {
  /** Random vectors; the standard error falls with their square root. */
  readonly probes: number;
  /** Products with the matrix a vector; the systematic error falls quickly with them. */
  readonly steps: number;
}

/** A probe's Gauss quadrature of the spectrum: v' f(K) v / |v|^2 ~ sum weights f(nodes). */
export interface ProbeQuadrature {
  readonly nodes: Float64Array;
  /** Sum 1, or less where eigenvalues are known by themselves. */
  readonly weights: Float64Array;
  /** The same after fewer of the steps: what more steps change tells what is missing. */
  readonly early: Pick<ProbeQuadrature, 'nodes' | 'weights'>;
}

/** What random vectors know of a symmetric matrix. */
export interface Quadrature {
  readonly n: number;
  /** Sum of the eigenvalues, exact. */
  readonly trace: number;
  /** Sum of the squared eigenvalues, exact: the squared Frobenius norm. */
  readonly squares: number;
  readonly probes: readonly ProbeQuadrature[];
  /**
   * Eigenvalues that are known by themselves, each of one eigenvector, and no longer among the nodes of the probes; and those of the early
   * ones. None when left out.
   */
  readonly settled?: { readonly whole: readonly number[]; readonly early: readonly number[] };
}

/** A Gram matrix of Gaussian kernels that is made by tiles and never held: exp(-sum scale D), of trace n. */
export interface TiledMatrix {
  /** Names it within the capture, without its classes. */
  readonly key: string;
  readonly terms: readonly {
    readonly key: string;
    readonly samples: KernelSamples;
    readonly scale: number;
  }[];
  /** Class of each sample of the capture; null where there are none. */
  readonly classes: ArrayLike<number> | null;
  /** Whether its entries between samples of two classes are 0. */
  readonly ofClasses: boolean;
}
