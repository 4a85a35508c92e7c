import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { type LocatedNode, toPlain, valueAt } from '../../document/tree.ts';

/** Trials that a matrix may have. */
export const mostTrials = 100_000;

/** Significant digits that numbers of a range keep, so that 0.1 and a step of 0.1 give 0.3. */
const digits = 12;

/**
 * The values of `range: [first, last]` with its `step`, last included when a step ends there.
 * @returns a null diagnostic for what the schema has told already
 */
export function rangeNodes(
  axis: LocatedNode,
  at: string,
): { readonly nodes: readonly LocatedNode[] } | { readonly diagnostic: Diagnostic | null } {
  const range = valueAt(axis, 'range');
  const bounds = range ? toPlain(range) : null;
  const stepNode = valueAt(axis, 'step');
  const step = stepNode ? toPlain(stepNode) : 1;
  if (!range || !Array.isArray(bounds) || bounds.length !== 2) return { diagnostic: null };
  const [first, last] = bounds;
  if (!isNumber(first) || !isNumber(last) || !isNumber(step) || step <= 0) return { diagnostic: null };
  if (last < first) {
    const hint = `write \`range: [${last}, ${first}]\``;
    const message = 'the range ends before it begins';
    return { diagnostic: problem('matrix-invalid', range.origin, at, message, hint) };
  }
  const count = Math.floor((last - first) / step + 1e-9) + 1;
  if (count > mostTrials) {
    const hint = `a matrix has at most ${mostTrials} trials`;
    const message = `the range has ${count} values`;
    return { diagnostic: problem('matrix-invalid', range.origin, at, message, hint) };
  }
  if (!stepNode && !Number.isInteger(first)) {
    const hint = 'say `step`, such as `{ range: [0.1, 0.5], step: 0.1 }`';
    const message = 'a range of fractions needs a step';
    return { diagnostic: problem('matrix-invalid', range.origin, at, message, hint) };
  }
  const nodes = Array.from({ length: count }, (_, index): LocatedNode => {
    const value =
      Number.isInteger(first) && Number.isInteger(step)
        ? first + index * step
        : rounded(first + index * step);
    return { type: 'scalar', value, origin: range.origin };
  });
  return { nodes };
}

function rounded(value: number): number {
  return Number(value.toPrecision(digits));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
