import { defineNode } from '../../../src/node/declare.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { alarms } from '../../estimation/alarms.ts';
import {
  type PendingEstimate,
  requestInformation,
  requestSingle,
} from '../../estimation/mutual-information.ts';
import { type GaussianVariable, gaussianVariable } from '../../estimation/variables.ts';
import { silverman } from '../../kernels/bandwidth.ts';
import type { Capture, CapturedLayer, EstimatorRun, SpectrumDesk } from '../contract.ts';

/**
 * Matrix-based Rényi entropy and mutual information, joint over all feature maps of a layer.
 *
 * S_a(A) = log2(sum_i lambda_i(A)^a) / (1 - a) with A the Gram matrix of a Gaussian kernel, normalised to unit trace.
 * Joint entropies take the normalised Hadamard product. I(X;T) = S(X) + S(T^1..T^C) - S(X, T^1..T^C).
 *
 * @source Yu, Jenssen & Príncipe 2018, eqs (2), (7) and (8)
 *
 * @example
 * ```yaml
 * estimators:
 *   IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T), alpha: 1.01, bandwidth: { silverman: 5 } }
 *   IDD: { kind: matrix-renyi, probe: backward, quantity: I(dL;dk), bandwidth: { silverman: 0.1 } }
 * ```
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

const run: EstimatorRun<Required<Params>> = (capture, params, desk) => {
  const pending = capture.layers.map((layer) => ({ layer, estimate: request(capture, layer, params, desk) }));
  return () =>
    pending.map(({ layer, estimate }) => ({
      layer: layer.index,
      cells: {
        quantity: params.quantity,
        value: params.base === 'e' ? estimate.bits() * Math.LN2 : estimate.bits(),
        unit: params.base === 'e' ? 'nats' : 'bits',
        samples: capture.samples,
        alpha: params.alpha,
        sigma_x: estimate.widthX,
        sigma_t: estimate.widthT,
        bandwidth: describe(params.bandwidth),
        method: params.alpha === 2 ? 'frobenius' : 'spectrum-f64',
        flag: alarms(estimate.terms).join('; ') || null,
      },
    }));
};

interface LayerEstimate extends PendingEstimate {
  readonly widthX: number | null;
  readonly widthT: number;
}

/** Asks for the quantity at one layer. */
function request(
  capture: Capture,
  layer: CapturedLayer,
  { quantity, alpha, bandwidth }: Required<Params>,
  desk: SpectrumDesk,
): LayerEstimate {
  const n = capture.samples;
  const widthT = width(bandwidth, n, layer.features);
  const ofLayer = layerVariable(quantity === 'I(dL;dk)' ? 'dk' : 'T', layer, n, widthT);
  if (quantity === 'H(T)') return { ...requestSingle(ofLayer, alpha, desk), widthX: null, widthT };
  if (quantity === 'I(T;Y)') {
    const classes = { kind: 'classes', name: 'Y', key: 'Y', labels: capture.labels } as const;
    return { ...requestInformation(ofLayer, classes, alpha, desk), widthX: null, widthT };
  }
  const [name, values] = quantity === 'I(X;T)' ? ['X', capture.inputs] : ['dL', capture.lossError];
  const d = values.length / n;
  const widthX = width(bandwidth, n, d);
  const ofInput = gaussianVariable(name, { key: name, samples: { values, n, d }, sigma: widthX });
  return { ...requestInformation(ofInput, ofLayer, alpha, desk), widthX, widthT };
}

/** A layer's feature maps, joint. They share one width, so their summed distances are those of the whole tensor. */
function layerVariable(name: string, layer: CapturedLayer, n: number, sigma: number): GaussianVariable {
  const samples = { values: layer.values, n, d: layer.channels * layer.features };
  return gaussianVariable(name, { key: `layer ${layer.index}`, samples, sigma });
}

function width(bandwidth: Bandwidth, n: number, d: number): number {
  if (typeof bandwidth === 'number') return bandwidth;
  const rule = bandwidth.silverman;
  return typeof rule === 'number' ? silverman(rule, n, d) : silverman(rule.h, n, d, rule.exponent);
}

function describe(bandwidth: Bandwidth): string {
  if (typeof bandwidth === 'number') return `fixed ${bandwidth}`;
  const rule = bandwidth.silverman;
  if (typeof rule === 'number') return `silverman ${rule}`;
  return rule.exponent === 'paper' ? `silverman ${rule.h}, paper's exponent` : `silverman ${rule.h}`;
}

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
  run,
});
