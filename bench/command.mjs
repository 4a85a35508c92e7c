// How long a command of Node takes, its start included: `node bench/command.mjs [--repeats 9] ARGUMENTS...`, such as `-e 0`. Prints one JSON line:
// milliseconds of the clock (median and fastest of the repeats) and of the CPU (mean).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @param argsOf arguments of Node of each repeat, by its number from 0; one comes before them, which is not counted
 * @param env variables of the environment beside those of this process
 * @returns milliseconds of the clock, median and fastest, and of the CPU, mean of all
 * @throws Error with what it said when a command fails
 */
export function timeCommand(argsOf, { repeats = 9, env = {} } = {}) {
  const before = childrenCpu();
  const once = (_, at) => {
    const args = argsOf(at);
    const begun = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    if (status !== 0) throw new Error(`node ${args.join(' ')} ends with ${status}: ${stderr}`);
    return performance.now() - begun;
  };
  const times = Array.from({ length: repeats + 1 }, once)
    .slice(1)
    .sort((a, b) => a - b);
  const cpu = (childrenCpu() - before) / (repeats + 1);
  return { milliseconds: times[repeats >> 1], fastest: times[0], cpu };
}

/** Milliseconds of CPU of all processes that have ended; 0 where the system does not say. */
function childrenCpu() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
    return 10 * (Number(fields[13]) + Number(fields[14]));
  } catch {
    return 0;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [first, count] = process.argv.slice(2);
  const counted = first === '--repeats';
  const args = process.argv.slice(counted ? 4 : 2);
  const times = timeCommand(() => args, counted ? { repeats: Number(count) } : {});
  console.log(JSON.stringify({ what: `node ${args.slice(0, 3).join(' ')}`, ...times }));
}
