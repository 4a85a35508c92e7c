import type { ProbeName } from '../../../src/node/parameters.ts';
import type { Null } from '../permutation-null.ts';
import type { Lanczos, Tiles } from './spectrum-settings.ts';

/** What is estimated, and from what. */
export interface RenyiQuestion {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /**
   * What is estimated. Of the input X, the class Y and a layer T: entropies and mutual information. Of its feature maps Tc:
   * `H(Tc)` and `I(X;Tc)` (a row a map), `I(X;{Ti,Tj})` (a row a pair), `leave-one-out` (I(X;T) without map c, a row a map),
   * `redundancy` (sum of I(X;Tc), minus I(X;T)), `relative-redundancy` (the share of that sum which is redundancy), `trade-off` (the mean over pairs of I(X;Ti) + I(X;Tj) - I(X;{Ti,Tj}))
   * and `non-redundant` (of 2 I(X;{Ti,Tj}) - I(X;Ti) - I(X;Tj)). Of an autoencoder: `I(T;X')` with the reconstruction X', which
   * is the output of the last layer (the probe lists it too). Of error signals: `I(dL;dk)`, at the logits and at layer k.
   * `DiME(X;T)` and `DiME(T;Y)` are the information less its mean over permutations of the samples, 20 unless `null` says
   * otherwise, which is 0 for independent variables. `effective-rank`, in states, is 2^S_1 whatever `alpha`, of the samples of a
   * layer with its maps flattened, or of X. `synergy(X;{Ti,Tj})` and `redundancy(X;{Ti,Tj})`, and those about Y, are bounds (`bound`)
   * on what every two maps say together alone, or each for itself, less their mean over permutations (20 unless `null` says
   * otherwise).
   */
  quantity:
    | 'H(X)'
    | 'H(Y)'
    | 'H(T)'
    | 'H(Tc)'
    | 'I(X;T)'
    | 'I(T;Y)'
    | "I(T;X')"
    | 'I(X;Tc)'
    | 'I(X;{Ti,Tj})'
    | 'leave-one-out'
    | 'redundancy'
    | 'relative-redundancy'
    | 'trade-off'
    | 'non-redundant'
    | 'I(dL;dk)'
    | 'DiME(X;T)'
    | 'DiME(T;Y)'
    | 'effective-rank'
    | 'synergy(X;{Ti,Tj})'
    | 'synergy(Y;{Ti,Tj})'
    | 'redundancy(X;{Ti,Tj})'
    | 'redundancy(Y;{Ti,Tj})';
  /**
   * Of the synergy or redundancy of pairs: the least that any decomposition can say (when left out), the most, or what it says
   * when the smaller of the two informations is the redundancy (Barrett 2015), which is the most of both.
   */
  bound?: 'lower' | 'upper' | 'minimum';
  /**
   * Of the lower bound on the synergy or redundancy of pairs: a row for `each` pair (when left out), or one a layer. `share` is the
   * share of its pairs whose bound exceeds what permutations give, each by itself (p at most 0.05: a twentieth of them does by chance).
   * `any` is a p that there is such a pair at all: the share of permutations in which some pair exceeds its mean by as much as the
   * best one does. Both take 99 permutations or more.
   */
  pairs?: 'each' | 'share' | 'any';
  /** Of what `effective-rank` is: of the layers (when left out), or of the input. */
  of?: 'T' | 'X';
  /**
   * Holds an information against what it is when its samples are paired anew at random: those of X, or of Y, against those of T.
   */
  null?: RenyiNull;
}

/** Permutations of X or Y against T, or of the feature maps against each other. */
export interface RenyiNull extends Null {
  /**
   * Of `redundancy` and `relative-redundancy`: `apart` gives each feature map permutations of its own, so that no map has anything to
   * do with X or with another map, and only their number and their entropies are left; 20 permutations do, and there is no spread and
   * no p. `together` when left out: the maps stay as they are to each other.
   */
  maps?: 'together' | 'apart';
}

/** How matrix-based Rényi quantities are taken: order, kernels, spectra. */
export interface RenyiSettings {
  /**
   * Order of the entropy, above 0, or `inf`. 1 is the von Neumann limit, 2 takes no spectrum, `inf` the largest eigenvalue.
   * @default 1.01
   */
  alpha?: Order;
  /**
   * Width s of the Gaussian kernel, of each variable and feature map: a number, a rule (`median`: the median of the nonzero distances over
   * sqrt 2), or a list that gives each feature map its own.
   * @default {"silverman": 5}
   */
  bandwidth?: Bandwidth | Width[];
  /** Width of the kernel of X, or of dL; as `bandwidth` when left out. */
  bandwidthX?: Bandwidth;
  /**
   * Width of the kernel of a Y that is real-valued, as in a regression (classes have `labelKernel`); as that of X when left out,
   * in the units of Y.
   */
  bandwidthY?: TargetBandwidth;
  /**
   * What the squared distance is divided by in exp(-|a-b|^2 / ...): 2 s^2, s^2 or s.
   * @default "2s2"
   */
  divisor?: '2s2' | 's2' | 's';
  /**
   * `maps`: a kernel a feature map, multiplied. `tensor`: one kernel on the whole feature tensor, one width by its whole d.
   * The kernel of `effective-rank` is on the whole tensor: `gaussian` (when left out), `cosine` (of samples brought to length
   * 1; no value where one is 0) or `linear` (inner products as they are, over their trace).
   * @default "maps"
   */
  kernel?: 'maps' | 'tensor' | 'gaussian' | 'cosine' | 'linear';
  /**
   * Kernel of the class: `delta` (same class or not), or a Gaussian one on one-hot labels.
   * @default "delta"
   */
  labelKernel?: 'delta' | LabelRbf;
  /**
   * The conventions of a paper, in the place of `bandwidth`, `bandwidthX`, `bandwidthY`, `divisor`, `kernel` and `labelKernel`, which are
   * then left out.
   * @default "none"
   */
  preset?: 'none' | 'yu-2018' | 'wickstrom-2019' | 'yu-2020';
  /**
   * `units` makes each unit of a dense layer a variable of its own, as feature maps are. A layer of one map counts as dense.
   * @default "none"
   */
  split?: 'none' | 'units';
  /**
   * How spectra are had: all eigenvalues (`exact`), the same in single precision to 2e-5 bits in half the time (`f32`; orders
   * below 1 and more than 1,024 samples take `exact`), stochastic Lanczos quadrature with a standard error, or, for orders from 1
   * to below 2, sums of fractions to 1e-7 bits in three quarters of the time (`rational`; other orders take `exact`). `tiles`
   * is block Lanczos quadrature of a matrix that is made again, tile by tile, at each step and never held (orders from 1 up, fixed or
   * Silverman widths, no permutations). `auto` takes all eigenvalues, above 4,096 samples tiles with 20 probes of 20 steps, and for
   * what tiles cannot do Lanczos with 20 probes of 40, up to 18,500 samples.
   * @default "auto"
   */
  spectrum?: 'auto' | 'exact' | 'f32' | 'rational' | Lanczos | Tiles;
}

/**
 * An order above 0.
 * @exclusiveMinimum 0
 */
export type FiniteOrder = number;

/** Order of an entropy; `inf` is infinity. */
export type Order = FiniteOrder | 'inf';

/** Silverman's rule s = h n^(-1/(4+d)), with n samples of dimension d; a rule of n and d alone. */
export interface Silverman {
  /**
   * The factor h, or h with the exponent's form.
   */
  silverman: SilvermanFactor | SilvermanRule;
}

/**
 * The factor h of Silverman's rule.
 * @exclusiveMinimum 0
 */
export type SilvermanFactor = number;

/** Silverman's rule with the form of its exponent. */
export interface SilvermanRule {
  /** The factor h. */
  h: SilvermanFactor;
  /**
   * `classical` is -1/(4+d); `paper` is -1/(1+d), as Yu et al. 2018 print it.
   * @default "classical"
   */
  exponent?: 'classical' | 'paper';
}

/** The mean distance to the k nearest samples. */
export interface Neighbours {
  /**
   * How many neighbours, fewer than there are samples.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  knn: number;
}

/** The width of a grid whose kernel is most aligned with the kernel on the labels, smoothed over iterations (Wickstrøm et al. 2019). */
export interface Alignment {
  /** The grid. */
  'kernel-alignment': Grid;
}

/** Widths evenly on a logarithmic scale, in units of the mean distance between samples. */
export interface Grid {
  /**
   * The smallest.
   * @default 0.1
   * @exclusiveMinimum 0
   */
  from?: number;
  /**
   * The largest.
   * @default 10
   * @exclusiveMinimum 0
   */
  to?: number;
  /**
   * How many.
   * @asType integer
   * @minimum 1
   * @maximum 10000
   * @default 75
   */
  points?: number;
  /**
   * Weight w of the widths of earlier rows, an iteration: k updates after a row of width s, the width becomes w^k s + (1 - w^k) times
   * the one found now. 0 takes each row's own.
   * @minimum 0
   * @exclusiveMaximum 1
   * @default 0.9
   */
  smoothing?: number;
}

/**
 * A fixed width s.
 * @exclusiveMinimum 0
 */
export type Width = number;

/** How the width of a Gaussian kernel is chosen; `median` is the median of the nonzero distances over sqrt 2. */
export type Bandwidth = Width | Silverman | 'median' | Neighbours | 'kernel-alignment' | Alignment;

/** The same of a Y that is real-valued, which has no classes that a kernel could be aligned with. */
export type TargetBandwidth = Width | Silverman | 'median' | Neighbours;

/** A Gaussian kernel on one-hot labels. */
export interface LabelRbf {
  /** Its width, or Silverman's rule. */
  rbf: Width | Silverman;
}
