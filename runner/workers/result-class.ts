import type { NumericClass } from '../contract/engine.ts';
import type { Numerics } from '../kernels/numerics.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';

/** Within one class results are the same bytes: what trains, and what estimates. */
export interface ResultClass extends NumericClass {
  readonly kernels: Numerics['name'];
}

/** The class of results of an engine on this machine. */
export function resultClass(engine: NumericClass): ResultClass {
  return { ...engine, kernels: createNumerics().name };
}
