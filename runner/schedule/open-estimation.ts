import { join } from 'node:path';
import { packageRoot } from '../../src/node/package-info.ts';
import { createEstimationPool, type EstimationPool } from '../estimation/estimation-pool.ts';
import type { PluginModule } from '../plugins/plugin-modules.ts';

/** Worker threads run compiled JavaScript, also when the caller runs from the sources. */
const workerFile = join(packageRoot, 'dist/runner/estimation/worker.js');

/**
 * The threads that estimate a run's captures.
 * @param plugins those that its estimators may be from
 * @throws Error when the package was not built
 */
export function openEstimation(threads: number, plugins: readonly PluginModule[] = []): EstimationPool {
  return createEstimationPool({ threads, workerFile, plugins });
}
