import type { LayerCase } from '../../../runner/proof/layer-network.ts';
import type { JsonObject } from '../../../src/plan/json.ts';

// Cases of infoplane's own layers by kind: each activation and each setting that changes how a layer is computed.

const activations = ['linear', 'sigmoid', 'tanh', 'relu', 'leaky-relu', 'elu', 'softplus', 'gelu'];

/** A case for each set of settings, named after what differs from `params`. */
function cases(
  shape: Pick<LayerCase, 'input' | 'block'>,
  params: JsonObject,
  changes: readonly JsonObject[],
): LayerCase[] {
  return changes.map((change) => ({
    name: `${shape.input.join(' x ')} ${JSON.stringify(change)}`,
    ...shape,
    params: { ...params, ...change },
  }));
}

const eachActivation = activations.map((activation) => ({ activation }));
const initializer = 'glorot-uniform';
const conv = {
  filters: 2,
  kernel: 3,
  stride: 1,
  padding: 'valid',
  dilation: 1,
  activation: 'tanh',
  initializer,
};
const pool = { size: 2, padding: 'valid', mode: 'max' };

/** By kind; a kind that has none, or a choice that none of them makes, is a test that fails. */
export const layerCases: Readonly<Record<string, readonly LayerCase[]>> = {
  'batch-norm': [
    // Where a dead unit has variance 0, a smaller epsilon would only amplify how engines round.
    ...cases({ input: [2, 2, 3] }, { momentum: 0.1, epsilon: 0.1 }, eachActivation),
    ...cases({ input: [3] }, { momentum: 0.1, epsilon: 0.1, activation: 'tanh' }, [{ momentum: 0.4 }]),
  ],
  conv: [
    ...cases({ input: [2, 4, 3] }, { ...conv, kernel: 2 }, eachActivation),
    ...cases({ input: [2, 4, 4] }, conv, [
      { kernel: 1 },
      { stride: 2 },
      { stride: 3, kernel: 2 },
      { padding: 'same' },
      { padding: 'same', kernel: 2 },
      { padding: 'same', stride: 2 },
      { padding: 2 },
      { padding: 2, dilation: 2 },
      { padding: 'same', dilation: 2, stride: 2 },
    ]),
  ],
  dense: [
    ...cases({ input: [4] }, { units: 3, initializer }, eachActivation),
    ...cases({ input: [2, 3, 2] }, { units: 4, initializer }, [{ activation: 'tanh' }]),
  ],
  dropout: [
    ...cases({ input: [8] }, {}, [{ rate: 0.3 }, { rate: 0 }]),
    ...cases({ input: [2, 3, 3] }, {}, [{ rate: 0.5 }]),
  ],
  'global-average-pool': cases({ input: [3, 4, 3] }, {}, [{}]),
  'layer-norm': [
    // Equal numbers have variance 0: a smaller epsilon would only amplify how engines round.
    ...cases({ input: [2, 2, 3] }, { epsilon: 0.1 }, eachActivation),
    ...cases({ input: [4] }, { epsilon: 0.01 }, [{ activation: 'tanh' }]),
  ],
  pool: [
    ...cases({ input: [2, 4, 4] }, pool, [
      {},
      { size: 3, stride: 1 },
      { stride: 3 },
      { padding: 'same', size: 3, stride: 2 },
      { mode: 'average' },
      { mode: 'average', size: 3, stride: 1 },
      { mode: 'average', padding: 'same', size: 3, stride: 2 },
    ]),
  ],
  reshape: [
    ...cases({ input: [12] }, {}, [{ shape: [3, 2, 2] }]),
    ...cases({ input: [2, 3, 2] }, {}, [{ shape: [1, 4, 3] }]),
  ],
  residual: [
    ...cases({ input: [2, 3, 3], block: [2, 3, 3] }, { shortcut: 'identity', initializer }, eachActivation),
    ...cases({ input: [3], block: [3] }, { shortcut: 'identity', initializer }, [{ activation: 'tanh' }]),
    ...cases({ input: [3, 2, 2], block: [2, 3, 3] }, { shortcut: 'projection', initializer }, [
      { activation: 'tanh' },
    ]),
    ...cases({ input: [3, 3, 3], block: [2, 3, 3] }, { shortcut: 'projection', initializer }, [
      { activation: 'sigmoid' },
    ]),
    ...cases({ input: [3], block: [4] }, { shortcut: 'projection', initializer }, [{ activation: 'tanh' }]),
  ],
  upsample: cases({ input: [2, 2, 3] }, {}, [{ factor: 2 }, { factor: 3 }, { factor: 1 }]),
};
