import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { valueAt } from '../../document/tree.ts';
import { isOfProjections } from '../../node/quantity.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import { isJsonObject } from '../json.ts';
import { checkAxis } from './check-axis.ts';
import { axisConditions, conditionsOf } from './conditions.ts';
import type { Reads } from './reads.ts';
import { iterationsIn, layersIn, ofModels, type RowSource } from './row-source.ts';
import type { StudyAxes } from './study-axes.ts';

/** Settings of the kinds that are about the course of a training. */
const ofCourse = ['window', 'test', 'phase'];

/** Checks what a claim follows: layers, epochs, or an axis of the matrix with several values. */
export function checkAlong(spec: EntrySpec, axes: StudyAxes): Diagnostic[] {
  const { along, table } = spec.params ?? {};
  if (typeof along !== 'string') return [];
  const place = valueAt(spec.tree, 'along')?.origin ?? spec.key;
  const path = `${spec.path}.along`;
  if (along === 'layer' && table === 'training') {
    const hint = 'write `along: epoch`, or an axis of the matrix';
    return [problem('claim-invalid', place, path, 'the training table has no layers to follow', hint)];
  }
  if (along === 'seed')
    return [
      problem('claim-invalid', place, path, 'seeds have no order', 'follow layers, epochs or another axis'),
    ];
  const unknown = checkAxis(along, place, path, axes, ['layer', 'epoch']);
  const axis = axes.names.get(along);
  if (unknown.length > 0 || axis === undefined || !axes.complete) return unknown;
  const values = axes.valuesWith(axis, axisConditions(spec, ['where'], axes));
  if (values.length !== 1) return [];
  const message = `${showValue(along)} has one value here, ${showValue(values[0]!)}, which is no order`;
  return [problem('claim-invalid', place, path, message, 'give the axis two values or more')];
}

/** A warning where a claim follows along the layers what need not have an order there. */
export function checkImplied(spec: EntrySpec, { estimators }: Pick<Reads, 'estimators'>): Diagnostic[] {
  const { along, table } = spec.params ?? {};
  const settings = estimators[0]?.params;
  if (along !== 'layer' || table === 'training' || !settings || !isOfProjections(settings)) return [];
  const origin = valueAt(spec.tree, 'along')?.origin ?? valueAt(spec.tree, 'expect')?.origin ?? spec.key;
  const of = isJsonObject(settings.reduce) ? 'principal components' : 'random projections';
  const message = `the data processing inequality does not hold for information of ${of}: a later layer can have more`;
  const hint = 'judge it as an observation, or make the claim about an estimator of whole layers';
  return [problem('order-not-implied', origin, `${spec.path}.along`, message, hint)];
}

/** A claim along layers needs two of them, one along the training two rows. */
export function checkCourse(spec: EntrySpec, sources: readonly RowSource[]): Diagnostic[] {
  const conditions = conditionsOf(spec, ['where']);
  const own = ofModels(conditions, sources);
  // that the training table has no layers is told by `checkAlong`
  if (spec.params?.along === 'layer') return spec.params.table === 'training' ? [] : checkChain(spec, own);
  const { properties } = spec.entry.params;
  const changes = isJsonObject(properties) && ofCourse.some((name) => name in properties);
  if (spec.params?.along !== 'epoch' && !changes) return [];
  const smooth = typeof spec.params?.smooth === 'number' ? spec.params.smooth : 1;
  const counts = own.map((source) => iterationsIn(conditions, source, Math.max(2, smooth))?.length ?? null);
  const most = Math.max(...counts.map((count) => count ?? Number.POSITIVE_INFINITY));
  const complain = (setting: string, message: string, hint: string) => {
    const holder = valueAt(spec.tree, setting) ?? valueAt(spec.tree, 'estimator');
    return [problem('claim-invalid', holder?.origin ?? spec.key, `${spec.path}.${setting}`, message, hint)];
  };
  if (most < 2)
    return complain(
      'where',
      'a claim over the training needs two rows or more, and there is only one here',
      'name more epochs, or widen `from` and `to`',
    );
  if (most < smooth)
    return complain(
      'smooth',
      `\`smooth: ${smooth}\` takes the mean of more rows than there are, ${most}`,
      'take fewer, or let the probe look more often',
    );
  return [];
}

function checkChain(spec: EntrySpec, sources: readonly RowSource[]): Diagnostic[] {
  const [source] = sources;
  if (!source?.layers) return [];
  const layers = layersIn(conditionsOf(spec, ['where']), source.layers);
  if (layers.length > 1) return [];
  const place = valueAt(valueAt(spec.tree, 'where'), 'layer') ?? valueAt(spec.tree, 'estimator');
  const here = layers.length === 0 ? 'none' : `only ${joinWords(layers.map(showValue), 'and')}`;
  const message = `a claim along the layers needs two or more, and ${showValue(source.name)} gives ${here} here`;
  const hint = 'name more layers in the probe or in `where`';
  return [problem('claim-invalid', place?.origin ?? spec.key, spec.path, message, hint)];
}
