import { defineNode } from '../../../src/node/declare.ts';
import { renyiCalibration } from '../../calibration/cases/renyi-answers.ts';
import type { EstimatorRun } from '../../contract/estimator.ts';
import { checkRenyi, renyiMatrices } from '../../estimation/renyi/check-renyi.ts';
import { longestSample } from '../../estimation/renyi/product-form.ts';
import { requestRows, smoothedWidths } from '../../estimation/renyi/renyi-rows.ts';
import type { RenyiQuestion, RenyiSettings } from '../../estimation/renyi/renyi-settings.ts';

/**
 * Matrix-based Rényi entropy and mutual information, joint over all feature maps of a layer.
 *
 * S_a(A) = log2(sum_i lambda_i(A)^a) / (1 - a) with A the Gram matrix of a Gaussian kernel, normalised to unit trace.
 * Joint entropies take the normalised Hadamard product. I(X;T) = S(X) + S(T^1..T^C) - S(X, T^1..T^C).
 *
 * For orders other than 1 the joint entropy can exceed the sum, so a mutual information can be below 0; it is left so.
 * Below order 1 eigenvalues of round-off size count: those below n eps times the largest are zero, and what that drops
 * adds at most n (n eps)^a to the sum, 0.0002 at n = 128 and a = 0.5.
 *
 * Entropies of so few samples are never those of independent variables: two that have nothing to do with each other share
 * bits too. `null` says how many, from permutations of the samples: a row's `method` tells mean, spread and p, and `value` makes
 * one of them the row's value, for claims and figures. DiME is the excess over that mean: the entropies of X and T alone do not
 * change by a permutation, so it is the mean of S(X, permuted T) less S(X, T). Where the permuted joint entropy is saturated, DiME
 * goes to 0 while I goes to log2 n (`saturated: H(permuted X,T)`). Each permutation takes one spectrum.
 *
 * Redundancy of C maps, sum_c I(X;Tc) - I(X;T), grows with C by construction. Relative to the sum, (sum_c I(X;Tc) - I(X;T)) / sum_c I(X;Tc), it
 * is the share of what the maps say one by one that others say as well; no value where the sum is not above round-off. `trade-off` is
 * the redundancy of a pair of maps. `null: { maps: apart }` holds redundancy against that of maps each of which is permuted by itself,
 * in 2 + max(1, ceil(2 C / m)) spectra for each of m permutations.
 *
 * Two maps say something about a target each alone, both the same, or only together; how much of each is not decided by their
 * informations, but bounds are: max(0, I12 - I1 - I2) <= synergy <= I12 - max(I1, I2), max(0, I1 + I2 - I12) <= redundancy <=
 * min(I1, I2). Each is told less its mean over permutations, since a map of pure noise shares bits with everything; there is
 * no value where an entropy is saturated. `bound: minimum` is a decomposition, of many: the smaller information as redundancy,
 * which is proved for Gaussian systems, and is not I_min of Williams and Beer.
 *
 * The effective rank is how many samples would have the same entropy if they were all different and alike in nothing else: 1
 * where all are the same, n where none are alike. It is not that of Roy & Vetterli, which is of singular values.
 *
 * @source Yu, Jenssen & Príncipe 2018, eqs (2), (7) and (8);
 * for I(X;{Ti,Tj}), trade-off, non-redundant: Yu, Wickstrøm, Jenssen & Príncipe 2020;
 * for DiME(X;T), DiME(T;Y): Skean, Osorio, Brockmeier & Sanchez Giraldo 2023;
 * for effective-rank: Giraldo, Rao & Príncipe 2015, Friedman & Dieng 2023;
 * for synergy(X;{Ti,Tj}), synergy(Y;{Ti,Tj}), redundancy(X;{Ti,Tj}), redundancy(Y;{Ti,Tj}): Williams & Beer 2010, Barrett 2015
 *
 * @example
 * ```yaml
 * estimators:
 *   IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T), alpha: 1.01, bandwidth: { silverman: 5 } }
 *   IDD: { kind: matrix-renyi, probe: backward, quantity: I(dL;dk), bandwidth: { silverman: 0.1 } }
 *   dime: { kind: matrix-renyi, probe: forward, quantity: DiME(X;T), bandwidth: median, null: { permutations: 99 } }
 *   apart: { kind: matrix-renyi, probe: forward, quantity: redundancy, null: { permutations: 20, maps: apart, value: excess } }
 *   share: { kind: matrix-renyi, probe: forward, quantity: relative-redundancy, bandwidth: { silverman: 5 } }
 *   p: { kind: matrix-renyi, probe: forward, quantity: I(T;Y), null: { permutations: 99, value: p } }
 *   rank: { kind: matrix-renyi, probe: forward, quantity: effective-rank, kernel: cosine }
 *   together: { kind: matrix-renyi, probe: forward, quantity: "synergy(Y;{Ti,Tj})", bandwidth: median, bound: lower }
 *   pairs: { kind: matrix-renyi, probe: forward, quantity: "I(X;{Ti,Tj})", alpha: 2, bandwidth: median }
 * ```
 */
export interface Params extends RenyiQuestion, RenyiSettings {
  /**
   * Unit of the result: 2 gives bits, `e` gives nats.
   * @default 2
   */
  base?: 2 | 'e';
}

const run: EstimatorRun<Params> = (capture, params, desk) => requestRows(capture, params, desk);

export default defineNode({
  family: 'estimator',
  kind: 'matrix-renyi',
  version: 9,
  inputs: [
    {
      from: 'probe',
      family: 'probe',
      edge: 'stream',
      by: 'quantity',
      accepts: {
        'H(X)': ['activations'],
        'H(Y)': ['activations'],
        'H(T)': ['activations'],
        'H(Tc)': ['activations'],
        'I(X;T)': ['activations'],
        'I(T;Y)': ['activations'],
        "I(T;X')": ['activations'],
        'I(X;Tc)': ['activations'],
        'I(X;{Ti,Tj})': ['activations'],
        'leave-one-out': ['activations'],
        redundancy: ['activations'],
        'relative-redundancy': ['activations'],
        'trade-off': ['activations'],
        'non-redundant': ['activations'],
        'I(dL;dk)': ['errors'],
        'DiME(X;T)': ['activations'],
        'DiME(T;Y)': ['activations'],
        'effective-rank': ['activations'],
        'synergy(X;{Ti,Tj})': ['activations'],
        'synergy(Y;{Ti,Tj})': ['activations'],
        'redundancy(X;{Ti,Tj})': ['activations'],
        'redundancy(Y;{Ti,Tj})': ['activations'],
      },
    },
  ],
  output: 'estimates',
  quantities: { 'effective-rank': 'states', 'relative-redundancy': 'share', '*': 'information' },
  calibration: renyiCalibration,
  check: checkRenyi,
  pairMatrices: renyiMatrices,
  longestSample,
  averages: smoothedWidths,
  run,
});
