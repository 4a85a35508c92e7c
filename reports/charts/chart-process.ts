// A process of its own for one chart: `node chart-process.js <seconds>`, started with a channel. It says `ready`, takes an `ApartJob`,
// answers with a `DrawnApart` and ends. Whatever a chart does it is gone after the given seconds, also when its parent was killed.
import { Worker } from 'node:worker_threads';
import type { ApartJob } from './draw-apart.ts';
import { drawBounded } from './draw-bounded.ts';

const milliseconds = Number(process.argv[2]) * 1000;
const watch = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${milliseconds})`;
new Worker(watch, { eval: true }).on('error', () => {}).unref();

process.on('disconnect', () => process.exit());
process.once('message', async (job: ApartJob) => {
  const drawn = await drawBounded(job);
  process.send!(drawn, () => process.exit());
});
process.send!('ready');
