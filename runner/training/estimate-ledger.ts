import type { Cell } from '../../src/table/columns.ts';
import { joinKeptRows, KeptRowsBuilder } from '../../src/table/kept-rows.ts';
import type { Capture } from '../contract/capture.ts';
import type { StageRows } from '../contract/checkpoint.ts';
import type { Estimation, EstimationJob } from '../contract/estimation.ts';
import type { EstimateRow } from '../contract/estimator.ts';
import type { WantedEstimate } from '../contract/model.ts';
import type { RowsByEstimate } from '../contract/stage-result.ts';
import { keptNumber } from './kept-number.ts';
import { createRunningMeans, type RunningMeans } from './running-means.ts';

type EstimatedRows = Pick<StageRows, 'estimates' | 'means'>;

/** An estimate, and what it averages over its rows. */
interface Entry extends WantedEstimate {
  readonly means: RunningMeans;
}

/** Sends captures to the estimators in the worker threads and gathers the rows of each estimate in order. */
export interface EstimateLedger {
  /**
   * Hands over a capture of a probe, after `iteration` updates; waits while the workers have enough to do, then takes it. The
   * captures of a probe come in the order of their iterations.
   * @param options `only`: the estimates that it is for; all that read the probe when left out. `done`: called when the capture
   *   was estimated, or could not be
   */
  submit(
    probe: number,
    iteration: number,
    take: () => Capture,
    options?: { readonly only?: ReadonlySet<string>; readonly done?: () => void },
  ): Promise<void>;
  /**
   * The rows of all captures that were handed over since the last cut, and where averages over rows stand after them, once they
   * are estimated; null when one could not be.
   */
  cut(): Promise<EstimatedRows | null>;
  /** All rows, once every capture is estimated. */
  finish(): Promise<RowsByEstimate>;
}

/**
 * @param wanted each once
 * @param earlier rows that are there already, and where averages stand after them
 * @throws whatever an estimator threw, at the next `submit` or at `finish`
 */
export function createEstimateLedger(
  wanted: readonly WantedEstimate[],
  pool: Estimation,
  earlier: EstimatedRows = { estimates: {}, means: {} },
): EstimateLedger {
  const entries = wanted.map((one): Entry => ({ ...one, means: createRunningMeans(earlier.means[one.key]) }));
  /** Rows since the last cut, capture after capture: each is added when those before it are. */
  let part = newPart(wanted);
  let added: Promise<unknown> = Promise.resolve();
  const known = new Map<number, Readers>();
  const cuts: Promise<EstimatedRows | null>[] = [];
  let failure: { readonly cause: unknown } | null = null;

  function all(probe: number): Readers {
    const readers = known.get(probe) ?? readersOf(entries, probe);
    known.set(probe, readers);
    return readers;
  }

  function cut(): Promise<EstimatedRows | null> {
    const taken = takePart(entries, part, added).then((rows) => (failure ? null : rows));
    part = newPart(wanted);
    cuts.push(taken);
    return taken;
  }

  return {
    async submit(probe, iteration, capture, { only, done } = {}) {
      const { readers, estimators } = only ? readersOf(entries, probe, only) : all(probe);
      if (readers.length === 0) return;
      await pool.ready();
      if (failure) throw failure.cause;
      const turns = readers.map(({ means }) => means.turn(iteration));
      const job = pool
        .submit({
          capture: capture(),
          estimators,
          average: (found) => Promise.all(turns.map((turn, at) => turn.average(found[at]!))),
        })
        .catch((cause: unknown) => {
          failure ??= { cause };
          return [];
        })
        .finally(() => {
          for (const turn of turns) turn.done();
          done?.();
        });
      const own = part;
      added = Promise.all([job, added]).then(([results]) => addRows(own, results, readers, iteration));
    },
    cut,
    async finish() {
      cut();
      const parts = await Promise.all(cuts);
      if (failure) throw failure.cause;
      return joined(wanted, [earlier.estimates, ...parts.map((one) => one!.estimates)]);
    },
  };
}

/** The rows of a part and where averages stand now, once all of its rows are there. */
async function takePart(
  entries: readonly Entry[],
  rows: Part,
  there: Promise<unknown>,
): Promise<EstimatedRows> {
  const states = Promise.all(entries.map(async ({ key, means }) => [key, await means.state()] as const));
  await there;
  const estimates = Object.fromEntries([...rows].map(([key, builder]) => [key, builder.finish()]));
  const means = (await states).filter(([, state]) => Object.keys(state).length > 0);
  return { estimates, means: Object.fromEntries(means) };
}

/** Who reads a probe, and what the workers are told of it. */
interface Readers {
  readonly readers: readonly Entry[];
  readonly estimators: EstimationJob['estimators'];
}

function readersOf(entries: readonly Entry[], probe: number, only?: ReadonlySet<string>): Readers {
  const readers = entries.filter((one) => one.probe === probe && (!only || only.has(one.key)));
  return { readers, estimators: readers.map(({ kind, params }) => ({ kind, params })) };
}

/** The rows of each wanted estimate, part after part. */
function joined(wanted: readonly WantedEstimate[], parts: readonly RowsByEstimate[]): RowsByEstimate {
  const rowsOf = (key: string) => joinKeptRows(parts.flatMap((one) => one[key] ?? []));
  return Object.fromEntries(wanted.map(({ key }) => [key, rowsOf(key)]));
}

/** Rows by estimate, while they are added. */
type Part = ReadonlyMap<string, KeptRowsBuilder>;

function newPart(wanted: readonly WantedEstimate[]): Part {
  return new Map(wanted.map(({ key }) => [key, new KeptRowsBuilder()]));
}

/** Adds the rows of one capture; none of one that could not be estimated. */
function addRows(
  part: Part,
  results: readonly (readonly EstimateRow[])[],
  readers: readonly WantedEstimate[],
  iteration: number,
): void {
  for (const [at, rows] of results.entries()) {
    const builder = part.get(readers[at]!.key)!;
    for (const { layer, cells } of rows) builder.add({ iteration, layer, cells: keptCells(cells) });
  }
}

/** Cells as JSON keeps them, so that rows are the same whether they were kept on the way or not. */
function keptCells(cells: EstimateRow['cells']): EstimateRow['cells'] {
  for (const name in cells)
    if (!isKept(cells[name]!)) return Object.fromEntries(Object.entries(cells).map(kept));
  return cells;
}

function kept([name, cell]: readonly [string, Cell]): [string, Cell] {
  return [name, typeof cell === 'number' ? keptNumber(cell) : cell];
}

function isKept(cell: Cell): boolean {
  return typeof cell !== 'number' || Object.is(cell, keptNumber(cell));
}
