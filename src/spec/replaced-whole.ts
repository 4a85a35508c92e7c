import type { Origin } from '../diagnostic/diagnostic.ts';
import type { LocatedNode } from '../document/tree.ts';

/**
 * Where a map was written that stands in the place of another one, by `--set` or as a value of the matrix: what it lacks is
 * missing there, and not where the study has the map that is gone.
 * @param key where the map's key was written, or what else names it
 * @param path dotted, of the map
 * @returns null for a map that stands where its key is
 */
export function replacedWhole(
  node: LocatedNode | undefined,
  key: Origin,
  path: string,
): { readonly origin: Origin; readonly hint: string } | null {
  if (node?.type !== 'map' || !isElsewhere(node.origin, key)) return null;
  const [first] = node.entries;
  const setting = first ? `${path}.${first[0]}` : path;
  const hint =
    node.origin.source.name === '--set'
      ? `this map takes the place of the whole one; to change one setting: \`--set ${setting}=${textOf(first?.[1].value)}\``
      : `this map takes the place of the whole one; vary one setting: \`${setting}\``;
  return { origin: node.origin, hint };
}

function isElsewhere(node: Origin, key: Origin): boolean {
  if (node.source.name === '--set') return key.source !== node.source || !isNext(node, key);
  return key.source === node.source && !isNext(node, key);
}

/** Whether a value follows its key, or holds the name that stands for it. */
function isNext(node: Origin, key: Origin): boolean {
  const [start, end] = [node.range.start.offset, node.range.end.offset];
  if (key.range.start.offset >= start && key.range.end.offset <= end) return true;
  const between = node.source.text.slice(key.range.end.offset, start);
  return key.range.end.offset <= start && /^["']?\s*[:=](\s|#[^\n]*\n|[&!]\S*(?!\S))*$/.test(between);
}

function textOf(node: LocatedNode | undefined): string {
  if (!node) return '...';
  const { source, range } = node.origin;
  const text = source.text.slice(range.start.offset, range.end.offset);
  return text.length > 40 || /\s/.test(text) ? '...' : text;
}
