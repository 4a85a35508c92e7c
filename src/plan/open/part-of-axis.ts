import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at, childNames } from '../../document/path.ts';
import type { LocatedNode } from '../../document/tree.ts';
import { showValue } from '../../spec/wording.ts';
import type { Change } from './overlay.ts';

/**
 * That a change leads into an axis of the matrix, whose values stand together: what follows `matrix.` is the name of an axis, since
 * axes are named by paths.
 * @returns null for one that does not
 */
export function partOfAxis(tree: LocatedNode, { steps }: Change): Diagnostic | null {
  const [matrix, axis] = steps;
  if (matrix?.name !== 'matrix' || !axis?.name.includes('.') || at(tree, ['matrix', axis.name])) return null;
  const name = axis.name.slice(0, axis.name.indexOf('.'));
  const known = at(tree, ['matrix', name])?.node;
  if (!known) return null;
  const message = `${showValue(axis.name)} is read as the name of an axis: a part of \`matrix.${name}\` cannot be set by itself`;
  const parts = known.type === 'map' ? childNames(known) : [];
  const whole = parts.length === 0 ? '[...]' : `{ ${parts.map((part) => `${part}: ...`).join(', ')} }`;
  return problem(
    'path-unknown',
    axis.origin,
    `matrix.${axis.name}`,
    message,
    `set the whole of it: \`matrix.${name}=${whole}\``,
  );
}
