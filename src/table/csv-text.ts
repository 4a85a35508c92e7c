import { arqueroTable } from './arquero-table.ts';
import type { ResultTable } from './result-table.ts';

/**
 * Rows of a part. V8 keeps texts above 128 kB until it goes through all of its memory, and what a part is made of with them: parts
 * of a thousand rows cost a million rows 125 MB.
 */
const partRows = 64;

/** A table as CSV, in parts of a few rows: the columns' names, then a line a row, as Arquero writes them. */
export function* csvText(table: ResultTable): Generator<string> {
  const { length } = table;
  const built = arqueroTable(table);
  for (let offset = 0; offset === 0 || offset < length; offset += partRows)
    yield built.toCSV({ offset, limit: partRows, header: offset === 0 });
}
