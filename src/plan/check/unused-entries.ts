import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import type { NodeFamily } from '../../node/declare.ts';
import type { Spec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import type { Links } from '../resolve/links.ts';

const consequences: readonly (readonly [family: NodeFamily, nobody: string, hint: string])[] = [
  ['dataset', 'is used by no model', 'remove it, or train a model on it'],
  [
    'model',
    'is read by no probe and no report, so it is not trained',
    'remove it, or add a probe or a report',
  ],
  ['probe', 'is read by no estimator, so it gives no rows', 'remove it, or add an estimator'],
];

/** Warnings for entries that nothing reads. An estimator's rows are a result even when nothing reads them. */
export function unusedEntries(spec: Spec, links: Links): Diagnostic[] {
  return consequences.flatMap(([family, nobody, hint]) =>
    [...spec.entries[family].values()]
      .filter((entry) => !links.isUsed(family, entry.name))
      .map((entry) =>
        problem('unused-entry', entry.key, entry.path, `${family} ${showValue(entry.name)} ${nobody}`, hint),
      ),
  );
}
