import { RunError } from '../../src/node/run-error.ts';
import { readArrowColumns } from '../../src/table/read-arrow-columns.ts';
import { columnsArray } from './columns.ts';
import type { NdArray } from './nd-array.ts';

/**
 * Reads columns of an Arrow IPC file: numbers, or lists of as many numbers in each row.
 *
 * @param part names of columns with commas between them; all when left out
 * @param name what messages call the file
 * @throws RunError when it is no Arrow file, there is no such column, or a value is no number
 */
export function readArrow(bytes: Uint8Array, part: string | null, name: string): NdArray {
  try {
    return columnsArray(readArrowColumns(bytes), part, name);
  } catch (error) {
    if (error instanceof RunError) throw error;
    throw new RunError(`${name} cannot be read as an Arrow table: ${(error as Error).message}`, {
      hint: 'write it again as an uncompressed Arrow IPC file',
      cause: error,
    });
  }
}
