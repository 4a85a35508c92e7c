import { type Diagnostic, hasErrors } from '../../diagnostic/diagnostic.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { isJsonObject } from '../json.ts';
import { checkAmounts } from './check-amounts.ts';
import { checkSettings } from './check-axis.ts';
import { checkClaimTable } from './check-claim-table.ts';
import { checkAlong, checkCourse, checkImplied } from './check-course.ts';
import { checkItself, checkPairs, checkUnits } from './check-than.ts';
import { checkWhere } from './check-where.ts';
import { axisConditions, conditionsOf, type Holder } from './conditions.ts';
import type { Finding } from './reader-problems.ts';
import type { Reads } from './reads.ts';
import { estimatorRows, type RowSource, trainingRows } from './row-source.ts';
import type { StudyAxes } from './study-axes.ts';

/** Checks a claim against what it reads in a trial. */
export function checkClaim(spec: EntrySpec, reads: Reads): Finding[] {
  if (spec.params === null || reads.estimators.includes(null)) return [];
  const tables = checkClaimTable(spec);
  if (tables.length > 0) return [{ aspect: 'always', diagnostics: tables }];
  const { axes, meets } = reads;
  const named = [...axisProblems(spec, axes), ...checkAlong(spec, axes)];
  const where = meets.where ? ownProblems(spec, reads) : null;
  const than = meets.than && valueAt(spec.tree, 'than') ? otherProblems(spec, reads) : null;
  return [
    { aspect: 'axes', diagnostics: named },
    ...(where ? [{ aspect: 'where', diagnostics: where } as const] : []),
    ...(than && where && !hasErrors(where) ? [{ aspect: 'than', diagnostics: than } as const] : []),
  ];
}

function axisProblems(spec: EntrySpec, axes: StudyAxes): Diagnostic[] {
  const holders: Holder[] = valueAt(spec.tree, 'than') ? ['where', 'than'] : ['where'];
  return holders.flatMap((holder) => {
    const held = holder === 'where' ? (['where'] as const) : (['where', 'than'] as const);
    return checkSettings(conditionsOf(spec, [holder]), axisConditions(spec, held, axes), axes);
  });
}

function ownProblems(spec: EntrySpec, reads: Reads): Diagnostic[] {
  const sources = ownRows(spec, reads);
  const found = checkWhere(conditionsOf(spec, ['where']), sources);
  if (hasErrors(found)) return found;
  return [
    ...found,
    ...checkCourse(spec, sources),
    ...checkImplied(spec, reads),
    ...checkAmounts(spec, reads),
  ];
}

/** What the other side of a comparison lacks. What `than` does not name is as in `where`. */
function otherProblems(spec: EntrySpec, reads: Reads): Diagnostic[] {
  const units = checkUnits(spec, reads);
  if (units.length > 0) return units;
  const [own, other] = [ownRows(spec, reads), otherRows(spec, reads)];
  const found = checkWhere(conditionsOf(spec, ['where', 'than']), other);
  if (hasErrors(found)) return found;
  const itself = checkItself(spec, own, reads.axes);
  return [...found, ...(itself.length > 0 ? itself : checkPairs(spec, own, other))];
}

function ownRows(spec: EntrySpec, { estimators, curves }: Reads): readonly RowSource[] {
  if (spec.params?.table !== 'training') return estimators.slice(0, 1).map((one) => estimatorRows(one!));
  return curves.map((curve) => trainingRows(curve, [spec.params?.split === 'train' ? 'train' : 'test']));
}

function otherRows(spec: EntrySpec, reads: Reads): readonly RowSource[] {
  const { table, than, split } = spec.params ?? {};
  if (table !== 'training') return reads.estimators.slice(-1).map((one) => estimatorRows(one!));
  const other = (isJsonObject(than) ? than.split : undefined) ?? split;
  return reads.curves.map((curve) => trainingRows(curve, [other === 'train' ? 'train' : 'test']));
}
