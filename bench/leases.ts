// The lease protocol at scale, in virtual time: `node --import ts-blank-space/register bench/leases.ts [--stages 10000]
// [--workers 1000] [--length 60] [--seed 1]`. Stages last `length` seconds; workers die, stand still and reach time limits; the
// file system is slow, shows changes late and loses answers. Prints what came of it.
import { parseArgs } from 'node:util';
import { roughCluster } from './leases/rough-cluster.ts';
import { simulateLeases } from './leases/simulate-leases.ts';

const { values: given } = parseArgs({
  options: {
    stages: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '1000' },
    length: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});
const [stages, workers, length, seed] = [given.stages, given.workers, given.length, given.seed].map(Number);
const { files, ...outcome } = await simulateLeases({ ...roughCluster, stages, workers, length, seed });
const { acquisitions, mostAcquisitions, seconds, done } = outcome;
const { user, system } = process.cpuUsage();
const largest = [...files.largest].map(([kind, names]) => `${kind} ${names}`).join(', ');
const busiest = [...files.busiest]
  .map(([kind, calls]) => `${kind} ${Math.max(...calls.values())}`)
  .join(', ');
console.log(
  [
    `${stages} stages on ${workers} workers, ${length} s each; seed ${seed}`,
    `results ${outcome.results}, wrong ${outcome.wrong}; lost ${outcome.lost}; done more than once ${outcome.repeated}; ` +
      `failed because they kill their workers ${outcome.failed}`,
    `workers that died ${outcome.deaths}; leases taken from workers that stood still ${outcome.taken}`,
    `acquisitions ${acquisitions}, ${(acquisitions / done).toFixed(1)} a second, ${mostAcquisitions} in the busiest; last result after ${done.toFixed(0)} s ` +
      `(${((stages * length) / workers).toFixed(0)} if nothing went wrong), last worker gone after ${seconds.toFixed(0)} s`,
    `calls of the file system ${files.calls}, ${(files.calls / acquisitions).toFixed(0)} an acquisition, ${files.lists} of them listings`,
    `files in one folder at most: ${largest}; lease files that are left ${outcome.leaseFiles}`,
    `calls in the busiest second: ${busiest}; waiting at the server at most ${files.backlog}`,
    `CPU time of the simulation ${((user + system) / 1e6).toFixed(0)} s`,
  ].join('\n'),
);
