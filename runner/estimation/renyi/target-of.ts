import type { Capture } from '../../contract/capture.ts';
import type { VariableMaker } from './make-variables.ts';
import type { Variable } from './variables.ts';

/** Y of a capture as a variable: classes, or real values with a width of their own. */
export function targetOf({ targets, samples }: Capture, make: VariableMaker): Variable {
  if (!targets) return make.classes();
  return make.vector('Y', { values: targets, n: samples, d: targets.length / samples });
}
