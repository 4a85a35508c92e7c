// A process of its own in which a network runs for the shapes of its tensors: `node shapes-process.js <seconds> <megabytes>`, started with a
// channel. It takes a `ShapesOrder`, answers with a `ShapesAnswer` and ends. What the network does is gone after the given seconds, or
// when the process has so much memory resident: a thread of its own looks, since ONNX Runtime leaves no time for anything else.
import { Worker } from 'node:worker_threads';
import { RunError } from '../../src/node/run-error.ts';
import { runForShapes } from './run-for-shapes.ts';
import type { ShapesAnswer, ShapesOrder } from './shapes-apart.ts';

const [seconds = 0, megabytes = 0] = process.argv.slice(2).map(Number);
const watch = `
  const end = () => process.kill(process.pid, 'SIGKILL');
  setTimeout(end, ${1000 * seconds});
  setInterval(() => process.memoryUsage.rss() > ${1e6 * megabytes} && end(), 20);
`;
new Worker(watch, { eval: true }).on('error', () => {}).unref();

process.on('disconnect', () => process.exit());
process.once('message', async ({ wish, folder }: ShapesOrder) => {
  const answer = await answerTo(wish, folder);
  process.send!(answer, () => process.exit());
});

async function answerTo(wish: ShapesOrder['wish'], folder: string): Promise<ShapesAnswer> {
  try {
    return { shapes: await runForShapes(wish, folder) };
  } catch (cause) {
    if (!(cause instanceof RunError)) return { bug: (cause as Error).stack ?? String(cause) };
    const { message, hint } = cause;
    return { failure: { message, hint } };
  }
}
