import type { NodeDeclaration, NodeFamily } from '../../src/node/declare.ts';
import type { LayerKind } from './layer.ts';
import type { PluginModule } from './plugin-module.ts';

/** The code of the kinds that a run uses. */
export interface Kinds {
  /** Loads the declaration of a node kind that the catalogue has. */
  node(family: NodeFamily, kind: string): Promise<NodeDeclaration<unknown>>;
  /** Every layer kind by name. */
  readonly layers: ReadonlyMap<string, LayerKind>;
  /** Plugins that are among them, for threads that load them too. */
  readonly plugins: readonly PluginModule[];
  /** What to throw for an error that came up in a run: of a plugin's mistake, one that says where it is. */
  blame(error: unknown): unknown;
  /** Calls a node's code, and throws what `blame` makes of its errors. */
  running<T>(call: () => T): T;
}
