import { tableFromIPC } from '@uwdata/flechette';

/** A column of an Arrow file: its name and a value a row (numbers, lists of numbers, text, or null). */
export interface ArrowColumn {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
}

/**
 * The columns of an Arrow IPC file or stream, whole in memory. Dictionary columns are resolved; 64-bit integers are
 * numbers.
 * @throws Error when the bytes are no Arrow table
 */
export function readArrowColumns(bytes: Uint8Array): ArrowColumn[] {
  const table = tableFromIPC(bytes);
  return table.names.map((name) => ({ name, values: table.getChild(name).toArray() }));
}
