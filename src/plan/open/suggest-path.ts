import { at, childNames } from '../../document/path.ts';
import type { LocatedNode } from '../../document/tree.ts';
import { families } from '../../node/declare.ts';
import { familyKeys } from '../../spec/spec.ts';

/** More settings than this with one name tell nobody which is meant. */
const mostShown = 3;

/**
 * What to do about a path that does not begin at the study's root, such as `C1.filters`: the whole paths that end in it. A
 * setting that is left out counts where the study has the rest of the path.
 * @returns undefined when there is none
 */
export function suggestPath(tree: LocatedNode, names: readonly string[]): string | undefined {
  const all = families.flatMap((family) => {
    const entries = at(tree, [familyKeys[family]]);
    return entries ? pathsBelow(entries.node, familyKeys[family]) : [];
  });
  const endingIn = (part: readonly string[]) => all.filter((path) => path.endsWith(`.${part.join('.')}`));
  const whole = endingIn(names);
  const [last = ''] = names.slice(-1);
  const found =
    whole.length > 0 || names.length < 2
      ? whole
      : endingIn(names.slice(0, -1)).map((path) => `${path}.${last}`);
  if (found.length === 0) return undefined;
  const shown = found.slice(0, mostShown).map((path) => `\`${path}\``);
  return `did you mean ${shown.join(', or ')}${found.length > mostShown ? ', or another one' : ''}?`;
}

function pathsBelow(node: LocatedNode, path: string): string[] {
  return childNames(node).flatMap((name) => {
    const below = at(node, [name]);
    const own = `${path}.${name}`;
    return below ? [own, ...pathsBelow(below.node, own)] : [own];
  });
}
