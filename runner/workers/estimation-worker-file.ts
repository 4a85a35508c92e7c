import { join } from 'node:path';
import { packageRoot } from '../../src/node/package-info.ts';

/** What estimation threads run: compiled JavaScript, also when the caller runs from the sources. */
export const estimationWorkerFile = join(packageRoot, 'dist/runner/workers/estimation-worker.js');
/** What threads run that help one of them with a large matrix: one that is made by tiles, and one that is held. */
export const tileWorkerFile = join(packageRoot, 'dist/runner/workers/tile-worker.js');
export const stripWorkerFile = join(packageRoot, 'dist/runner/workers/strip-worker.js');
