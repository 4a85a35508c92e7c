import { workerData } from 'node:worker_threads';
import { helpWithStrips, type StripHelp } from '../estimation/strip-threads.ts';

/** Runs in a thread beside one that estimates: strips of large matrices until it is ended. */
helpWithStrips(workerData as StripHelp);
