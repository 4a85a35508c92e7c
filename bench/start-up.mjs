// What a study costs before anything is trained: `validate` as a multiple of starting Node, and planning by the number
// of trials. Medians of alternated runs; CPU time (user and system, threads included) beside the wall's, since the wall's
// is noise on a machine that does other work. With `--kept N` instead: planning N trainings that are all kept with their
// estimates, beside an empty store, and beside one that has lost its notes of them.
//
//     npm run build && node bench/start-up.mjs [RUNS=9] [STUDY] [--kept N] [--program dist/src/cli/main.js]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { kept: { type: 'string' }, program: { type: 'string', default: 'dist/src/cli/main.js' } },
});
const [runs = '9', study = 'specs/quickstart.yaml'] = positionals;
const cwd = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Wall and CPU time in ms of one process. */
function timeOf(args, env = {}) {
  const script = 'TIMEFORMAT="%R %U %S"; { time "$0" "$@" >/dev/null 2>/dev/null; } 2>&1';
  const told = execFileSync('bash', ['-c', script, process.execPath, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
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
    for (const [name, { args, env, before }] of Object.entries(commands)) {
      before?.();
      const { wall, cpu } = timeOf(args, env);
      found[name].wall.push(wall);
      found[name].cpu.push(cpu);
    }
  }
  return Object.fromEntries(
    Object.entries(found).map(([name, { wall, cpu }]) => [name, { wall: median(wall), cpu: median(cpu) }]),
  );
}

const { program: main, kept } = options;
const show = (name, { wall, cpu }) =>
  console.log(
    `${name.padEnd(34)} ${wall.toFixed(0).padStart(6)} ms wall ${cpu.toFixed(0).padStart(6)} ms CPU`,
  );
if (kept) await planKept(Number(kept));
else plan();

function plan() {
  const sides = { 1: [1, 1], 100: [10, 10], 1000: [10, 100], 3000: [30, 100], 10000: [100, 100] };
  const planOf = ([filters, units]) => {
    const axes = { F: { range: [1, filters] }, U: { range: [1, units] } };
    const matrix = { 'models.lenet5.layers.C1.filters': axes.F, 'models.lenet5.layers.F1.units': axes.U };
    return { args: [main, 'plan', study, '--set', `matrix=${JSON.stringify(matrix)}`] };
  };

  const { node, validate } = compare({
    node: { args: ['-e', '0'] },
    validate: { args: [main, 'validate', study] },
  });
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
}

async function planKept(trainings) {
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-start-up-'));
  try {
    const set = `matrix=${JSON.stringify({ seed: { range: [1, trainings] } })}`;
    const full = join(folder, 'full');
    const objects = await fill(full, set);
    const args = [main, 'plan', study, '--set', set];
    const inStore = (store, before) => ({ args, env: { INFOPLANE_STORE: store }, before });
    const { empty, noted, lost } = compare({
      empty: inStore(join(folder, 'empty')),
      noted: inStore(full),
      lost: inStore(full, () => rmSync(join(full, 'results.jsonl'), { force: true })),
    });
    show(`plan of ${trainings} trainings, none kept`, empty);
    show(`all kept, ${objects} results`, noted);
    show('all kept, notes lost', lost);
    const beyond = (one) =>
      `${(one.wall - empty.wall).toFixed(0)} ms wall, ${(one.cpu - empty.cpu).toFixed(0)} ms CPU`;
    console.log(
      `looked up in ${beyond(noted)}; without notes in ${beyond(lost)} (aim: 10,000 trainings in 500 ms)`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Keeps results without rows for all trainings and estimates of the study; how many there are. */
async function fill(store, set) {
  const [{ compileOnDisk }, { openStore }, { stageKeys }, { stageEstimates }, content, { loadNode }] =
    await Promise.all(
      [
        'src/compile/compile-on-disk',
        'runner/store/store',
        'runner/workers/result-key',
        'src/plan/stage-estimates',
        'src/plan/stage-content',
        'runner/nodes/registry',
      ].map((module) => import(`../dist/${module}.js`)),
    );
  const { plan } = await compileOnDisk({ path: study, set: [set], cwd, store });
  const { stages } = plan;
  const numericClass = { engine: 'onnx/cpu', version: '0.0.0', device: 'cpu', threads: 1 };
  const services = { env: process.env, folder: dirname(join(cwd, study)), warn: () => {} };
  const { dataset } = stages[0];
  const { files } = await (await loadNode('dataset', dataset.kind)).run.load(dataset, services);
  const keeping = openStore(store, () => {});
  const results = stages.flatMap((stage) => {
    const keys = stageKeys(stage, { ...numericClass, kernels: 'wasm' }, { files });
    const training = keys.training(stage.key);
    const about = { training, numericClass };
    const own = { of: 'training', key: stage.key, ...about, content: content.trainingContent(stage) };
    const estimates = stageEstimates(stage).map((one) => {
      const inputs = { of: 'estimate', key: one.key, ...about, content: content.estimateContent(stage, one) };
      return [keys.estimate(one.key), inputs];
    });
    return [[training, own], ...estimates];
  });
  for (let from = 0; from < results.length; from += 64)
    await Promise.all(
      results.slice(from, from + 64).map(([key, inputs]) => keeping.put(key, { inputs, format: 2 })),
    );
  return results.length;
}
