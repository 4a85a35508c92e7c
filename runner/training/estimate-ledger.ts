import type { BranchPlan, JsonObject, StagePlan } from '../../src/plan/plan.ts';
import type { Cell } from '../../src/table/columns.ts';
import { makeCapture } from '../capture/make-capture.ts';
import type { StageRows } from '../contract/checkpoint.ts';
import type { Batch, Tensors } from '../contract/engine.ts';
import type { EstimateRow } from '../contract/estimator.ts';
import type { StageServices } from '../contract/model.ts';
import type { KeptEstimate } from '../contract/stage-result.ts';
import { keptNumber } from './kept-number.ts';
import { createRunningMeans } from './running-means.ts';

/** An estimator that one or more branches read from the same probe: computed once. */
interface SharedEstimator {
  readonly kind: string;
  readonly params: JsonObject;
  readonly owners: { readonly branch: number; readonly estimator: number }[];
}

type EstimatedRows = Pick<StageRows, 'estimates' | 'means'>;

/** Sends captures to the estimators in the worker threads and gathers their rows in a defined order. */
export interface EstimateLedger {
  /** Hands over a capture of probe number `probe`; waits while the workers have enough to do. */
  submit(probe: number, batch: Batch, tensors: Tensors, iteration: number): Promise<void>;
  /**
   * The rows of all captures that were handed over since the last cut, and where averages over rows stand after them, once they
   * are estimated; null when one could not be.
   */
  cut(): Promise<EstimatedRows | null>;
  /** All rows, once every capture is estimated. */
  finish(): Promise<KeptEstimate[]>;
}

/**
 * @param earlier rows that are there already, and where averages stand after them
 * @throws whatever an estimator threw, at the next `submit` or at `finish`
 */
export function createEstimateLedger(
  stage: StagePlan,
  { pool, probes }: Pick<StageServices, 'pool' | 'probes'>,
  earlier: EstimatedRows = { estimates: [] },
): EstimateLedger {
  const shared = stage.probes.map((_, probe) => shareEstimators(stage.branches, probe));
  /** Since the last cut. */
  let pending: Promise<KeptEstimate[]>[] = [];
  const cuts: Promise<EstimatedRows | null>[] = [];
  const means = stage.probes.map((_, probe) => createRunningMeans(earlier.means?.[probe]));
  let failure: { readonly cause: unknown } | null = null;

  async function take(jobs: readonly Promise<KeptEstimate[]>[]): Promise<EstimatedRows | null> {
    const states = Promise.all(means.map((each) => each.state()));
    const estimates = (await Promise.all(jobs)).flat();
    const stand = await states;
    if (failure) return null;
    return stand.some((state) => Object.keys(state).length > 0) ? { estimates, means: stand } : { estimates };
  }

  function cut(): Promise<EstimatedRows | null> {
    const part = take(pending);
    pending = [];
    cuts.push(part);
    return part;
  }

  return {
    async submit(probe, batch, tensors, iteration) {
      const estimators = shared[probe]!;
      if (estimators.length === 0) return;
      await pool.ready();
      if (failure) throw failure.cause;
      const capture = makeCapture(stage, stage.probes[probe]!, probes[probe]!, batch, tensors, iteration);
      const { average, done } = means[probe]!.turn(iteration);
      const job = pool
        .submit({ capture, estimators: estimators.map(({ kind, params }) => ({ kind, params })), average })
        .then((results) => rowsOf(results, estimators, iteration))
        .catch((cause: unknown) => {
          failure ??= { cause };
          return [];
        })
        .finally(done);
      pending.push(job);
    },
    cut,
    async finish() {
      cut();
      const parts = await Promise.all(cuts);
      const rows = [...earlier.estimates, ...parts.flatMap((part) => part?.estimates ?? [])];
      if (failure) throw failure.cause;
      return rows.sort(
        (a, b) => a.branch - b.branch || a.iteration - b.iteration || a.estimator - b.estimator,
      );
    },
  };
}

/** The rows of one capture for each that owns them. */
function rowsOf(
  results: readonly (readonly EstimateRow[])[],
  estimators: readonly SharedEstimator[],
  iteration: number,
): KeptEstimate[] {
  return results.flatMap((result, at) =>
    estimators[at]!.owners.flatMap((owner) =>
      result.map(({ layer, cells }) => ({ ...owner, iteration, layer, cells: keptCells(cells) })),
    ),
  );
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

function shareEstimators(branches: readonly BranchPlan[], probe: number): SharedEstimator[] {
  const byContent = new Map<string, SharedEstimator>();
  branches.forEach((branch, branchIndex) => {
    branch.estimators.forEach((estimator, index) => {
      if (estimator.probe !== probe) return;
      const content = JSON.stringify([estimator.kind, estimator.params]);
      const known = byContent.get(content) ?? { kind: estimator.kind, params: estimator.params, owners: [] };
      known.owners.push({ branch: branchIndex, estimator: index });
      byContent.set(content, known);
    });
  });
  return [...byContent.values()];
}
