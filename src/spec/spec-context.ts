import type { LocatedNode, PlainValues } from '../document/tree.ts';
import type { Catalog } from '../node/declare.ts';
import type { FilledValues } from './fill-defaults.ts';
import type { ReadLayer } from './spec.ts';
import { createValidator, type Validator } from './validator.ts';

/** What reading a study's parts needs, for one compilation. */
export interface SpecContext {
  readonly catalog: Catalog;
  readonly validator: Validator;
  /** Layers that were read: overlays share the layers that they leave alone, which are then read once. */
  readonly layers: WeakMap<LocatedNode, ReadLayer>;
  /** Plain values of parts that were read, and these with defaults, which overlays share in the same way. */
  readonly plain: PlainValues;
  readonly filled: FilledValues;
}

/** Makes a context for the kinds of a catalogue. */
export function createSpecContext(catalog: Catalog): SpecContext {
  return {
    catalog,
    validator: createValidator(catalog.definitions),
    layers: new WeakMap(),
    plain: new WeakMap(),
    filled: new WeakMap(),
  };
}
