import { join } from 'node:path';
import { packageRoot } from '../../src/node/package-info.ts';

/** What estimation threads run: compiled JavaScript, also when the caller runs from the sources. */
export const estimationWorkerFile = join(packageRoot, 'dist/runner/workers/estimation-worker.js');
