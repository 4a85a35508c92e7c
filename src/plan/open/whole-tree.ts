import { problem } from '../../diagnostic/diagnostic.ts';
import type { LocatedNode } from '../../document/tree.ts';
import type { Catalog } from '../../node/declare.ts';
import { knowsSetting } from '../../spec/known-setting.ts';
import { properties } from '../../spec/schema.ts';
import { showValue } from '../../spec/wording.ts';
import type { OpenStudy } from './open-study.ts';
import { type Change, overlay } from './overlay.ts';
import { partOfAxis } from './part-of-axis.ts';
import { mergeLineage } from './read-bases.ts';
import { suggestPath } from './suggest-path.ts';

/** The study over its bases, with the overrides; null when a file cannot be read. */
export function wholeTree({ lineage, overrides, problems }: OpenStudy, catalog: Catalog): LocatedNode | null {
  let tree = lineage && mergeLineage(lineage, catalog);
  for (const { change } of overrides) {
    if (!tree || !change) continue;
    const [first] = change.steps;
    if (first?.name === 'extends' || first?.name === 'plugins') {
      const hint = 'set what differs, or write a study that extends others';
      problems.add(
        problem('path-unknown', first.origin, first.name, `\`${first.name}\` cannot be set`, hint),
      );
      continue;
    }
    const meant = first && !isTopKey(first.name, catalog) ? suggestPath(tree, namesOf(change)) : undefined;
    if (first && meant !== undefined) {
      const message = `the study has no ${showValue(first.name)}`;
      problems.add(problem('path-unknown', first.origin, namesOf(change).join('.'), message, meant));
      continue;
    }
    const part = partOfAxis(tree, change);
    if (part) {
      problems.add(part);
      continue;
    }
    const changed = overlay(tree, change);
    if (!('diagnostic' in changed)) tree = changed.tree;
    // to remove what the study may have and leaves out is no mistake
    else if (change.value !== null || !knowsSetting(tree, namesOf(change), catalog))
      problems.add(changed.diagnostic);
  }
  return tree;
}

function namesOf({ steps }: Change): string[] {
  return steps.map(({ name }) => name);
}

function isTopKey(name: string, { study }: Catalog): boolean {
  return name in properties(study);
}
