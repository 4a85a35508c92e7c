import type { LayerRule } from '../../src/node/declare.ts';

/** A layer kind: its shape rule and how each engine computes it. `Params` is erased to `never` in lists of kinds. */
export type LayerKind<Params = never> = LayerRule<Params>;

/** Declares a layer kind. One file holds one: its TSDoc, `interface Params`, and `export default defineLayer({...})`. */
export function defineLayer<Params>(declaration: LayerKind<Params>): LayerKind<Params> {
  return declaration;
}
