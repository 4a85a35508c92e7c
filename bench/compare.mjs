// Compares commands that run in turn, round after round:
//   node bench/compare.mjs [--rounds 5] 'COMMAND' 'COMMAND' ...
// Each command prints one JSON line with `milliseconds`, `fastest` and `cpu`. Shown are the medians over the rounds, the
// least of each, and the ratio to the first command. Where other work runs beside, trust the least and the CPU time.
import { parseArgs } from 'node:util';
import { measures, runInTurn } from './in-turn.mjs';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const [first, ...others] = runInTurn(positionals, Number(values.rounds));
for (const run of [first, ...others]) {
  console.log(`${run.what}\n  ${run.command}`);
  if (run.failed !== null) console.log(`  failed: ${run.failed}`);
  else for (const measure of measures) console.log(`  ${measureText(measure, run)}`);
}
if ([first, ...others].some(({ failed }) => failed !== null)) process.exitCode = 1;

function measureText(measure, { [measure]: own }) {
  const absolute = `${measure.padEnd(12)} median ${own.median.toFixed(2)}  least ${own.least.toFixed(2)}`;
  const base = first[measure];
  if (!base) return absolute;
  const ratios = [own.median / base.median, own.least / base.least].map((ratio) => ratio.toFixed(2));
  return `${absolute}  against the first: ${ratios[0]} (median), ${ratios[1]} (least)`;
}
