import {
  bool,
  dateDay,
  decimal,
  dictionary,
  fixedSizeBinary,
  fixedSizeList,
  float16,
  float32,
  float64,
  int8,
  int64,
  largeList,
  largeUtf8,
  list,
  nullType,
  struct,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  timestamp,
  utf8,
} from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { checkArrow } from '../../src/table/check-arrow.ts';
import { readArrowColumns } from '../../src/table/read-arrow-columns.ts';

const rows = 77;
const each = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row));

/** Columns of all types that are read, with values absent here and there. */
const columns = {
  nothing: [each(() => null), nullType()],
  flag: [each((row) => row % 3 === 0), bool()],
  tiny: [each((row) => row - 40), int8()],
  long: [each((row) => (row % 7 === 0 ? null : row * 2 ** 33)), int64()],
  half: [each((row) => row / 4), float16()],
  single: [each((row) => (row % 5 === 0 ? null : row / 8)), float32()],
  double: [each((row) => row / 3), float64()],
  text: [each((row) => 'x'.repeat(row % 9)), utf8()],
  largeText: [each((row) => `ä${row}`), largeUtf8()],
  named: [each((row) => (row % 4 === 0 ? null : `n${row % 3}`)), dictionary(utf8())],
  lists: [
    each((row) => (row % 6 === 0 ? null : Array.from({ length: row % 5 }, (_, i) => i))),
    list(float64()),
  ],
  largeLists: [each((row) => [row, row + 1]), largeList(int8())],
  pairs: [each((row) => [row, -row]), fixedSizeList(float32(), 2)],
  records: [each((row) => ({ a: row, b: `b${row}` })), struct({ a: float64(), b: utf8() })],
  nested: [each((row) => [[row], [row, row]]), list(list(float64()))],
  raw: [each((row) => Uint8Array.of(row, 1, 2)), fixedSizeBinary(3)],
  money: [each((row) => row / 10), decimal(18, 3)],
  day: [each((row) => new Date(row * 86_400_000)), dateDay()],
  time: [each((row) => row * 1000), timestamp()],
} as const;
type Name = keyof typeof columns;

function bytesOf(
  names: readonly Name[],
  format: 'file' | 'stream' = 'file',
  maxBatchRows = Number.POSITIVE_INFINITY,
) {
  const table = tableFromArrays(Object.fromEntries(names.map((name) => [name, columns[name][0]])) as never, {
    types: Object.fromEntries(names.map((name) => [name, columns[name][1]])) as never,
    maxBatchRows,
  });
  return tableToIPC(table, { format })!;
}

/** The same bytes with each 64-bit `was` at a place that `choose` takes replaced. */
function replaced(
  bytes: Uint8Array,
  was: number,
  by: number,
  choose: (found: number) => boolean = () => true,
) {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  let found = 0;
  for (let at = 0; at + 8 <= copy.length; at += 4) {
    if (view.getBigInt64(at, true) === BigInt(was) && choose(found++)) view.setBigInt64(at, BigInt(by), true);
  }
  expect(found).toBeGreaterThan(0);
  return copy;
}

describe('an Arrow file that is sound', () => {
  it.each(Object.keys(columns) as Name[])('is read as it was written: %s', (name) => {
    for (const format of ['file', 'stream'] as const) {
      for (const batchRows of [Number.POSITIVE_INFINITY, 10, 1]) {
        const bytes = bytesOf([name], format, batchRows);
        const [column] = readArrowColumns(bytes);
        expect(Array.from(column!.values)).toEqual(Array.from(tableFromIPC(bytes).getChildAt(0)!.toArray()));
        expect(column!.values).toHaveLength(rows);
      }
    }
  });

  it('may have all of them, and none', () => {
    const names = Object.keys(columns) as Name[];
    expect(readArrowColumns(bytesOf(names)).map(({ name }) => name)).toEqual(names);
    expect(readArrowColumns(tableToIPC(tableFromArrays({}), { format: 'file' })!)).toEqual([]);
  });
});

describe('an Arrow file that declares more than it holds', () => {
  const refusal = (bytes: Uint8Array) => {
    try {
      checkArrow(bytes);
    } catch (error) {
      expect((error as Error).constructor).toBe(Error);
      return (error as Error).message;
    }
    return 'taken';
  };

  it.each(Object.keys(columns) as Name[])('is refused: 2^30 rows of %s', (name) => {
    expect(refusal(replaced(bytesOf([name]), rows, 2 ** 30))).not.toBe('taken');
    expect(refusal(replaced(bytesOf([name], 'stream'), rows, 2 ** 30))).not.toBe('taken');
  });

  it('is refused: rows that are not those of the columns', () => {
    const bytes = bytesOf(['double', 'long']);
    for (let place = 0; place < 3; place++) {
      expect(refusal(replaced(bytes, rows, rows - 1, (found) => found === place))).toMatch(
        /values where the rows are/,
      );
    }
  });

  it('is refused: columns of the same bytes', () => {
    const bytes = bytesOf(['flag', 'tiny', 'half']);
    const view = new DataView(bytes.buffer);
    // buffers are (offset, length); those of values are 10, 77 and 154 bytes long, padded to 8 in their offsets
    for (let at = 0; at + 16 <= bytes.length; at += 4) {
      if (view.getBigInt64(at + 8, true) === 77n && view.getBigInt64(at, true) === 16n) {
        view.setBigInt64(at, 0n, true);
        view.setBigInt64(at + 8, 240n, true);
      }
    }
    expect(refusal(bytes)).toMatch(/lie on each other/);
  });

  it('is refused: lists of the same values', () => {
    const bytes = bytesOf(['lists'], 'stream');
    const view = new DataView(bytes.buffer);
    const offsets = [0];
    for (const one of columns.lists[0]) offsets.push(offsets.at(-1)! + (one?.length ?? 0));
    const at = Array.from({ length: bytes.length / 4 }, (_, i) => 4 * i).find((start) =>
      offsets.every(
        (offset, i) => start + 4 * i + 4 <= bytes.length && view.getInt32(start + 4 * i, true) === offset,
      ),
    )!;
    for (let i = 1; i < rows; i += 2) view.setInt32(at + 4 * i, offsets.at(-1)!, true);
    expect(refusal(bytes)).toMatch(/offsets .* fall/);
  });

  it('is refused: the same batch many times', () => {
    const bytes = bytesOf(['tiny'], 'file', 30);
    const view = new DataView(bytes.buffer);
    const footer = bytes.length - 10 - view.getInt32(bytes.length - 10, true);
    // a block of the footer is the place of a batch, which begins with -1 and the length that comes after it less 8
    const places: number[] = [];
    for (let at = footer; at + 24 <= bytes.length; at += 4) {
      const [place, length] = [view.getInt32(at, true), view.getInt32(at + 8, true)];
      if (place < 8 || place + 8 > footer || view.getInt32(place, true) !== -1) continue;
      if (view.getInt32(place + 4, true) === length - 8) places.push(at);
    }
    expect(places).toHaveLength(3);
    view.setBigInt64(places[1]!, view.getBigInt64(places[0]!, true), true);
    expect(refusal(bytes)).toMatch(/batches lie on each other/);
  });

  it('is refused: cut anywhere', () => {
    for (const format of ['file', 'stream'] as const) {
      const bytes = bytesOf(['named', 'lists', 'double'], format);
      // after the last message of a stream comes nothing but the mark of its end
      const end = format === 'file' ? bytes.length : bytes.length - 8;
      for (let length = 0; length < end; length += 3) {
        const said = refusal(bytes.subarray(0, length));
        if (said === 'taken')
          expect(readArrowColumns(bytes.subarray(0, length))[0]!.values.length).toBeLessThanOrEqual(rows);
      }
    }
  });

  it('is refused, or stays in proportion: any word of it set to any size', () => {
    const names: Name[] = ['nothing', 'flag', 'named', 'lists', 'pairs', 'records', 'text'];
    const counts = { refused: 0, read: 0 };
    for (const format of ['file', 'stream'] as const) {
      const bytes = bytesOf(names, format);
      for (let at = 0; at + 4 <= bytes.length; at += 4) {
        for (const word of [-1, 3, 78, 2 ** 20, 2 ** 31 - 1]) {
          const copy = bytes.slice();
          new DataView(copy.buffer).setInt32(at, word, true);
          if (refusal(copy) !== 'taken') {
            counts.refused++;
            continue;
          }
          let values = 0;
          const count = (value: unknown): void => {
            values++;
            if (typeof value === 'object' && value !== null) Object.values(value).forEach(count);
          };
          try {
            for (const column of readArrowColumns(copy)) Array.from(column.values).forEach(count);
            counts.read++;
          } catch {
            counts.refused++;
          }
          expect(values, `word ${at} of a ${format} is ${word}`).toBeLessThan(20 * bytes.length);
        }
      }
    }
    expect(counts.refused).toBeGreaterThan(1000);
    expect(counts.read).toBeGreaterThan(1000);
    console.log(`Arrow with one word changed: ${counts.refused} refused, ${counts.read} read in proportion`);
  }, 120_000);
});
