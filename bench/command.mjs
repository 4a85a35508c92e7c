// How long a command of Node takes, its start included: `node bench/command.mjs ARGUMENTS...`, such as `-e 0`. Prints one JSON line: milliseconds of
// the clock (median and fastest of 9) and of the CPU (mean).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const repeats = 9;
const args = process.argv.slice(2);
const once = () => {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ends with ${status}: ${stderr}`);
  return performance.now() - begun;
};
once();
const times = Array.from({ length: repeats }, once).sort((a, b) => a - b);
const cpu = childrenCpu();
console.log(
  JSON.stringify({
    what: `node ${args.join(' ')}`,
    milliseconds: times[repeats >> 1],
    fastest: times[0],
    cpu: cpu / (repeats + 1),
  }),
);

/** Milliseconds of CPU of all processes that have ended; 0 where the system does not say. */
function childrenCpu() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
    return 10 * (Number(fields[13]) + Number(fields[14]));
  } catch {
    return 0;
  }
}
