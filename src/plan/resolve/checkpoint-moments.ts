import type { CheckpointFacts } from '../../node/onnx-facts.ts';
import { epochIteration } from '../schedule.ts';

/** A file of weights with the update that it was written after. */
export interface Moment {
  readonly file: string;
  readonly iteration: number;
}

export interface Moments {
  /** By iteration, ascending. */
  readonly moments: readonly Moment[];
  /** Null where epochs are not known. */
  readonly updatesPerEpoch: number | null;
}

/** Why checkpoints have no order in time, and what to do. */
export interface NoMoments {
  readonly fault: string;
  readonly hint: string;
}

/**
 * When checkpoints were written. Iterations and epochs that are both told have to agree on the updates of an epoch. Where
 * iterations alone are told, and the study does not say how many updates an epoch has, epochs are not known; where epochs alone
 * are told, an epoch counts as one iteration then.
 * @param updatesPerEpoch as the study says it
 */
export function checkpointMoments(
  checkpoints: readonly CheckpointFacts[],
  updatesPerEpoch: number | null,
): Moments | NoMoments {
  const untold = checkpoints.find(({ iteration, epoch }) => iteration === null && epoch === null);
  if (untold && checkpoints.length > 1) {
    return {
      fault: `the name of ${untold.file} does not say after which update or epoch it was written`,
      hint: 'name it such as step-000469 or epoch-3, or list the files in a checkpoints.json',
    };
  }
  if (untold) return { moments: [{ file: untold.file, iteration: 0 }], updatesPerEpoch: 1 };
  const perEpoch = updatesPerEpoch ?? toldPerEpoch(checkpoints);
  const mixed = perEpoch === null && checkpoints.find(({ iteration }) => iteration === null);
  if (mixed) {
    return {
      fault: `the name of ${mixed.file} says an epoch, and those of others an update`,
      hint: 'say how many updates an epoch has: `updatesPerEpoch: 469`, len(loader) in PyTorch',
    };
  }
  const placed = checkpoints.map(({ file, iteration, epoch }) => ({
    file,
    epoch,
    iteration: iteration ?? epochIteration(epoch!, perEpoch ?? 1),
  }));
  const odd = placed.find(
    ({ iteration, epoch }) => epoch !== null && Math.abs(epoch * (perEpoch ?? 1) - iteration) > 1,
  );
  if (odd) {
    return {
      fault: `${odd.file} is of iteration ${odd.iteration} and epoch ${odd.epoch}, which do not go together with ${perEpoch} updates an epoch`,
      hint: 'correct its name or the listing, or say `updatesPerEpoch`',
    };
  }
  const moments = placed.sort((a, b) => a.iteration - b.iteration);
  const twice = moments.findIndex(({ iteration }, place) => iteration === moments[place - 1]?.iteration);
  if (twice > 0) {
    const { file, iteration } = moments[twice]!;
    return {
      fault: `${moments[twice - 1]!.file} and ${file} are both of iteration ${iteration}`,
      hint: 'leave one of them out, or list the files in a checkpoints.json',
    };
  }
  return { moments: moments.map(({ file, iteration }) => ({ file, iteration })), updatesPerEpoch: perEpoch };
}

/** Updates of an epoch, as checkpoints tell them; null where they tell iterations alone. */
function toldPerEpoch(checkpoints: readonly CheckpointFacts[]): number | null {
  const ratios = checkpoints.flatMap(({ iteration, epoch }) =>
    iteration !== null && epoch !== null && epoch > 0 ? [{ epoch, ratio: iteration / epoch }] : [],
  );
  const [best] = ratios.sort((a, b) => b.epoch - a.epoch);
  if (best) return Math.max(1, Math.round(best.ratio));
  return checkpoints.every(({ epoch }) => epoch !== null) ? 1 : null;
}
