import { type Alias, type Document, isAlias, type Node, visit } from 'yaml';

/**
 * What each alias of a document repeats: the last node before it with its anchor; undefined where there is none. One walk for all of them.
 */
export function aliasTargets(document: Document): (alias: Alias) => Node | undefined {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node | undefined>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return (alias) => targets.get(alias);
}
