import type { ProbeName } from '../../../src/node/parameters.ts';
import { defineNode } from '../../../src/node/declare.ts';

/**
 * Matrix-based Rényi entropy and mutual information, joint over all feature maps of a layer.
 *
 * S_a(A) = log2(sum_i lambda_i(A)^a) / (1 - a) with A the Gram matrix of a Gaussian kernel, normalised to unit trace.
 * Joint entropies take the normalised Hadamard product. I(X;T) = S(X) + S(T^1..T^C) - S(X, T^1..T^C).
 *
 * @source Yu, Jenssen & Príncipe 2018, eqs (2), (7) and (8)
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /**
   * What is estimated: the entropy of a layer, its mutual information with the input X or the class Y, or the mutual
   * information of error signals dL at the logits and dk at layer k.
   */
  quantity: 'H(T)' | 'I(X;T)' | 'I(T;Y)' | 'I(dL;dk)';
  /**
   * Order of the entropy, above 0. 1 is the von Neumann limit.
   * @default 1.01
   * @exclusiveMinimum 0
   */
  alpha?: number;
  /**
   * Width s of the Gaussian kernel exp(-|a-b|^2 / (2 s^2)).
   * @default {"silverman": 5}
   */
  bandwidth?: Bandwidth;
  /**
   * Unit of the result: 2 gives bits, `e` gives nats.
   * @default 2
   */
  base?: 2 | 'e';
}

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

/**
 * A fixed width s.
 * @exclusiveMinimum 0
 */
export type Width = number;

/** How the width of the Gaussian kernel is chosen. */
export type Bandwidth = Width | Silverman;

export default defineNode({
  family: 'estimator',
  kind: 'matrix-renyi',
  version: 1,
  inputs: [
    {
      from: 'probe',
      family: 'probe',
      edge: 'stream',
      by: 'quantity',
      accepts: {
        'H(T)': ['activations'],
        'I(X;T)': ['activations'],
        'I(T;Y)': ['activations'],
        'I(dL;dk)': ['errors'],
      },
    },
  ],
  output: 'estimates',
  run: null,
});
