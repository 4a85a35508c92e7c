import {
  type Column,
  claimColumns,
  comparedColumns,
  estimateColumns,
  type Row,
  trainingColumns,
} from '../../src/table/columns.ts';
import { type PageTable, pageTable, readable } from '../data/page-table.ts';
import { html, type Markup } from '../html.ts';
import type { ReportInput } from '../report-input.ts';

/** Rows of a table that stand on one page of it, and in the HTML itself. */
const pageSize = 12;

const withCompared: readonly Column[] = estimateColumns.flatMap((column) =>
  column.name === 'channel_2' ? [column, ...comparedColumns] : [column],
);

/** The tables of the run that the page holds, without columns that are empty throughout; the cases are in its folder. */
export function runTables({ tables, plan }: ReportInput): readonly PageTable[] {
  const axes = tables.axes.map((name) => ({ name, about: 'value of the matrix axis' }));
  const withAxes = (columns: readonly Column[], before = 'seed') =>
    columns.flatMap((column) => (column.name === before ? [column, ...axes] : [column]));
  const used = (columns: PageTable['columns'], rows: readonly Row[]) =>
    columns.filter((column) => rows.some((row) => row[column.name] != null));
  return [
    pageTable('estimates', 'Estimates', used(withAxes(withCompared), tables.estimates), tables.estimates),
    pageTable('training', 'Training', used(withAxes(trainingColumns), tables.training), tables.training),
    ...(plan.claims.length > 0
      ? [pageTable('claims', 'Claims', used(withAxes(claimColumns, 'claim'), tables.claims), tables.claims)]
      : []),
  ];
}

/** The section of the run's tables. */
export function tablesSection(tables: readonly PageTable[]): Markup {
  return html`<section id="tables" aria-labelledby="tables-title">
<h2 id="tables-title">Tables</h2>
${tables.map((table) => html`<details class="card"><summary><h3>${table.title}</h3> <span>${table.total.toLocaleString('en')} rows</span></summary>${tableBlock(table)}</details>`)}
</section>`;
}

/** A table with its first rows; the page's script adds sorting, paging, search and download. */
export function tableBlock(table: PageTable): Markup {
  const first = table.rows.slice(0, pageSize);
  const range =
    table.rows.length > first.length
      ? `rows 1 to ${first.length} of ${table.rows.length}`
      : `${table.rows.length} rows`;
  const heads = table.columns.map((column) => {
    const numbers = first.some((row) => typeof row[column.name] === 'number');
    return html`<th scope="col" class="${numbers ? 'number' : 'text'}" title="${column.about}">${column.name}</th>`;
  });
  const rows = first.map((row) => html`<tr>${table.columns.map((column) => cellOf(row, column.name))}</tr>`);
  return html`<div class="table" id="table-${table.id}" data-size="${pageSize}">
<div class="tools live" hidden><label class="search">Find <input type="search" autocomplete="off"></label><button type="button" class="download">Download CSV</button></div>
<div class="scroll" tabindex="0" role="region" aria-label="Table ${table.id}"><table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
<div class="foot"><span class="range" role="status">${range}</span><span class="live" hidden><button type="button" class="page">Back</button> <button type="button" class="page">Next</button></span></div>
${partNote(table)}</div>`;
}

/** What the page does not hold of a table, and where it is. */
function partNote({ rows, total, digits }: PageTable): Markup | null {
  const part = rows.length < total;
  const counts = `${rows.length.toLocaleString('en')} of ${total.toLocaleString('en')} rows`;
  const numbers = digits === null ? [] : [`numbers with ${digits} significant digits`];
  const held = [...(part ? [counts] : []), ...numbers].join(', and ');
  return held === ''
    ? null
    : html`<p class="note">This page holds ${held}, to stay small; the tables in the run's folder are complete.</p>`;
}

function cellOf(row: Row, name: string): Markup {
  const cell = row[name];
  return typeof cell === 'number'
    ? html`<td class="number">${readable(cell)}</td>`
    : html`<td>${readable(cell)}</td>`;
}
