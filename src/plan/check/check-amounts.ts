import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import { lossOf } from '../trained-here.ts';
import { conditionsOf } from './conditions.ts';
import type { Reads } from './reads.ts';

/** Settings in the unit of the quantity. */
const amounts = ['bound', 'target', 'tolerance', 'excess'];

/** Amounts that cannot be: of a share beyond 0 to 1, in the unit of losses that have none in common, of an accuracy that there is none of. */
export function checkAmounts(spec: EntrySpec, reads: Reads): Diagnostic[] {
  if (spec.params?.table !== 'training')
    return reads.estimators[0]?.measure === 'share' ? checkShares(spec) : [];
  return spec.params.value === 'loss' ? checkLossUnit(spec, reads) : checkAccuracy(spec, reads);
}

function checkShares(spec: EntrySpec): Diagnostic[] {
  const wrong = (name: string, least: number): Diagnostic[] => {
    const found = amountAt(spec, name);
    if (!found || (found.value >= least && found.value <= 1)) return [];
    const hint =
      found.value > 1 && found.value <= 100 ? `did you mean ${found.value / 100}?` : 'a share has no unit';
    const message = `${showValue(name)} is a share here, ${least < 0 ? 'at most' : 'between 0 and'} 1`;
    return [problem('value-out-of-range', found.origin, `${spec.path}.${name}`, message, hint)];
  };
  return amounts.flatMap((name) => wrong(name, name === 'excess' ? -1 : 0));
}

/** A network that is to give real values, its input among them, has no accuracy. */
function checkAccuracy(spec: EntrySpec, { curves }: Reads): Diagnostic[] {
  const known = curves.filter(({ training }) => training);
  if (known.length === 0 || known.length < curves.length) return [];
  if (!known.every(({ inaccurate }) => inaccurate)) return checkShares(spec);
  const origin = (valueAt(spec.tree, 'value') ?? valueAt(spec.tree, 'table'))?.origin ?? spec.key;
  const message = 'a network that is trained to give real values has no accuracy';
  return [problem('claim-invalid', origin, `${spec.path}.value`, message, 'write `value: loss`')];
}

/** The squared error and the cross-entropy have no unit in common. */
function checkLossUnit(spec: EntrySpec, reads: Reads): Diagnostic[] {
  const only = conditionsOf(spec, ['where'])
    .listed('model')
    .map(({ value }) => value);
  const curves = reads.curves.filter(({ name }) => only.length === 0 || only.includes(name));
  const losses = new Set(curves.flatMap(({ training }) => (training ? [lossOf(training)] : [])));
  if (losses.size < 2) return [];
  const names = joinWords(
    curves.map(({ name }) => showValue(name)),
    'and',
  );
  return amounts.flatMap((name) => {
    const found = amountAt(spec, name);
    if (!found || found.value === 0) return [];
    const message = `the losses of ${names} have no unit in common that ${showValue(name)} could be in`;
    const hint = 'name `models` that are trained with one loss';
    return [problem('claim-invalid', found.origin, `${spec.path}.${name}`, message, hint)];
  });
}

function amountAt(spec: EntrySpec, name: string): { readonly value: number; readonly origin: Origin } | null {
  const node = at(spec.tree, [name])?.node;
  return node?.type === 'scalar' && typeof node.value === 'number'
    ? { value: node.value, origin: node.origin }
    : null;
}
