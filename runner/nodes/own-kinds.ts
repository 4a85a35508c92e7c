import type { Kinds } from '../contract/kinds.ts';
import { layerKinds } from '../layers/index.ts';
import { loadNode } from './registry.ts';

/** The kinds that infoplane brings along. */
export const ownKinds: Kinds = {
  node: loadNode,
  layers: layerKinds,
  plugins: [],
  blame: (error) => error,
  running: (call) => call(),
};
