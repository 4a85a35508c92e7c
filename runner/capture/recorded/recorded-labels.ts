import { RunError } from '../../../src/node/run-error.ts';
import type { Capture } from '../../contract/capture.ts';
import { classesOf } from '../../readers/class-labels.ts';
import { fileWith, type RowArrays, rowArray } from './recorded-array.ts';

/** Y of a capture: classes, real values, or neither. */
export type RecordedLabels = Pick<Capture, 'labels' | 'targets' | 'classes'>;

/**
 * Y of a row: whole numbers from 0 up to `classes` where these are said; else integers of any kind are numbered as classes, and
 * real numbers are taken as they are. A row without Y has none.
 * @param classes as captures.json says
 * @throws RunError for a label that is no class, or another number of them than samples
 */
export function recordedLabels(row: RowArrays, classes: number | null): RecordedLabels {
  const file = fileWith(row, 'Y');
  if (!file) return { labels: new Int32Array(), classes: 0 };
  const { place, n } = row;
  if (classes === null && !file.isWhole('Y')) {
    const { values } = rowArray(row, 'Y', null);
    return { labels: new Int32Array(), targets: Float64Array.from(values), classes: 0 };
  }
  const { shape, values } = file.labels('Y');
  if (shape.length !== 1 || shape[0] !== n)
    throw new RunError(`${place}: \`Y\` has the shape (${shape.join(', ')}), not (${n})`, {
      hint: 'Y is one class a sample',
    });
  if (classes === null) {
    const [labels] = classesOf([{ name: `${place}: Y`, shape, values }]).labels;
    return { labels: labels!, classes: labels!.reduce((most, label) => Math.max(most, label + 1), 0) };
  }
  const labels = Int32Array.from({ length: n }, (_, sample) => {
    const label = Number(values[sample]);
    if (Number.isInteger(label) && label >= 0 && label < classes) return label;
    throw new RunError(
      `${place}: the label ${label} of sample ${sample} (from 0) is none of the ${classes} classes`,
      {
        hint: `labels are whole numbers from 0 to ${classes - 1}, as \`classes\` of captures.json says`,
      },
    );
  });
  return { labels, classes };
}
