// Memory of the whole of specs/paper/figure-7-mnist.yaml, tables and report included: `node bench/memory.mjs [--epochs 10]`,
// after `npm run build`. Prints one JSON line: megabytes resident at the end of each epoch, before the tables, and at the most, and the
// milliseconds of all of it, of the clock and of the CPU.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../dist/src/index.js';

const { values: given } = parseArgs({ options: { epochs: { type: 'string', default: '10' } } });
const megabytes = (bytes) => Math.round(bytes / 1e6);

const folder = mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
const marks = { epochs: [], trained: 0 };
function listen(event) {
  if (event.event === 'stage-progress' && Number.isInteger(event.epoch))
    marks.epochs.push(megabytes(process.memoryUsage.rss()));
  if (event.event === 'stage-finished') marks.trained = megabytes(process.memoryUsage.rss());
}
const begun = performance.now();
const summary = await run(
  {
    path: 'specs/paper/figure-7-mnist.yaml',
    set: [
      `models.lenet5.training.epochs=${given.epochs}`,
      // from epoch 7 of 10, which shorter trainings do not reach
      `reports.figure-7.zoom={from: ${0.7 * Number(given.epochs)}}`,
      'matrix={seed: [1]}',
    ],
  },
  { out: join(folder, 'runs'), store: join(folder, 'store'), engine: 'onnx/cpu', jobs: 1, listen },
);
const milliseconds = performance.now() - begun;
rmSync(folder, { recursive: true });
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    what: `figure-7-mnist, ${summary.engine}`,
    ...marks,
    megabytes: megabytes(process.resourceUsage().maxRSS * 1024),
    milliseconds,
    fastest: milliseconds,
    cpu: (user + system) / 1000,
  }),
);
