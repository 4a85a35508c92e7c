import type {
  DatasetPlan,
  RowSchedule,
  SamplePlan,
  StagePlan,
  TrainingElsewhere,
  TrainingPlan,
} from './plan.ts';
import { isElsewhere } from './trained-here.ts';

/** What a schedule needs to know of the training. */
export interface Moments {
  readonly updates: number;
  readonly updatesPerEpoch: number;
  /** Whether the last mini-batch of an epoch has fewer samples than the others. */
  readonly shortLast: boolean;
}

/** When a probe looks, as the study says it. */
export type At =
  | { readonly epochs: readonly (number | string)[] }
  | { readonly every: number }
  | { readonly log: number };

/**
 * The iterations of a schedule. Row i stands for the weights after i updates, and looks at mini-batch i + 1 before it
 * is used; the last row (i = updates) takes one further batch, the first of another epoch.
 *
 * A probe that looks at mini-batches needs full ones. Where mini-batch i + 1 is the short one at the end of an epoch, a
 * row that the study names by its epoch moves to iteration i + 1 (the same epoch boundary, one update later), and a
 * row of `every` or `log` is left out. A probe with a fixed sample takes every row.
 * @param batches whether the probe looks at mini-batches
 * @returns for `epochs`, the places in the list that lie beyond the training
 */
export function scheduleRows(
  at: At,
  moments: Moments,
  batches: boolean,
): { readonly rows: RowSchedule } | { readonly beyond: readonly number[] } {
  const { updates, updatesPerEpoch } = moments;
  const avoidsShort = batches && moments.shortLast;
  const isShort = (i: number) => avoidsShort && i % updatesPerEpoch === updatesPerEpoch - 1;
  if ('every' in at) {
    const rows = { every: at.every, last: updates };
    return { rows: avoidsShort ? { ...rows, period: updatesPerEpoch } : rows };
  }
  if ('log' in at)
    return { rows: { iterations: distinct(logPoints(at.log, updates).filter((i) => !isShort(i))) } };
  const iterations = at.epochs.map((epoch) => epochIteration(epoch, updatesPerEpoch));
  const beyond = iterations.flatMap((iteration, place) => (iteration > updates ? [place] : []));
  if (beyond.length > 0) return { beyond };
  return { rows: { iterations: distinct(iterations.map((i) => (isShort(i) ? i + 1 : i))) } };
}

/** Makes the test "does this schedule take a row at iteration i". */
export function rowTest(rows: RowSchedule): (iteration: number) => boolean {
  if ('iterations' in rows) {
    const iterations = new Set(rows.iterations);
    return (iteration) => iterations.has(iteration);
  }
  const { every, last, period } = rows;
  const isShort = (iteration: number) => period !== undefined && iteration % period === period - 1;
  return (iteration) =>
    iteration === last || (iteration < last && iteration % every === 0 && !isShort(iteration));
}

/** How many iterations a schedule has, without making the list of them. */
export function rowCount(rows: RowSchedule): number {
  if ('iterations' in rows) return rows.iterations.length;
  const { every, last, period } = rows;
  const multiples = Math.ceil(last / every);
  return multiples - (period === undefined ? 0 : leftOut(every, multiples, period)) + 1;
}

/** Of 0, every, 2 every, ... (`multiples` of them) those that are one below a multiple of `period`. */
function leftOut(every: number, multiples: number, period: number): number {
  // remainders repeat after at most `period` multiples
  const cycle = period / greatestCommonDivisor(every, period);
  for (let k = 0; k < Math.min(multiples, cycle); k++)
    if ((k * every) % period === period - 1) return Math.floor((multiples - 1 - k) / cycle) + 1;
  return 0;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The first and the last row of a schedule from iteration `low` to `high`, ends included; null where there is none. */
export function rowsBetween(
  rows: RowSchedule,
  low: number,
  high: number,
): { readonly first: number; readonly last: number } | null {
  if ('iterations' in rows) {
    const inside = rows.iterations.filter((iteration) => iteration >= low && iteration <= high);
    return inside.length > 0 ? { first: inside[0]!, last: inside.at(-1)! } : null;
  }
  const isRow = rowTest(rows);
  let first = Math.max(0, low);
  let last = Math.min(rows.last, high);
  while (first <= last && !isRow(first)) first++;
  while (last > first && !isRow(last)) last--;
  return first <= last ? { first, last } : null;
}

/** At most about this many points of the mini-batch curve of a training are kept, besides one at the end of each epoch. */
const wantedPoints = 200;

/** Updates behind a point of the mini-batch curve; an epoch's end closes one too. */
export function curveStretch({ updates }: Pick<TrainingPlan, 'updates'>): number {
  return Math.ceil(updates / wantedPoints);
}

/** The rows of a training's curve: `test` at the start and after each epoch, `train` at the end of each stretch. */
export function curveRows(
  training: Pick<TrainingPlan, 'updates' | 'updatesPerEpoch'> | TrainingElsewhere,
  split: 'test' | 'train',
): RowSchedule {
  if ('moments' in training) return { iterations: split === 'test' ? training.moments : [] };
  const { updates, updatesPerEpoch } = training;
  if (split === 'test') return { every: Math.max(1, updatesPerEpoch), last: updates };
  const length = curveStretch(training);
  const ends = (step: number) =>
    Array.from({ length: Math.floor(updates / step) }, (_, place) => (place + 1) * step);
  return { iterations: updates === 0 ? [] : distinct([...ends(length), ...ends(updatesPerEpoch)]) };
}

/** Whether the rows of a stage's probe keep off the short mini-batch at the end of an epoch. */
export function avoidsShortBatch(
  { dataset, training }: Pick<StagePlan, 'dataset' | 'training'>,
  sample: SamplePlan,
): boolean {
  if (sample !== 'batch' || !dataset || isElsewhere(training)) return false;
  return trainedSamples(dataset, training) % training.batchSize !== 0;
}

/** Samples that a network is trained on: the training set but for what is held out. */
export function trainedSamples(
  { trainSize }: Pick<DatasetPlan, 'trainSize'>,
  { stop }: Pick<TrainingPlan, 'stop'>,
): number {
  return trainSize - (stop?.heldOut ?? 0);
}

/** The iteration nearest to an epoch; `1/3` is taken exactly. */
export function epochIteration(epoch: number | string, updatesPerEpoch: number): number {
  const [above, below = '1'] = String(epoch).split('/');
  return Math.round((Number(above) * updatesPerEpoch) / Number(below));
}

/** 0 and `count` points from 1 to the last iteration, evenly spread on a logarithmic scale and rounded; 0 alone without a training. */
export function logPoints(count: number, last: number): number[] {
  if (last === 0) return [0];
  const steps = Math.max(1, Math.min(count, last) - 1);
  const points = Array.from({ length: steps + 1 }, (_, k) => Math.round(last ** (k / steps)));
  return count === 1 ? [0, last] : [0, ...points];
}

function distinct(iterations: readonly number[]): number[] {
  return [...new Set(iterations)].sort((a, b) => a - b);
}
