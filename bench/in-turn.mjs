// Runs commands in turn, round after round, so that a drifting machine hits all alike.
import { execSync } from 'node:child_process';

/** What is measured of each: milliseconds by the clock (median and fastest of a run) and of the CPU. */
export const measures = ['milliseconds', 'fastest', 'cpu'];

/** What a command may print beside: the most memory of its process. */
const further = ['megabytes'];

/**
 * Each command prints one JSON line with the measures, last.
 * @param left milliseconds that are left for all of it, when it is asked
 * @returns of each command what it is, the median and the least of each measure over the rounds, and its last line; of one
 *   that fails `failed`, the last line that it wrote to stderr, instead
 */
export function runInTurn(commands, rounds, left = () => Number.POSITIVE_INFINITY) {
  const runs = commands.map((command) => ({ command, what: command, lines: [], failed: null }));
  for (let round = 0; round < rounds; round++) {
    for (const run of runs.filter(({ failed }) => failed === null)) {
      try {
        const printed = execSync(run.command, {
          encoding: 'utf8',
          stdio: 'pipe',
          maxBuffer: 1e8,
          ...limitOf(left()),
        });
        const line = JSON.parse(printed.trim().split('\n').at(-1));
        run.what = line.what ?? run.command;
        run.lines.push(line);
      } catch (error) {
        const lines = String(error.stderr || error.message)
          .trim()
          .split('\n');
        const said = lines.find((line) => /^\S*Error\b/.test(line)) ?? lines.at(-1);
        run.failed = error.code === 'ETIMEDOUT' ? 'its time was up' : said;
      }
    }
  }
  return runs.map(({ command, what, lines, failed }) =>
    failed === null
      ? { command, what, failed, ...spreads(lines), line: lines.at(-1) }
      : { command, what, failed },
  );
}

function spreads(lines) {
  const told = further.filter((measure) => lines.every((line) => measure in line));
  return Object.fromEntries(
    [...measures, ...told].map((measure) => [measure, spread(lines.map((line) => line[measure]))]),
  );
}

function spread(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0] };
}

function limitOf(milliseconds) {
  return Number.isFinite(milliseconds)
    ? { timeout: Math.max(1, Math.ceil(milliseconds)), killSignal: 'SIGKILL' }
    : {};
}
