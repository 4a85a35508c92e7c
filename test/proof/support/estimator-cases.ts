import { twoVariables } from '../../../runner/calibration/two-variables.ts';
import type { EstimatorCase } from '../../../runner/proof/estimator-properties.ts';
import type { Invariance } from '../../../runner/proof/variants.ts';
import type { JsonObject } from '../../../src/plan/json.ts';

// Cases of infoplane's own estimators by kind: each quantity and each setting that changes what is computed.

/** A case for each set of settings, named after what differs from `params`. */
function cases(
  params: JsonObject,
  keeps: readonly Invariance[],
  changes: readonly JsonObject[],
): EstimatorCase[] {
  return changes.map((change) => ({
    name: JSON.stringify(change),
    params: { ...params, ...change },
    keeps,
  }));
}

/** The same of a Y that is real-valued. */
function ofValues(classes: readonly EstimatorCase[]): EstimatorCase[] {
  return classes.map((each) => ({ ...each, name: `${each.name}, real-valued Y`, regression: true as const }));
}

const base = 2;
const binning = { base, quantity: 'H(T)', edges: { adaptive: 3 } };
const kde = { base, quantity: 'H(T)', noiseVariance: 0.1, bound: 'upper' };
const ksg = { base, quantity: 'I(X;T)', k: 3, variant: 1, norm: 'max', jitter: 0, standardise: true };
const sliced = { base, quantity: 'SI(X;T)', slices: 20, dimensions: 1, k: 3 };
const linear = { quantity: 'accuracy', l2: 0.001, fit: 0.5 };
const renyi = {
  base,
  quantity: 'I(X;T)',
  alpha: 2,
  bandwidth: 1,
  divisor: '2s2',
  kernel: 'maps',
  labelKernel: 'delta',
  preset: 'none',
  split: 'none',
  spectrum: 'auto',
};
const cka = { quantity: 'CKA(X;T)', kernel: 'linear', width: 1, estimate: 'unbiased' };
const between = { ...cka, quantity: 'CKA(Ti;Uj)' };
const dimension = { quantity: 'dimension', of: 'T', method: 'two-nn', k: 10 };
/** Every value that a null can give. */
const nulls = ['observed', 'excess', 'mean', 'spread', 'p'].map((value) => ({
  null: { permutations: 99, value },
}));
const ofEach = ['order of samples', 'order of features', 'names of classes'] as const;
const distances = [...ofEach, 'shift'] as const;

const constant = twoVariables(
  Array.from({ length: 12 }, (_, i) => [i]),
  Array.from({ length: 12 }, () => [0.25]),
);
const distinct = twoVariables(
  Array.from({ length: 12 }, (_, i) => [i]),
  Array.from({ length: 12 }, (_, i) => [40 * i]),
);
/** No two distances are the same. */
const uneven = Array.from({ length: 40 }, (_, i) => [((i * 0.6180339887) % 1) + 0.001 * i * i]);
const follows = twoVariables(uneven, uneven);
const pairs = twoVariables(
  Array.from({ length: 12 }, (_, i) => [i]),
  Array.from({ length: 12 }, (_, i) => [Math.floor(i / 2) ** 2]),
);
const corners = twoVariables(
  Array.from({ length: 3 }, (_, i) => [i]),
  Array.from({ length: 3 }, (_, i) => Array.from({ length: 3 }, (_, at) => Number(at === i))),
);
const flags = [
  { about: 'a layer that is constant', capture: constant, flag: /collapsed/ },
  { about: 'a layer whose samples are far apart', capture: distinct, flag: /saturated/ },
];

/** By kind; a kind that has none, or a choice that none of them makes, is a test that fails. */
export const estimatorCases: Readonly<Record<string, readonly EstimatorCase[]>> = {
  binning: [
    ...cases(
      binning,
      [...ofEach, 'samples twice'],
      [
        { quantity: 'H(T)', edges: { range: [-1, 1], bins: 2 } },
        { quantity: 'I(X;T)', edges: { width: 0.5 } },
        { quantity: 'I(T;Y)', edges: { quantiles: 2 } },
        { quantity: 'H(T)', edges: { adaptive: 3 }, base: 'e' },
      ],
    ),
    ...cases({ ...binning, quantity: 'I(T;Y)' }, ['order of features', 'names of classes'], nulls),
    ...cases(
      { ...binning, reduce: { pca: 2 } },
      ['shift', 'names of classes'],
      [{}, { edges: { width: 0.5 }, quantity: 'I(T;Y)', null: { permutations: 99, value: 'excess' } }],
    ),
    { name: 'alarms', params: { ...binning, edges: { width: 0.5 } }, flags },
  ],
  cka: [
    ...cases(
      cka,
      [...distances, 'scale'],
      [
        {},
        { estimate: 'biased' },
        { quantity: 'CKA(T;Y)' },
        { quantity: 'CKA(Ti;Tj)' },
        { kernel: 'gaussian' },
        { kernel: 'gaussian', width: 0.5, quantity: 'CKA(Ti;Tj)' },
        { kernel: 'gaussian', width: 2, quantity: 'CKA(T;Y)', estimate: 'biased' },
      ],
    ),
    ...cases(cka, ['samples twice'], [{ estimate: 'biased' }]),
    ...ofValues(
      cases(
        { ...cka, quantity: 'CKA(T;Y)' },
        [...distances, 'scale'],
        [{}, { estimate: 'biased' }, { kernel: 'gaussian', width: 0.5 }],
      ),
    ),
    {
      name: 'alarms',
      params: cka,
      flags: [{ about: 'a layer that is constant', capture: constant, flag: /collapsed: T/ }],
    },
  ],
  'cka-between': [
    ...cases(
      between,
      [...distances, 'scale'],
      [
        {},
        { estimate: 'biased' },
        { quantity: 'lead(Ti;Ui)' },
        { quantity: 'lead(Ti;Ui)', kernel: 'gaussian', estimate: 'biased' },
        { kernel: 'gaussian', width: 0.5 },
      ],
    ).map((each) => ({ ...each, pair: true as const })),
    {
      name: 'alarms',
      params: between,
      pair: true,
      flags: [
        {
          about: 'a layer that is constant',
          capture: { ...constant, other: distinct },
          flag: /collapsed: T$/,
        },
        {
          about: "one of the other network's",
          capture: { ...distinct, other: constant },
          flag: /collapsed: U/,
        },
      ],
    },
  ],
  discrete: [
    ...cases(
      { base, quantity: 'H(T)' },
      [...ofEach, 'samples twice', 'shift', 'scale'],
      [{}, { base: 'e' }, { quantity: 'I(X;T)' }, { quantity: 'I(T;Y)' }],
    ),
    ...cases({ base, quantity: 'I(T;Y)' }, ['order of features', 'names of classes'], nulls),
    {
      name: 'alarms',
      params: { base, quantity: 'I(T;Y)' },
      flags: [
        ...flags,
        { about: 'samples that differ', capture: distinct, flag: /own states: 100 % of samples/ },
      ],
    },
  ],
  'intrinsic-dimension': [
    ...cases(
      dimension,
      [...distances, 'scale', 'samples twice'],
      [
        {},
        { of: 'X' },
        { method: 'mle' },
        { method: 'mle', k: 5, of: 'X' },
        { method: 'participation-ratio' },
      ],
    ),
    {
      name: 'alarms',
      params: dimension,
      flags: [
        { about: 'a layer that is constant', capture: constant, flag: /collapsed: T/ },
        { about: 'samples that coincide', capture: pairs, flag: /ties: 6 of 12/ },
      ],
    },
    {
      name: 'alarms of many neighbours',
      params: { ...dimension, method: 'mle' },
      flags: [
        { about: 'samples that coincide', capture: pairs, flag: /undefined: 10 .*11 .* 6; ties: 6 of 12/ },
      ],
    },
    {
      name: 'alarms of samples on a grid',
      params: { ...dimension, method: 'mle', k: 2 },
      flags: [{ about: 'corners', capture: corners, flag: /undefined: all .* equally far/ }],
    },
  ],
  kde: [
    ...cases(kde, distances, [
      { quantity: 'H(T)' },
      { quantity: 'I(X;T)', bound: 'lower', noiseVariance: 0.3 },
      { quantity: 'I(T;Y)', base: 'e' },
    ]),
    ...cases({ ...kde, quantity: 'I(T;Y)' }, ['order of features', 'shift', 'names of classes'], nulls),
    ...cases({ ...kde, reduce: { pca: 1 } }, distances, [{}, { quantity: 'I(T;Y)' }]),
    { name: 'alarms', params: { ...kde, quantity: 'I(X;T)' }, flags },
  ],
  ksg: [
    ...cases(
      ksg,
      [...distances, 'scale'],
      [
        { quantity: 'I(X;T)', variant: 1, norm: 'max' },
        { quantity: 'I(X;T)', variant: 2, norm: 'euclidean', k: 4 },
        { quantity: 'I(T;Y)', base: 'e', standardise: true },
      ],
    ),
    ...cases(ksg, distances, [{ standardise: false }]),
    ...cases(
      { ...ksg, norm: 'euclidean' },
      [...distances, 'scale'],
      [{ reduce: { pca: 1 } }, { reduce: { pca: 5 } }, { reduce: { pca: 2 }, quantity: 'I(T;Y)' }],
    ),
    ...cases(ksg, ['names of classes'], [{ jitter: 1e-9 }]),
    ...cases(ksg, ['order of features', 'shift', 'scale', 'names of classes'], nulls),
    ...cases({ ...ksg, quantity: 'I(T;Y)' }, ['order of features', 'shift', 'names of classes'], nulls),
    ...ofValues([
      ...cases(
        { ...ksg, quantity: 'I(T;Y)' },
        [...distances, 'scale'],
        [{}, { variant: 2, k: 4, base: 'e' }, { norm: 'euclidean', reduce: { pca: 2 } }],
      ),
      ...cases({ ...ksg, quantity: 'I(T;Y)' }, distances, [{ standardise: false }]),
      ...cases({ ...ksg, quantity: 'I(T;Y)' }, ['names of classes'], [{ jitter: 1e-9 }]),
      ...cases({ ...ksg, quantity: 'I(T;Y)' }, ['order of features', 'shift', 'scale'], nulls),
    ]),
  ],
  sliced: [
    ...cases(
      sliced,
      ['shift', 'scale', 'names of classes', 'order of samples'],
      [
        {},
        { dimensions: 2, base: 'e' },
        { slices: 30, dimensions: 7 },
        { quantity: 'SI(T;Y)', k: 4 },
        { quantity: 'SI(T;Y)', dimensions: 2 },
      ],
    ),
    ...cases({ ...sliced, slices: 5 }, ['shift', 'scale', 'names of classes'], nulls),
    ...cases({ ...sliced, slices: 5, quantity: 'SI(T;Y)' }, ['shift', 'names of classes'], nulls),
    ...ofValues([
      ...cases(
        { ...sliced, quantity: 'SI(T;Y)' },
        ['shift', 'scale', 'order of samples'],
        [{}, { dimensions: 2, base: 'e' }],
      ),
      ...cases({ ...sliced, slices: 5, quantity: 'SI(T;Y)' }, ['shift', 'scale'], nulls),
    ]),
    {
      name: 'alarms',
      params: sliced,
      flags: [
        { about: 'a layer that is constant', capture: constant, flag: /collapsed: T/ },
        { about: 'a layer of one dimension that follows X', capture: follows, flag: /saturated/ },
        { about: 'samples that coincide', capture: pairs, flag: /ties: 12 of 12/ },
      ],
    },
  ],
  'linear-probe': [
    ...cases(linear, ['scale'], [{}, { l2: 0.1 }, { fit: 0.4 }]),
    ...cases(linear, ['scale', 'shift', 'names of classes'], [{ quantity: 'majority' }]),
  ],
  'matrix-renyi': [
    ...cases({ ...renyi, bandwidth: { silverman: 5 } }, distances, [
      { quantity: 'H(X)' },
      { quantity: 'H(Y)' },
      { quantity: 'H(T)' },
      { quantity: 'H(Tc)' },
      { quantity: 'I(X;T)' },
      { quantity: 'I(T;Y)' },
      { quantity: "I(T;X')" },
      { quantity: 'I(X;Tc)' },
      { quantity: 'I(X;{Ti,Tj})' },
      { quantity: 'leave-one-out' },
      { quantity: 'redundancy' },
      { quantity: 'relative-redundancy' },
      { quantity: 'trade-off' },
      { quantity: 'non-redundant' },
      { quantity: 'I(dL;dk)' },
    ]),
    ...cases(
      renyi,
      [...distances, 'samples twice'],
      [
        { alpha: 1 },
        { alpha: 0.7 },
        { alpha: 1.01, spectrum: 'exact' },
        { alpha: 'inf' },
        { divisor: 's2', base: 'e' },
        { divisor: 's' },
        { kernel: 'tensor' },
        { bandwidthX: 2 },
      ],
    ),
    ...cases(renyi, distances, [
      { alpha: 1.01, spectrum: 'f32' },
      { alpha: 1.01, spectrum: 'rational' },
    ]).map((each) => ({ ...each, tolerance: 1e-4 })),
    ...cases(
      renyi,
      [],
      [
        { alpha: 1.01, spectrum: { lanczos: { probes: 20, steps: 12 } } },
        { alpha: 1.01, spectrum: { tiles: { probes: 6, steps: 4 } } },
      ],
    ),
    ...cases(renyi, distances, [
      { quantity: 'I(T;Y)', labelKernel: { rbf: 0.7 } },
      { bandwidth: 'median' },
      { bandwidth: { knn: 5 } },
      { bandwidth: 'kernel-alignment' },
      { bandwidthX: 'median' },
      { bandwidthX: { silverman: 5 } },
      { bandwidthX: { knn: 5 } },
      { bandwidthX: 'kernel-alignment' },
      { split: 'units' },
    ]),
    ...cases(renyi, distances, [{ bandwidth: [1, 2], bandwidthX: 2 }]).map((each) => ({
      ...each,
      layers: [0] as const,
    })),
    ...cases(renyi, distances, [
      { bandwidth: { 'kernel-alignment': { from: 0.1, to: 10, points: 9 } } },
      { bandwidthX: { 'kernel-alignment': { from: 0.1, to: 10, points: 9 } } },
    ]),
    ...ofValues(
      cases({ ...renyi, quantity: 'I(T;Y)' }, distances, [
        { bandwidthY: 1 },
        { bandwidthY: { silverman: 5 } },
        { bandwidthY: 'median' },
        { bandwidthY: { knn: 5 } },
      ]),
    ),
    // a preset decides all kernels
    ...cases({ base, quantity: 'I(X;T)', alpha: 2 }, distances, [
      { preset: 'yu-2018' },
      { preset: 'wickstrom-2019' },
      { preset: 'yu-2020' },
    ]),
    ...cases(
      renyi,
      ['order of features', 'shift', 'names of classes'],
      [
        ...nulls,
        ...nulls.map((each) => ({ ...each, quantity: 'I(T;Y)' })),
        ...['I(X;{Ti,Tj})', 'redundancy', 'I(dL;dk)', "I(T;X')"].map((quantity) => ({
          ...nulls[1],
          quantity,
        })),
        ...['observed', 'excess', 'mean'].flatMap((value) =>
          ['redundancy', 'relative-redundancy'].map((quantity) => ({
            quantity,
            null: { permutations: 20, value, maps: 'apart' },
          })),
        ),
        { quantity: 'relative-redundancy', null: { permutations: 5, maps: 'together' } },
        { quantity: 'DiME(X;T)' },
        { quantity: 'DiME(T;Y)', labelKernel: { rbf: 0.7 } },
        { quantity: 'DiME(T;Y)', null: { permutations: 99, value: 'p' } },
      ],
    ),
    ...cases(
      { ...renyi, bandwidth: 3 },
      ['shift', 'names of classes'],
      [
        { quantity: 'synergy(X;{Ti,Tj})', bound: 'lower' },
        { quantity: 'synergy(Y;{Ti,Tj})', bound: 'upper' },
        { quantity: 'redundancy(X;{Ti,Tj})', bound: 'minimum' },
        { quantity: 'redundancy(Y;{Ti,Tj})', alpha: 1.01, pairs: 'each' },
        { quantity: 'synergy(X;{Ti,Tj})', pairs: 'share' },
        { quantity: 'redundancy(Y;{Ti,Tj})', pairs: 'any', null: { permutations: 199, value: 'observed' } },
      ],
    ),
    ...cases(
      { ...renyi, quantity: 'effective-rank' },
      [...distances, 'samples twice'],
      [
        { of: 'T' },
        { of: 'X', kernel: 'gaussian' },
        { kernel: 'gaussian', bandwidth: 'median', divisor: 's' },
      ],
    ),
    ...cases(
      { ...renyi, quantity: 'effective-rank' },
      [...ofEach, 'scale', 'samples twice'],
      [{ kernel: 'cosine' }, { kernel: 'linear', of: 'X' }],
    ),
    {
      name: 'no direction',
      params: { ...renyi, quantity: 'effective-rank', kernel: 'cosine' },
      flags: [
        { about: 'a sample that is 0', capture: distinct, flag: /undefined: T is 0 in 1 of 12 samples/ },
      ],
    },
    {
      name: 'permuted alarms',
      params: { ...renyi, quantity: 'DiME(X;T)', bandwidth: 0.5 },
      flags: [{ about: 'samples that are far apart', capture: distinct, flag: /H\(permuted X,T\)/ }],
    },
    { name: 'alarms', params: { ...renyi, bandwidth: 0.5 }, flags },
  ],
};
