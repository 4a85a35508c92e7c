import { byCells } from '../../src/table/by-cells.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';

/** Estimators that are named one by one. */
const mostNamed = 6;

/**
 * What a caption says where estimators that are drawn together do not have rows of one training equally far, as in a run that goes on or was
 * interrupted: how far each has them, a blank before it. Nothing where each training ends at the same iteration for all.
 * @param rows of all of them
 */
export function reachWords(rows: readonly Row[]): string {
  const ends = new Map<string, { readonly estimator: string; readonly training: string; last: number }>();
  const endOf = byCells(['estimator', 'trial', 'model'], (row) => {
    const [estimator, training] = [String(row.estimator), JSON.stringify([row.trial, row.model])];
    const end = { estimator, training, last: 0 };
    ends.set(`${estimator}\n${training}`, end);
    return end;
  });
  for (const row of rows) {
    const end = endOf(row);
    end.last = Math.max(end.last, Number(row.iteration));
  }
  const ofTraining = groupRows([...ends.values()], ({ training }) => training);
  const uneven = [...ofTraining.values()].filter((own) => new Set(own.map(({ last }) => last)).size > 1);
  if (uneven.length === 0) return '';
  const reached = [...groupRows(uneven.flat(), ({ estimator }) => estimator)].map(([estimator, own]) => {
    const lasts = own.map(({ last }) => last);
    const [least, most] = [Math.min(...lasts), Math.max(...lasts)].map((one) => one.toLocaleString('en'));
    return `${estimator} at ${least === most ? least : `${least} to ${most}`}`;
  });
  const more = reached.length > mostNamed ? ` and ${reached.length - mostNamed} more estimators` : '';
  return ` Rows do not end at the same iteration: ${reached.slice(0, mostNamed).join('; ')}${more}.`;
}
