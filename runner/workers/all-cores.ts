import { availableParallelism } from 'node:os';
import { threadedStrips } from '../estimation/strip-threads.ts';
import type { TileCrew } from '../estimation/tile-crew.ts';
import { threadedCrew } from '../estimation/tile-threads.ts';
import { newMatrix } from '../kernels/matrix-stock.ts';
import type { Numerics } from '../kernels/numerics.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';
import { stripWorkerFile, tileWorkerFile } from './estimation-worker-file.ts';

/** A thread for each core, where one estimate is all there is to do; they start with the first large matrix. */
export function allCores(): { readonly numerics: Numerics; readonly crew: TileCrew } {
  const threads = availableParallelism();
  const numerics = createNumerics('wasm-fma', newMatrix, threadedStrips(stripWorkerFile, threads));
  return { numerics, crew: threadedCrew(numerics, tileWorkerFile, threads) };
}
