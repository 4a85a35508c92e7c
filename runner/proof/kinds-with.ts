import type { NodeDeclaration } from '../../src/node/declare.ts';
import type { Kinds } from '../contract/kinds.ts';
import { layerKinds } from '../layers/index.ts';

/** One kind of node by itself. */
export function kindsWith(node: NodeDeclaration<unknown>): Kinds {
  return {
    async node(family, kind) {
      if (family !== node.family || kind !== node.kind) throw new Error(`no ${family} is called ${kind}`);
      return node;
    },
    layers: layerKinds,
    plugins: [],
    blame: (error) => error,
    running: (call) => call(),
  };
}
