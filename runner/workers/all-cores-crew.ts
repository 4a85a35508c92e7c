import { availableParallelism } from 'node:os';
import type { TileCrew } from '../estimation/tile-crew.ts';
import { threadedCrew } from '../estimation/tile-threads.ts';
import type { Numerics } from '../kernels/numerics.ts';
import { tileWorkerFile } from './estimation-worker-file.ts';

/** A thread for each core, where one estimate is all there is to do; they start with the first large matrix. */
export function allCoresCrew(numerics: Numerics): TileCrew {
  return threadedCrew(numerics, tileWorkerFile, availableParallelism() - 1);
}
