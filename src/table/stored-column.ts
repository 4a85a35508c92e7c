import {
  type Column as ArrowColumn,
  type Batch,
  type DataType,
  type DictionaryType,
  Precision,
  Type,
} from '@uwdata/flechette';
import type { Cell, ColumnType } from './columns.ts';
import type { RawColumn } from './read-arrow-columns.ts';
import { TableColumn } from './table-column.ts';
import { type TableName, typeOfColumn } from './table-columns.ts';

/**
 * A column of a stored table, as it lies in the file.
 * @throws Error when it holds what its table's column of that name cannot, an axis what is no setting
 */
export function storedColumn(table: TableName, { name, column }: RawColumn): TableColumn {
  if (name === '__proto__') throw new Error(`no column may be called '${name}'`);
  const declared = typeOfColumn(table, name);
  const stored = typeOfCells(column);
  if (stored === null || (declared !== null && !isOf(stored, declared))) {
    const allowed = declared === null ? ['string', 'number', 'boolean'] : [cellTypes[declared]];
    checkCells(name, column, allowed);
  }
  return new TableColumn(name, declared ?? stored ?? guessed(column), column as ArrowColumn<Cell>);
}

const cellTypes: Readonly<Record<ColumnType, string>> = {
  text: 'string',
  integer: 'number',
  real: 'number',
  boolean: 'boolean',
};

function isOf(stored: ColumnType, declared: ColumnType): boolean {
  return cellTypes[stored] === cellTypes[declared];
}

/** What all cells of a column are, where that follows from how it is stored; null where they are to be looked at one by one. */
function typeOfCells({ type, data }: ArrowColumn<unknown>): ColumnType | null {
  if (isWholeNumber(type)) return 'integer';
  if (type.typeId === Type.Float && type.precision !== Precision.HALF) return 'real';
  if (type.typeId === Type.Bool) return 'boolean';
  if (type.typeId !== Type.Dictionary) return null;
  const { dictionary, indices } = type as DictionaryType;
  if (dictionary.typeId !== Type.Utf8 || !isWholeNumber(indices)) return null;
  return data.every(hasItsTexts) ? 'text' : null;
}

/** Integers of up to 32 bits are numbers; longer ones may be none. */
function isWholeNumber(type: DataType): boolean {
  return type.typeId === Type.Int && type.bitWidth <= 32;
}

type DictionaryBatch = Batch<unknown> & { readonly dictionary: ArrowColumn<unknown> };

/** Whether each value that is there is one of the dictionary. */
function hasItsTexts(batch: Batch<unknown>): boolean {
  const { values, length, nullCount } = batch;
  const { length: texts } = (batch as DictionaryBatch).dictionary;
  for (let row = 0; row < length; row++) {
    const known = Number(values[row]) >= 0 && Number(values[row]) < texts;
    if (!known && (nullCount === 0 || batch.isValid(row))) return false;
  }
  return true;
}

function checkCells(name: string, column: ArrowColumn<unknown>, allowed: readonly string[]): void {
  let row = 0;
  for (const cell of column) {
    if (cell !== null && !allowed.includes(typeof cell)) {
      throw new Error(`the column '${name}' has ${typeof cell} in row ${row}, not ${allowed.join(' or ')}`);
    }
    row++;
  }
}

/** Of an axis that is stored otherwise than we do. */
function guessed(column: ArrowColumn<unknown>): ColumnType {
  for (const cell of column) if (typeof cell === 'number') return 'real';
  return 'text';
}
