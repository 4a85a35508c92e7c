// What a study costs before anything is trained: `validate` as a multiple of starting Node, and planning by the number
// of trials. Medians of alternated runs; CPU time (user and system, threads included) beside the wall's, since the wall's
// is noise on a machine that does other work.
//
//     npm run build && node bench/start-up.mjs [RUNS=9] [STUDY]
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [runs = '9', study = 'specs/quickstart.yaml'] = process.argv.slice(2);
const cwd = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Wall and CPU time in ms of one process. */
function timeOf(args) {
  const script = 'TIMEFORMAT="%R %U %S"; { time "$0" "$@" >/dev/null 2>/dev/null; } 2>&1';
  const told = execFileSync('bash', ['-c', script, process.execPath, ...args], { cwd, encoding: 'utf8' });
  const [wall, user, system] = told
    .trim()
    .split(/\s+/)
    .map((part) => 1000 * Number(part));
  return { wall, cpu: user + system };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Runs the commands in turn, so that a machine that gets slower does so for all; medians by name. */
function compare(commands) {
  const found = Object.fromEntries(Object.keys(commands).map((name) => [name, { wall: [], cpu: [] }]));
  for (let run = 0; run < Number(runs); run++) {
    for (const [name, args] of Object.entries(commands)) {
      const { wall, cpu } = timeOf(args);
      found[name].wall.push(wall);
      found[name].cpu.push(cpu);
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([name, { wall, cpu }]) => [name, { wall: median(wall), cpu: median(cpu) }]),
  );
}

const main = 'dist/src/cli/main.js';
const sides = { 1: [1, 1], 100: [10, 10], 1000: [10, 100], 3000: [30, 100], 10000: [100, 100] };
const planOf = ([filters, units]) => {
  const axes = { F: { range: [1, filters] }, U: { range: [1, units] } };
  const matrix = { 'models.lenet5.layers.C1.filters': axes.F, 'models.lenet5.layers.F1.units': axes.U };
  return [main, 'plan', study, '--set', `matrix=${JSON.stringify(matrix)}`];
};

const { node, validate } = compare({ node: ['-e', '0'], validate: [main, 'validate', study] });
const show = (name, { wall, cpu }) =>
  console.log(
    `${name.padEnd(34)} ${wall.toFixed(0).padStart(6)} ms wall ${cpu.toFixed(0).padStart(6)} ms CPU`,
  );
show('node -e 0', node);
show('validate', validate);
const times = (part) => (validate[part] / node[part]).toFixed(2);
console.log(
  `validate / node: ${times('wall')} by the wall, ${times('cpu')} of CPU (aim: at most 2.2 by the wall)`,
);

const plans = compare(
  Object.fromEntries(Object.entries(sides).map(([trials, side]) => [trials, planOf(side)])),
);
const start = plans[1];
for (const [trials, { wall, cpu }] of Object.entries(plans)) {
  const beyond = { wall: wall - start.wall, cpu: cpu - start.cpu };
  show(`plan of ${trials} trainings`, { wall, cpu });
  if (trials > 1)
    console.log(
      `  beyond start-up: ${beyond.wall.toFixed(0)} ms wall, ${beyond.cpu.toFixed(0)} ms CPU; ${((1000 * beyond.cpu) / trials).toFixed(0)} µs of CPU each`,
    );
}
console.log('aims: 100 trials in 300 ms beyond start-up, 10,000 in 2,000 ms in all');
