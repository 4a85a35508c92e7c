// Runs commands in turn, round after round, so that a drifting machine hits all alike:
//   node bench/compare.mjs [--rounds 5] 'COMMAND' 'COMMAND' ...
// Each command prints one JSON line with `milliseconds`, `fastest` and `cpu`. Shown are the medians over the rounds, the
// least of each, and the ratio to the first command. Where other work runs beside, trust the least and the CPU time.
import { execSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const measures = ['milliseconds', 'fastest', 'cpu'];
const runs = positionals.map((command) => ({ command, what: '', lines: [] }));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const run of runs) {
    const printed = execSync(run.command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    const line = JSON.parse(printed.trim().split('\n').at(-1));
    run.what = line.what ?? run.command;
    run.lines.push(line);
  }
}
const summary = runs.map(({ command, what, lines }) => ({
  command,
  what,
  ...Object.fromEntries(measures.map((measure) => [measure, spread(lines.map((line) => line[measure]))])),
}));
for (const { command, what, ...columns } of summary) {
  console.log(`${what}\n  ${command}`);
  for (const measure of measures) {
    const { median, least } = columns[measure];
    const first = summary[0][measure];
    console.log(
      `  ${measure.padEnd(12)} median ${median.toFixed(2)}  least ${least.toFixed(2)}  ` +
        `against the first: ${(median / first.median).toFixed(2)} (median), ${(least / first.least).toFixed(2)} (least)`,
    );
  }
}

function spread(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0] };
}
