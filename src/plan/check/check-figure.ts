import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { at } from '../../document/path.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import type { RowSubject } from '../resolve/row-subject.ts';
import { epochOfRow, rowsWithin } from '../row-times.ts';
import { checkLogAxes } from './check-log-axes.ts';
import { shareLayer, shareRow } from './check-than.ts';
import { conditionsOf } from './conditions.ts';
import type { RowSource } from './row-source.ts';

/** What the figures of a kind draw; values of another sort they leave out. */
const draws: Readonly<Record<string, Readonly<Record<string, readonly RowSubject[]>>>> = {
  'layer-curves': { estimators: ['layer'] },
  'layer-steps': { estimators: ['layer'] },
  'information-plane': { x: ['layer'], y: ['layer'] },
  'filter-redundancy': { estimator: ['pair'], single: ['map'] },
  'layer-similarity': { estimator: ['layers'] },
  'sensitivity-grid': { estimator: ['layer', 'samples'] },
};

const words: Readonly<Record<RowSubject, string>> = {
  samples: 'of the samples alone',
  layer: 'of whole layers',
  map: 'of single feature maps',
  pair: 'of pairs of feature maps',
  layers: 'of pairs of layers',
};

/** What a figure is to draw and cannot: values of another sort, two estimators without a row in common, a zoom beyond the end. */
export function checkFigure(spec: EntrySpec, sources: readonly RowSource[]): Diagnostic[] {
  const sorts = checkSorts(spec, sources);
  if (sorts.length > 0) return sorts;
  return [...checkTogether(spec, sources), ...checkZoom(spec, sources), ...checkLogAxes(spec, sources)];
}

function checkSorts(spec: EntrySpec, sources: readonly RowSource[]): Diagnostic[] {
  return Object.entries(draws[spec.entry.kind] ?? {}).flatMap(([setting, drawn]) => {
    const node = valueAt(spec.tree, setting);
    const items = node?.type === 'seq' ? node.items : node ? [node] : [];
    const found = items.map((item) => {
      const source = sources.find(({ name }) => item.type === 'scalar' && item.value === name);
      return { item, source, fits: source === undefined || source.of === null || drawn.includes(source.of) };
    });
    const some = found.some(({ fits }) => fits);
    return found.flatMap(({ item, source, fits }, index) => {
      if (fits || !source?.of) return [];
      const message = `${showValue(source.name)} has values ${words[source.of]}; ${spec.entry.kind} draws those ${joinWords(
        drawn.map((one) => words[one]),
        'or',
      )}`;
      const path = `${spec.path}.${setting}${node?.type === 'seq' ? `.${index}` : ''}`;
      return [
        problem(some ? 'where-partial' : 'where-empty', item.origin, path, message, 'name another estimator'),
      ];
    });
  });
}

/** Figures that put two estimators together pair their rows by layer and iteration. */
function checkTogether(spec: EntrySpec, sources: readonly RowSource[]): Diagnostic[] {
  const [first, second] =
    spec.entry.kind === 'information-plane'
      ? ['x', 'y']
      : spec.entry.kind === 'filter-redundancy'
        ? ['estimator', 'single']
        : [];
  const sourceOf = (setting: string | undefined) => {
    const node = setting === undefined ? null : valueAt(spec.tree, setting);
    return node?.type === 'scalar' ? sources.find(({ name }) => name === node.value) : undefined;
  };
  const [one, other] = [sourceOf(first), sourceOf(second)];
  const place = second === undefined ? null : valueAt(spec.tree, second);
  if (!one || !other || !place) return [];
  const conditions = conditionsOf(spec, ['where']);
  const lacks = [
    one.model === other.model || one.model === null || other.model === null ? '' : 'model',
    shareLayer(one, other, conditions, conditions) ? '' : 'layer',
    shareRow(one, other, conditions, conditions) ? '' : 'row of one iteration',
  ].find((word) => word !== '');
  if (lacks === undefined) return [];
  const message = `${showValue(one.name)} and ${showValue(other.name)} have no ${lacks} in common`;
  const hint = 'name two estimators of one probe';
  return [problem('where-empty', place.origin, `${spec.path}.${second}`, message, hint)];
}

/** An enlarged part that begins where there are no rows. */
function checkZoom(spec: EntrySpec, sources: readonly RowSource[]): Diagnostic[] {
  const from = at(spec.tree, ['zoom', 'from'])?.node;
  const times = sources.flatMap((source) => source.times ?? []);
  const [first] = times;
  if (from?.type !== 'scalar' || typeof from.value !== 'number' || !first) return [];
  const bounds = { from: from.value };
  if (times.some((one) => rowsWithin(one, bounds) !== null)) return [];
  const last = rowsWithin(first, {})?.last ?? 0;
  const message = `no row lies from epoch ${from.value} on`;
  const hint = `the last row is at epoch ${epochOfRow(last, first)}`;
  return [problem('where-empty', from.origin, `${spec.path}.zoom.from`, message, hint)];
}
