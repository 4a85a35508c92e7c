import { RunError } from '../../src/node/run-error.ts';
import { readArrowColumns } from '../../src/table/read-arrow-columns.ts';
import type { TableColumn } from './columns.ts';

/**
 * Reads the columns of an Arrow IPC file: values, or lists of them in each row. They are taken when they are looked at.
 *
 * @param name what messages call the file
 * @throws RunError when it is no Arrow file; columns throw one when their values cannot be taken
 */
export function readArrow(bytes: Uint8Array, name: string): TableColumn[] {
  const told = <Value>(read: () => Value): Value => {
    try {
      return read();
    } catch (error) {
      throw new RunError(`${name} cannot be read as an Arrow table: ${(error as Error).message}`, {
        hint: 'write it again as an uncompressed Arrow IPC file',
        cause: error,
      });
    }
  };
  return told(() => readArrowColumns(bytes)).map((column) => ({
    name: column.name,
    get values() {
      return told(() => column.values);
    },
  }));
}
