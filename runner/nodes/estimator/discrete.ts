import { defineNode } from '../../../src/node/declare.ts';
import { type EstimatorCheck, needsClasses } from '../../../src/node/estimator-check.ts';
import { listed } from '../../../src/node/listed.ts';
import type { ProbeName } from '../../../src/node/parameters.ts';
import { discreteCalibration } from '../../calibration/cases/discrete-cases.ts';
import type { Capture, CapturedLayer } from '../../contract/capture.ts';
import type { EstimatorRun, SpectrumDesk } from '../../contract/estimator.ts';
import type { SampleValues } from '../../contract/numerics.ts';
import { labelsInOrder, type Null, nullProblems } from '../../estimation/permutation-null.ts';
import {
  classAlarm,
  entropyAlarms,
  permutedValues,
  shannonRow,
  understood,
} from '../../estimation/shannon-row.ts';
import { labelEntropy } from '../../kernels/label-entropy.ts';
import { pairGroups } from '../../kernels/shannon/joint-groups.ts';
import { type StateGroups, stateGroups } from '../../kernels/shannon/state-groups.ts';
import { stateHashes } from '../../kernels/shannon/state-hashes.ts';

/**
 * Exact Shannon information of a layer with finitely many states, such as one of a quantised network: every distinct state of all its
 * units is counted, without bins or kernels.
 *
 * H(T) is the entropy of the states that the samples have. The layer is a function of the input, so I(X;T) = H(T); and I(T;Y) = H(T) +
 * H(Y) - H(T,Y). For samples that are the whole of what one speaks of (`sample: { split: train, n: 60000 }`) these are the values, not
 * estimates. Of a part they are plug-in values, which are too low for H(T) and too high for I(T;Y).
 *
 * H(T) is at most log2 n, when no two samples have the same state; I(T;Y) is then H(Y) by itself, whatever the layer knows of the
 * class. So `method` tells the number of states and how near H(T) is to log2 n; rows above 98 % of it are `saturated`; and I(T;Y) says
 * in its flag how many samples have a state of their own, where these are more than a tenth.
 *
 * Any number of samples will do: states are compared by hashes of 128 bits, 16 bytes a sample and layer, and where nothing else reads
 * the probe's captures and they are not kept, activations pass through in pieces and are never there together. Two different states have
 * one hash with a probability of about n^2 / 2^129, 5e-30 for 60,000 samples. 0 and -0 are one state.
 *
 * @source Shannon 1948; networks of this kind: Lorenzen, Igel & Nielsen 2022, Information bottleneck: exact analysis of (post-)quantized neural networks
 *
 * @example
 * ```yaml
 * models:
 *   net: { kind: network, quantise: { bits: 4 }, ... }
 * probes:
 *   whole: { kind: activations, model: net, layers: [F1, F2], at: { log: 20 }, sample: { split: train, n: 60000 } }
 * estimators:
 *   IXT: { kind: discrete, probe: whole, quantity: I(X;T) }
 *   ITY: { kind: discrete, probe: whole, quantity: I(T;Y) }
 * ```
 */
export interface Params {
  /** Probe whose capture is read. */
  probe: ProbeName;
  /** What is counted. `H(T)` and `I(X;T)` have the same value. */
  quantity: 'H(T)' | 'I(X;T)' | 'I(T;Y)';
  /** Holds the information against what it is when the classes are given to the samples anew at random. */
  null?: Null;
  /**
   * Unit of the result: 2 gives bits, `e` gives nats.
   * @default 2
   */
  base?: 2 | 'e';
}

/** With defaults filled in. */
type Given = Required<Omit<Params, 'null'>> & Pick<Params, 'null'>;

/** Why a Y that is real-valued has no value. */
const noClasses = 'this counts samples by class, where each real value is a class of its own';

const check: EstimatorCheck<Given> = ({ quantity, null: given }, subject) => {
  const { layers } = subject;
  const ofNull = [
    ...nullProblems(given, quantity, {
      isInformation: quantity === 'I(T;Y)',
      why: 'is the entropy of T, which no permutation changes',
    }),
    ...(quantity === 'I(T;Y)' ? needsClasses(['quantity'], subject, noClasses) : []),
  ];
  const real = layers.filter(({ levels }) => levels === 'any').map(({ name }) => `\`${name}\``);
  if (real.length === 0) return ofNull;
  const [verb, whose] = real.length === 1 ? ['is', 'its'] : ['are', 'their'];
  const message = `${listed(real, 6)} ${verb} not quantised: where numbers are real, every sample is a state, and ${whose} entropy is log2 n`;
  const hint =
    'quantise the network (`quantise: { bits: 4 }`), or let the probe look at layers with few values';
  return [...ofNull, { setting: ['probe'], code: 'layer-not-quantised', message, hint }];
};

/** Share of samples with a state of their own above which I(T;Y) says so. */
const mostAlone = 0.1;

const run: EstimatorRun<Given> = (capture, params, desk) => () =>
  capture.layers.map((layer) => {
    const { samples: n, labels } = capture;
    const { groups, counts } = statesOf(capture, layer, desk);
    const bits = labelEntropy(groups, 1);
    const ofClasses = params.quantity === 'I(T;Y)';
    const value = ofClasses ? informationOn(labels, groups, bits) : bits;
    const share = n > 1 ? (100 * bits) / Math.log2(n) : 0;
    const alone = counts.reduce((sum, count) => sum + (count === 1 ? 1 : 0), 0) / n;
    return shannonRow(capture, layer, params, {
      nats: value * Math.LN2,
      bandwidth: 'states',
      method: `counted; ${counts.length} states, H(T) at ${share.toFixed(1)} % of log2 n`,
      permuted: permutedValues(capture, params, desk, (order) =>
        ofClasses ? informationOn(labelsInOrder(labels, order), groups, bits) * Math.LN2 : 0,
      ),
      flags: [
        ...entropyAlarms('H(T)', bits * Math.LN2, n, bits === 0),
        ...classAlarm(params.quantity, labels),
        ...(ofClasses && alone > mostAlone ? [`own states: ${Math.round(100 * alone)} % of samples`] : []),
      ],
    });
  });

function statesOf({ samples: n }: Capture, layer: CapturedLayer, desk: SpectrumDesk): StateGroups {
  return desk.share(`states of layer ${layer.index}`, () => {
    return stateGroups(layer.states ?? hashed(layer.values, n));
  });
}

function hashed(values: SampleValues, n: number): Uint32Array {
  return understood('T', () => stateHashes(values, n));
}

/** I(T;Y) in bits. It is never below 0 but by round-off, which is taken off. */
function informationOn(labels: ArrayLike<number>, groups: Uint32Array, bits: number): number {
  return Math.max(0, bits + labelEntropy(labels, 1) - labelEntropy(pairGroups(groups, labels), 1));
}

export default defineNode({
  family: 'estimator',
  kind: 'discrete',
  version: 1,
  inputs: [{ from: 'probe', family: 'probe', edge: 'stream', accepts: ['activations'] }],
  output: 'estimates',
  quantities: { '*': 'information' },
  calibration: discreteCalibration,
  check,
  readsStates: hashed,
  run,
});
