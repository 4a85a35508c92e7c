import { join } from 'node:path';
import type { Recording } from '../../../src/captures/open-recordings.ts';
import { RunError } from '../../../src/node/run-error.ts';
import type { CurvePoint } from '../../contract/stage-result.ts';
import { isMissing } from '../../readers/csv-cell.ts';
import { readWholeFile } from '../../readers/read-whole-file.ts';

/**
 * The curve of a recorded training, by iteration, train before test before what is held out; empty where none was recorded. Cells of loss and accuracy
 * may be empty.
 * @throws RunError when the file is not there, or a line is none of the curve
 */
export async function recordedCurve({ header, place, folder }: Recording): Promise<CurvePoint[]> {
  const { training } = header;
  if (training === null) return [];
  const name = `${folder}/${training}`;
  const bytes = await readWholeFile(join(place, training), name);
  const { readCsv } = await import('../../readers/csv.ts');
  const columns = readCsv(bytes, { header: 'yes', headerOption: '', warn: () => {} }, name);
  const column = (wanted: string) => columns.find((one) => one.name === wanted)?.values ?? [];
  const [iterations, splits, losses, accuracies] = ['iteration', 'split', 'loss', 'accuracy'].map(column);
  const points = Array.from(iterations!, (iteration, at): CurvePoint => {
    const split = splits![at];
    const point = { iteration: Number(iteration), loss: cell(losses![at]), accuracy: cell(accuracies![at]) };
    const isNumber = (value: number | null) => value === null || Number.isFinite(value);
    const sound = Number.isSafeInteger(point.iteration) && isNumber(point.loss) && isNumber(point.accuracy);
    if (!sound || point.iteration < 0 || !isSplit(split))
      throw new RunError(`${name}: point ${at + 1} of the curve is none`, {
        hint: 'its columns are epoch, iteration, split (train, test or held-out), loss, accuracy',
      });
    return { ...point, split };
  });
  const rank = ({ split }: CurvePoint) => order.indexOf(split);
  return points.sort((a, b) => a.iteration - b.iteration || rank(a) - rank(b));
}

/** In the order in which a training tells them. */
const order: readonly CurvePoint['split'][] = ['train', 'test', 'held-out'];

function isSplit(cell: unknown): cell is CurvePoint['split'] {
  return order.some((split) => split === cell);
}

/** A cell as a number; null for an empty one, and for what is no finite number. */
function cell(value: unknown): number | null {
  if (isMissing(value)) return null;
  return typeof value === 'number' && !Number.isFinite(value) ? null : Number(value);
}
