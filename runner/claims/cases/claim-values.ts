import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import type { Row } from '../../../src/table/columns.ts';
import { selectRows } from '../../../src/table/select-rows.ts';
import type { ClaimContext } from '../../contract/claim.ts';

/** A value that a claim is about. */
export interface ClaimValue {
  readonly row: Row;
  /** Null when it is missing or not finite. */
  readonly value: number | null;
  /** What tells points of training apart: the iteration, or the place of the point in `where.epoch`. */
  readonly moment: string;
}

/** The values that a claim's settings choose, in the order of the table. */
export function claimValues(params: ClaimRows, context: ClaimContext): readonly ClaimValue[] {
  const { rows, column } = source(params, context);
  const { where = {} } = params;
  const numberIn = (row: Row) => {
    const cell = row[column];
    return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
  };
  if (where.epoch === undefined) {
    return selectRows(rows, where, context.plan).map((row) => ({
      row,
      value: numberIn(row),
      moment: String(row.iteration),
    }));
  }
  const seen = new Set<Row>();
  return [where.epoch].flat().flatMap((epoch, index) =>
    selectRows(rows, { ...where, epoch }, context.plan).flatMap((row) => {
      if (seen.has(row)) return [];
      seen.add(row);
      return [{ row, value: numberIn(row), moment: `point ${index}` }];
    }),
  );
}

function source(
  params: ClaimRows,
  { estimates, training }: ClaimContext,
): { readonly rows: readonly Row[]; readonly column: string } {
  if (params.table !== 'training') {
    return { rows: estimates.filter((row) => row.estimator === params.estimator), column: 'value' };
  }
  const { models, split = 'test', value = 'accuracy' } = params;
  const rows = training.filter(
    (row) => row.split === split && (models === undefined || models.includes(String(row.model))),
  );
  return { rows, column: value };
}
