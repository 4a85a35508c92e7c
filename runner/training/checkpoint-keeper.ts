import type { Checkpoints } from '../contract/checkpoint.ts';
import type { TrainingSession } from '../contract/engine.ts';
import type { CurvePoint } from '../contract/stage-result.ts';
import type { EstimateLedger } from './estimate-ledger.ts';
import type { TrainingCurve } from './training-curve.ts';

/** The parts of a training that its checkpoints are made of. */
export interface TrainingParts {
  readonly session: TrainingSession;
  readonly ledger: EstimateLedger;
  readonly stretches: TrainingCurve;
  /** Points so far; the training adds to them. */
  readonly curve: readonly CurvePoint[];
}

/** Saves where a training stands, from time to time. */
export interface CheckpointKeeper {
  /**
   * Called after `iteration` updates, before any row of that iteration. Takes a copy of the state when it is time to, and
   * lets it be written while the training goes on.
   * @param leaving saves in any case and waits until it is written
   */
  at(iteration: number, leaving: boolean): Promise<void>;
}

/** @param first iteration that the training begins at; what came before it is saved */
export function createCheckpointKeeper(
  checkpoints: Checkpoints,
  { session, ledger, stretches, curve }: TrainingParts,
  { first, updatesPerEpoch }: { readonly first: number; readonly updatesPerEpoch: number },
): CheckpointKeeper {
  let saved = first;
  let points = first === 0 ? 0 : curve.length;
  return {
    async at(iteration, leaving) {
      if (iteration === saved) return;
      if (!leaving && !checkpoints.due(iteration % updatesPerEpoch === 0)) return;
      const moment = { iteration, session: await session.state(), stretch: stretches.stretch() };
      const fresh = curve.slice(points);
      const rows = ledger.cut().then((cut) => cut && { ...cut, curve: fresh });
      saved = iteration;
      points = curve.length;
      const saving = checkpoints.save(moment, rows);
      // What could not be saved was told of; a bug in it comes out where the checkpoints are closed.
      if (leaving) await saving;
      else saving.catch(() => {});
    },
  };
}
