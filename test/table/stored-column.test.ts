import {
  columnFromArray,
  columnFromValues,
  dictionary,
  float32,
  int64,
  tableFromColumns,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';
import { describe, expect, test } from 'vitest';
import { readArrowTable } from '../../src/table/read-arrow-columns.ts';
import { storedColumn } from '../../src/table/stored-column.ts';

type Stored = Parameters<typeof tableFromColumns>[0] extends Record<string, infer One> | unknown[]
  ? One
  : never;

/** A column of the estimates, through an Arrow file. */
function stored(name: string, column: Stored) {
  const [raw] = readArrowTable(tableToIPC(tableFromColumns({ [name]: column }), { format: 'stream' })!);
  return storedColumn('estimates', raw!);
}

describe('a stored column', () => {
  test('of other types than ours has the same cells', () => {
    expect([...stored('layer', columnFromArray(['C1', null, 'F1'], utf8()))]).toEqual(['C1', null, 'F1']);
    expect([...stored('iteration', columnFromArray([1n, 2n], int64()))]).toEqual([1, 2]);
    expect([...stored('value', columnFromArray([0.5, null], float32()))]).toEqual([0.5, null]);
    const small = columnFromValues(['a', 'b', 'a', 'b', 'a'], dictionary(utf8()), { maxBatchRows: 2 });
    expect([0, 1, 2, 3, 4].map((row) => stored('layer', small).at(row))).toEqual(['a', 'b', 'a', 'b', 'a']);
    const uneven = columnFromValues([1, 2, 3, 4, 5], float32(), { maxBatchRows: 3 });
    expect([0, 1, 2, 3, 4].map((row) => stored('value', uneven).at(row))).toEqual([1, 2, 3, 4, 5]);
  });

  test('is refused where it has what its table cannot have', () => {
    expect(() => stored('value', columnFromArray(['a'], utf8()))).toThrow(/'value' has string in row 0/);
    expect(() => stored('layer', columnFromArray([1, 2], float32()))).toThrow(/'layer' has number in row 0/);
    expect(() => stored('layer', columnFromArray([2n ** 60n], int64()))).toThrow();
    expect(() => stored('__proto__', columnFromArray([1], float32()))).toThrow(/__proto__/);
  });

  test('is refused where a text is none of its texts', () => {
    const bytes = tableToIPC(
      tableFromColumns({ layer: columnFromArray(['C1', 'C1', 'P1'], dictionary(utf8())) }),
      { format: 'stream' },
    )!;
    const at = Buffer.from(bytes).lastIndexOf(Buffer.from(Int32Array.of(0, 0, 1).buffer));
    new DataView(bytes.buffer, bytes.byteOffset).setInt32(at, 77, true);
    expect(() => storedColumn('estimates', readArrowTable(bytes)[0]!)).toThrow(
      /'layer' has undefined in row 0/,
    );
  });
});
