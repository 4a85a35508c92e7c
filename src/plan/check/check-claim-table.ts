import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { isJsonObject } from '../json.ts';

/** A claim that can read two tables names one of them, and what that one needs. */
export function checkClaimTable(spec: EntrySpec): Diagnostic[] {
  const { properties } = spec.entry.params;
  if (!isJsonObject(properties) || !('table' in properties) || !('estimator' in properties)) return [];
  const invalid = (path: readonly string[], message: string, hint: string) => {
    const origin = at(spec.tree, path)?.node.origin;
    const code = 'claim-invalid';
    return origin ? [problem(code, origin, [spec.path, ...path].join('.'), message, hint)] : [];
  };
  if (spec.params?.table === 'training') {
    const only = 'the training table has no estimators and no layers';
    return [
      ...invalid(['estimator'], only, 'remove `estimator`, or `table: training`'),
      ...[
        ['where', 'layer'],
        ['where', 'channel'],
        ['than', 'estimator'],
        ['than', 'layer'],
        ['than', 'channel'],
      ].flatMap((path) => invalid(path, only, `remove \`${path[1]}\``)),
    ];
  }
  const message = 'this is a setting of claims over the training table';
  const strays = [['value'], ['split'], ['models'], ['than', 'split']].flatMap((path) =>
    invalid(path, message, 'add `table: training`, or remove it'),
  );
  if (valueAt(spec.tree, 'estimator')) return strays;
  const hint = 'add `estimator: NAME`, or `table: training`';
  const lacks = `claim ${showValue(spec.name)} lacks \`estimator\``;
  return [problem('key-missing', spec.key, spec.path, lacks, hint), ...strays];
}
