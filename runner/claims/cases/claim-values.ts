import type { ClaimRows } from '../../../src/node/claim-parameters.ts';
import { byCells } from '../../../src/table/by-cells.ts';
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
  const { column } = source(params, context);
  const numberIn = (row: Row) => {
    const cell = row[column];
    return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
  };
  const named = params.where?.epoch !== undefined;
  const parts = momentRows(params, context).map((rows, index) => {
    // one text for the many rows of a moment
    const momentOf = byCells(named ? [] : ['iteration'], (row) =>
      named ? `point ${index}` : String(row.iteration),
    );
    return rows.map((row): ClaimValue => ({ row, value: numberIn(row), moment: momentOf(row) }));
  });
  return ([] as readonly ClaimValue[]).concat(...parts);
}

/** The rows that a claim's settings choose. */
export function claimRows(params: ClaimRows, context: ClaimContext): readonly Row[] {
  const [first = [], ...more] = momentRows(params, context);
  return more.length === 0 ? first : first.concat(...more);
}

/** The same, by the points of training that a claim names; no row comes twice. */
function momentRows(params: ClaimRows, context: ClaimContext): readonly (readonly Row[])[] {
  const { rows } = source(params, context);
  const { where = {} } = params;
  if (where.epoch === undefined) return [selectRows(rows, where, context.plan)];
  const seen = new Set<Row>();
  return [where.epoch].flat().map((epoch) =>
    selectRows(rows, { ...where, epoch }, context.plan).filter((row) => {
      if (seen.has(row)) return false;
      seen.add(row);
      return true;
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
