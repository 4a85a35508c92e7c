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

/** The values that a claim is about, by columns. */
export class ClaimValues {
  readonly rows: readonly Row[];
  /** NaN where a value is missing. */
  readonly #numbers: Float64Array;
  readonly #moments: readonly string[];

  /** @param numbers, moments one a row */
  constructor(rows: readonly Row[], numbers: Float64Array, moments: readonly string[]) {
    this.rows = rows;
    this.#numbers = numbers;
    this.#moments = moments;
  }

  /** Those whose rows are not among some. */
  without(rows: ReadonlySet<Row>): ClaimValues {
    const left = [...this.rows.keys()].filter((i) => !rows.has(this.rows[i]!));
    return new ClaimValues(
      left.map((i) => this.rows[i]!),
      Float64Array.from(left, (i) => this.#numbers[i]!),
      left.map((i) => this.#moments[i]!),
    );
  }

  /** These, then others. */
  and(others: ClaimValues): ClaimValues {
    const numbers = new Float64Array(this.rows.length + others.rows.length);
    numbers.set(this.#numbers);
    numbers.set(others.#numbers, this.rows.length);
    return new ClaimValues(this.rows.concat(others.rows), numbers, this.#moments.concat(others.#moments));
  }

  toArray(): ClaimValue[] {
    const all: ClaimValue[] = [];
    this.forEach((value) => void all.push(value));
    return all;
  }

  /** Calls with an object of each, which takes less than an array of them. */
  forEach(take: (value: ClaimValue) => void): void {
    for (let i = 0; i < this.rows.length; i++) {
      const number = this.#numbers[i]!;
      const value = Number.isNaN(number) ? null : number;
      take({ row: this.rows[i]!, value, moment: this.#moments[i]! });
    }
  }
}

/** The values that a claim's settings choose, in the order of the table. */
export function claimValues(params: ClaimRows, context: ClaimContext): ClaimValues {
  const { column } = source(params, context);
  const named = params.where?.epoch !== undefined;
  const parts = momentRows(params, context);
  const rows = joined(parts);
  const numbers = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const cell = rows[i]![column];
    numbers[i] = typeof cell === 'number' && Number.isFinite(cell) ? cell : Number.NaN;
  }
  // one text for the many rows of a moment
  const momentOf = byCells(['iteration'], (row) => String(row.iteration));
  const moments = named
    ? parts.flatMap((part, index) => part.map(() => `point ${index}`))
    : rows.map(momentOf);
  return new ClaimValues(rows, numbers, moments);
}

/** The rows that a claim's settings choose. */
export function claimRows(params: ClaimRows, context: ClaimContext): readonly Row[] {
  return joined(momentRows(params, context));
}

function joined([first = [], ...more]: readonly (readonly Row[])[]): readonly Row[] {
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
