import type { RecordedAxes } from '../../../src/captures/captures-header.ts';
import { recordedOrder } from '../../../src/captures/recorded-shape.ts';
import { RunError } from '../../../src/node/run-error.ts';
import type { SampleValues } from '../../contract/numerics.ts';
import type { NamedArrayFile } from '../../readers/array-file.ts';
import type { NdArray } from '../../readers/nd-array.ts';

/** Arrays of a row: those of its file and those that stand once for all rows of its samples. */
export interface RowArrays {
  /** What messages call the file, and the row that it is read for. */
  readonly place: string;
  readonly files: readonly NamedArrayFile[];
  /** Samples in a row. */
  readonly n: number;
}

/** The file that has an array; null where none has it. */
export function fileWith({ files }: Pick<RowArrays, 'files'>, array: string): NamedArrayFile | null {
  return files.find(({ names }) => names.has(array)) ?? null;
}

/**
 * The numbers of an array of a row, checked: `[n, ...shape]`.
 * @param shape of a sample; null where any will do
 * @throws RunError when it is not there, has another shape, or holds what is no finite number
 */
export function rowArray(row: RowArrays, array: string, shape: readonly number[] | null): NdArray {
  const file = fileWith(row, array);
  if (!file)
    throw new RunError(`${row.place} has no array \`${array}\``, {
      hint: 'record it again: the file is not whole',
    });
  const found = file.numbers(array);
  const wanted = shape ? [row.n, ...shape] : [row.n, ...found.shape.slice(1)];
  if (wanted.join() !== found.shape.join()) {
    throw new RunError(
      `${row.place}: \`${array}\` has the shape (${found.shape.join(', ')}), captures.json says (${wanted.join(', ')})`,
      { hint: 'all rows of a folder have the same samples and shapes: record it again' },
    );
  }
  requireFinite(found.values, row, array);
  return found;
}

function requireFinite(values: SampleValues, { place, n }: RowArrays, array: string): void {
  for (let at = 0; at < values.length; at++) {
    if (Number.isFinite(values[at]!)) continue;
    const sample = Math.floor(at / (values.length / n));
    const ofData = ['X', 'Y', 'mask'].includes(array);
    throw new RunError(`${place}: \`${array}\` holds ${values[at]} (sample ${sample}, from 0)`, {
      hint: ofData
        ? 'the data have it: fill it in, or leave such samples out, and record again'
        : 'the training diverged, or overflowed in half precision: leave this row out with `at`, or record in float32',
    });
  }
}

/** The numbers of samples with the axis of variables (channels or tokens) before the others, as plans have shapes. */
export function variablesFirst(values: SampleValues, axes: RecordedAxes, n: number): SampleValues {
  const order = recordedOrder(axes);
  if (order.every((place, at) => place === at)) return values;
  const { shape } = axes;
  const steps = shape.map((_, place) =>
    shape.slice(place + 1).reduce((product, length) => product * length, 1),
  );
  const size = values.length / n;
  const from = sourcePlaces(
    order.map((place) => ({ length: shape[place]!, step: steps[place]! })),
    size,
  );
  const turned = values.slice();
  for (let start = 0; start < values.length; start += size)
    for (let at = 0; at < size; at++) turned[start + at] = values[start + from[at]!]!;
  return turned;
}

/** Where each number of a sample stands before its axes are put into another order. */
function sourcePlaces(
  axes: readonly { readonly length: number; readonly step: number }[],
  size: number,
): Uint32Array {
  const places = new Uint32Array(size);
  const count = axes.map(() => 0);
  for (let at = 0, from = 0; at < size; at++) {
    places[at] = from;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const { length, step } = axes[axis]!;
      from += step;
      if (++count[axis]! < length) break;
      from -= step * length;
      count[axis] = 0;
    }
  }
  return places;
}
