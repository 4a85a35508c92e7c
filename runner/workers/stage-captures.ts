import { isKept } from '../../src/plan/keeping.ts';
import type { EstimatorPlan, StagePlan } from '../../src/plan/plan.ts';
import { CaptureKeeper } from '../store/capture-keeper.ts';
import type { KeptProbe } from '../store/capture-writing.ts';
import { checkpointFolder } from '../store/checkpoint-folder.ts';
import type { CaptureStore } from '../store/stored-captures.ts';
import type { ResultKeys } from './result-key.ts';
import type { StageRunner } from './stage-runner.ts';

/** The probes of a stage, by index, that ask to be kept always. */
export function pinnedProbes({ probes }: StagePlan): number[] {
  return probes.flatMap(({ keep }, index) => (keep === 'always' ? [index] : []));
}

/** Of probes those whose captures are not kept; those that are, are pinned. */
export async function notYetPinned(
  { probes }: StagePlan,
  wanted: readonly number[],
  keys: ResultKeys,
  captures: CaptureStore,
): Promise<number[]> {
  const found: number[] = [];
  for (const index of wanted) {
    const key = keys.capture(probes[index]!.key);
    if (await captures.has(key)) await captures.pin(key, true);
    else found.push(index);
  }
  return found;
}

/**
 * Keeps captures while a stage's training runs.
 * @param wanted estimates that the training is run for
 * @param pinned probes, by index, whose captures are wanted themselves
 */
export function openStageCaptures(
  stage: StagePlan,
  { wanted, pinned }: { readonly wanted: readonly EstimatorPlan[]; readonly pinned: readonly number[] },
  keys: ResultKeys,
  { store, captures, writer, budget, hold, listen }: StageRunner,
): CaptureKeeper {
  const probes = stage.probes.map((probe, index): KeptProbe | null => {
    const readers = wanted.filter((one) => one.probe === index).map(({ key }) => keys.estimate(key));
    const looked = readers.length > 0 || pinned.includes(index);
    if (!looked || !isKept(probe, budget)) return null;
    const { name, key: capture, sample, rows, keep } = probe;
    return {
      name,
      key: keys.capture(capture),
      capture,
      fixed: sample !== 'batch',
      pinned: keep === 'always',
      rows,
      readers,
    };
  });
  const training = keys.training(stage.key);
  return new CaptureKeeper(probes, {
    training,
    folder: checkpointFolder(store.folder, training),
    writer,
    captures,
    budget: budget.total,
    warn: (message) => listen({ event: 'warning', message: `${stage.id}: ${message}` }),
    hold,
  });
}
