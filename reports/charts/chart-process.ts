// A process of its own for one chart: `node chart-process.js <seconds>`, started with a channel. It says `ready`, takes an `ApartJob`,
// answers with a `DrawnApart` and ends. Whatever a chart does it is gone after the given seconds, also when its parent was killed.
import { Worker } from 'node:worker_threads';
import type { ApartJob, DrawnApart } from './draw-apart.ts';
import { drawBounded, undrawable } from './draw-bounded.ts';

const milliseconds = Number(process.argv[2]) * 1000;
const watch = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${milliseconds})`;
new Worker(watch, { eval: true }).on('error', () => {}).unref();

const answer = (drawn: DrawnApart) => process.send!(drawn, () => process.exit());
process.on('disconnect', () => process.exit());
// what Vega throws where nobody waits for it, as when it refuses a link
process.on('uncaughtException', (cause) => answer(undrawable(cause)));
process.once('message', async (job: ApartJob) => answer(await drawBounded(job)));
process.send!('ready');
