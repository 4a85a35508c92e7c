// Writes and reads a table of so many rows, in a process whose heap has no room for an object a row: `node table-memory.mjs ROWS FOLDER`.

import { TableBuilder } from '../../dist/src/table/result-table.js';
import { readTableColumns, writeTables } from '../../dist/src/table/run-tables.js';
import { columnsWith } from '../../dist/src/table/table-columns.js';

const [rows, folder] = [Number(process.argv[2]), process.argv[3]];
const tables = Object.fromEntries(
  ['estimates', 'training', 'claims', 'cases'].map((name) => [name, new TableBuilder(columnsWith(name, []))]),
);
const fill = (name, cellOf) => {
  const column = tables.estimates.column(name);
  for (let row = 0; row < rows; row++) column.add(cellOf(row));
};
for (const { name, type } of columnsWith('estimates', [])) {
  if (type === 'text') fill(name, (row) => `${name} ${row % 7}`);
  else if (type === 'integer') fill(name, (row) => row % 4691);
  else fill(name, (row) => Math.sin(row));
}
const built = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table.finish()]));
await writeTables(folder, { axes: [], ...built });
const { estimates } = await readTableColumns(folder);
const sum = estimates
  .column('value')
  .numbers()
  .reduce((total, value) => total + value, 0);
console.log(JSON.stringify({ rows: estimates.length, layer: estimates.at(rows - 1, 'layer'), sum }));
