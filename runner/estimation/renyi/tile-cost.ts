import type { SubjectLayer } from '../../../src/node/estimator-check.ts';
import { tiledVectorBytes } from '../tile-desk.ts';
import { asked } from './asked-quantity.ts';
import { tilesOf } from './large-spectra.ts';
import { kernelSettings, orderOf } from './read-params.ts';
import type { RenyiQuestion, RenyiSettings } from './renyi-settings.ts';
import { ruleFor } from './tile-problems.ts';

/** What one row of an estimator takes whose matrices are made by tiles. */
export interface TileCost {
  /** Of distances and of products with vectors. */
  readonly multiplyAdds: number;
  /** Beside the capture, with one thread. */
  readonly bytes: number;
}

type Params = RenyiSettings & Pick<RenyiQuestion, 'quantity' | 'of' | 'null'>;

/**
 * The cost of a row by tiles; null where matrices are held, or there are none. Estimates of one capture share distances, and cost less
 * together.
 * @param features of X
 */
export function tileCost(
  params: Params,
  samples: number,
  features: number,
  layers: readonly Pick<SubjectLayer, 'channels' | 'features'>[],
): TileCost | null {
  const size = tilesOf(ruleFor(params, kernelSettings(params), samples));
  const { x, ofLayers, ofMaps } = asked(params);
  if (!size || (x === null && !ofLayers)) return null;
  const passes = orderOf(params.alpha) === 2 ? 1 : size.steps;
  const seen = ofLayers ? layers : [];
  const ofT = seen.reduce((sum, { channels }) => sum + (ofMaps ? channels : 1), 0);
  const joint = x !== null || params.quantity.includes('Y') ? 2 : 1;
  const matrices = (x === null ? 0 : 1) + joint * ofT;
  const read = seen.reduce((sum, layer) => sum + layer.channels * layer.features, x === null ? 0 : features);
  return {
    multiplyAdds: passes * (samples ** 2 / 2) * (read + 2 * size.probes * matrices),
    bytes: 4 * samples * read + matrices * tiledVectorBytes(samples, size, 1),
  };
}
