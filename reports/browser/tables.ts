import type { ColumnTable, PageCell } from './page-data.ts';

/** A table as the reader has it before them. */
interface TableState {
  readonly table: ColumnTable;
  /** Indices of the rows, sorted and filtered. */
  order: number[];
  /** Column that is sorted by, -1 for the table's own order. */
  column: number;
  descending: boolean;
  first: number;
}

/** Order of two cells: numbers by size, texts by letter, absent ones last. */
function compareCells(a: PageCell, b: PageCell): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** Indices of the rows that hold `wanted` in any cell, in the order of the state's column. */
function orderRows(state: TableState, wanted: string): number[] {
  const { names, values } = state.table;
  const count = values[0]?.length ?? 0;
  const needle = wanted.trim().toLowerCase();
  const rows = Array.from({ length: count }, (_, row) => row).filter(
    (row) =>
      needle === '' ||
      names.some((_, column) =>
        String(values[column]![row] ?? '')
          .toLowerCase()
          .includes(needle),
      ),
  );
  const cells = values[state.column];
  if (!cells) return rows;
  const sign = state.descending ? -1 : 1;
  return rows.sort((a, b) => {
    const [left, right] = [cells[a]!, cells[b]!];
    const absent = left === null || right === null;
    return (absent ? 1 : sign) * compareCells(left, right) || a - b;
  });
}

/** The table as CSV (RFC 4180), all rows in their own order. */
function tableToCsv(table: ColumnTable): string {
  const quote = (cell: PageCell) => {
    const text = cell === null ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [table.names.map(quote).join(',')];
  const count = table.values[0]?.length ?? 0;
  for (let row = 0; row < count; row++) {
    lines.push(table.values.map((column) => quote(column[row]!)).join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** A cell as people read it. */
function readCell(cell: PageCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' && !Number.isInteger(cell)) return String(Number(cell.toPrecision(6)));
  return String(cell);
}

/** Draws the rows that the state shows, and says which they are. */
function drawTable(root: HTMLElement, state: TableState, size: number): void {
  const body = root.querySelector('tbody');
  const rows = state.order.slice(state.first, state.first + size).map((row) => {
    const line = document.createElement('tr');
    for (const column of state.table.values) {
      const cell = line.insertCell();
      cell.textContent = readCell(column[row]!);
      if (typeof column[row] === 'number') cell.className = 'number';
    }
    return line;
  });
  body?.replaceChildren(...rows);
  const says = root.querySelector('.range');
  const count = state.order.length;
  const last = Math.min(state.first + size, count);
  if (says) says.textContent = count === 0 ? 'no rows' : `rows ${state.first + 1} to ${last} of ${count}`;
  const [back, on] = root.querySelectorAll<HTMLButtonElement>('.page');
  if (back) back.disabled = state.first === 0;
  if (on) on.disabled = last >= count;
  root.querySelectorAll('thead th').forEach((head, column) => {
    const way = state.descending ? 'descending' : 'ascending';
    head.setAttribute('aria-sort', column === state.column ? way : 'none');
  });
}

/** Saves a file through the browser's own download. */
function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Makes a table sortable by its headings, paged, searchable and downloadable. */
function mountTable(study: string, table: ColumnTable): void {
  const root = document.getElementById(`table-${table.id}`);
  if (!root) return;
  const size = Number(root.dataset.size);
  const state: TableState = { table, order: [], column: -1, descending: false, first: 0 };
  const search = root.querySelector<HTMLInputElement>('.search input');
  const show = (first: number) => {
    state.first = first;
    drawTable(root, state, size);
  };
  const arrange = () => {
    state.order = orderRows(state, search?.value ?? '');
    show(0);
  };
  root.querySelectorAll('thead th').forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.addEventListener('click', () => {
      state.descending = state.column === column && !state.descending;
      state.column = column;
      arrange();
    });
    head.replaceChildren(button);
  });
  search?.addEventListener('input', arrange);
  const [back, on] = root.querySelectorAll('.page');
  back?.addEventListener('click', () => show(Math.max(0, state.first - size)));
  on?.addEventListener('click', () => show(state.first + size));
  root.querySelector('.download')?.addEventListener('click', () => {
    saveFile(`${study}-${table.id}.csv`, new Blob([tableToCsv(table)], { type: 'text/csv' }));
  });
  arrange();
  for (const control of root.querySelectorAll<HTMLElement>('.live')) control.hidden = false;
}

export const tableScript = [compareCells, orderRows, tableToCsv, readCell, drawTable, saveFile, mountTable];
export type SaveFile = typeof saveFile;
export type MountTable = typeof mountTable;
