import { table } from 'arquero';
import type { ResultTable } from './result-table.ts';

/** Rows of a part. */
const partRows = 1024;

/** A table as CSV, in parts of a thousand rows: the columns' names, then a line a row, as Arquero writes them. */
export function* csvText({ columns, length }: ResultTable): Generator<string> {
  const built = table(
    columns.map((column) => [column.name, column]),
    columns.map(({ name }) => name),
  );
  for (let offset = 0; offset === 0 || offset < length; offset += partRows)
    yield built.toCSV({ offset, limit: partRows, header: offset === 0 });
}
