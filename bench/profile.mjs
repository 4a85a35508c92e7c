// Where the milliseconds of the main job go, by thread and phase: `node bench/profile.mjs [--iterations 300] [--epochs 1] [--settings]
// [--functions 0]`, after `npm run build`; Linux only. V8 takes samples of each thread that runs JavaScript (which costs a
// few percent); the kernel tells how long each thread was on a CPU. A phase has the share of its thread's CPU time that it has
// of the samples between the first update and the last row; samples go by the clock, so that beside other work a thread that waits for a
// CPU counts for where it stands, such as `hand-over`, which wakes others. Helpers are the threads that V8 compiles and collects with. With
// `--functions N` the N longest functions of each thread too, with what of the program they are of. Prints text, and last one JSON line.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kernelNames } from './kernel-names.mjs';

const { values: given } = parseArgs({
  options: {
    iterations: { type: 'string', default: '300' },
    epochs: { type: 'string', default: '1' },
    settings: { type: 'boolean', default: false },
    functions: { type: 'string', default: '0' },
  },
});

/** Names of functions, and what they are part of: the first that fits. Functions of the kernels come by their exported name. */
const phases = [
  [/^\((idle|root)\)|^atomicsWaitLoop|^wait /, null],
  [/garbage collector/, 'collector'],
  [/^kernel (tridiagonalise|pack|join|internal)/, 'spectra'],
  [/^kernel eigenvalues/, 'spectra'],
  [/^kernel (addExponents|exponentials|exponentsOf)/, 'exponentials'],
  [/^kernel (packSingle|packDouble|accumulate|unpack)/, 'distances'],
  [/^kernel/, 'products of matrices'],
  [/productDistances|finishDistances|wasmDistances|copyRows/, 'distances'],
  [/wasmGram|mirror|wasmProductGram/, 'exponentials'],
  [/classBlocks|classMembers|blocks |hadamard/, 'blocks by class'],
  [
    /loadProduct|reduceFour|reduceInDouble|loadPair|solveFour|wasm-spectrum|work-memory|load-product|reduce-four/,
    'spectra: JavaScript',
  ],
  [/onnxruntime-common|onnxruntime-node|backend\.js/, 'step with its taps'],
  [/ownCopy|sharedCopy|makeCapture|capture-slots/, 'hand-over'],
  [/piscina|worker_pool|postMessage|receiveMessage|ownBuffers|estimation-pool|structuredClone/, 'hand-over'],
  [
    /packed-rows|unpackRows|packRows|kept-rows|KeptRows|keptCells|addRows|estimate-ledger|rowsOf|row-view/,
    'rows',
  ],
  [/batches|gather/, 'batches'],
  [/./, 'other JavaScript'],
];

const folder = mkdtempSync(join(tmpdir(), 'infoplane-profile-'));
const flags = ['--cpu-prof', '--cpu-prof-interval', '200', '--cpu-prof-dir', folder];
const job = fileURLToPath(new URL('main-job.mjs', import.meta.url));
const size = ['--iterations', given.iterations, '--epochs', given.epochs];
const more = given.settings ? ['--settings'] : [];
const printed = execFileSync(process.execPath, [...flags, job, ...size, ...more], { encoding: 'utf8' });
const measured = JSON.parse(printed.trim().split('\n').at(-1));
const iterations = Number(given.iterations) * Number(given.epochs);
const names = kernelNames();
const profiles = readdirSync(folder)
  .map((name) => ({ main: /\.0\.\d+\.cpuprofile$/.test(name), ...samplesOf(join(folder, name)) }))
  .sort((a, b) => Number(b.main) - Number(a.main) || b.busy - a.busy);
rmSync(folder, { recursive: true });

const spent = measured.threads;
const table = profiles.map(({ main, byPhase, byFunction, busy }, at) => {
  const { cpu, waited } = spent[at] ?? { cpu: Number.NaN, waited: Number.NaN };
  const scaled = (entries) =>
    [...entries].sort(([, a], [, b]) => b - a).map(([name, time]) => [name, (cpu * time) / busy]);
  const functions = scaled(byFunction).slice(0, Number(given.functions));
  return { thread: main ? 'training' : `estimation ${at}`, cpu, waited, phases: scaled(byPhase), functions };
});
const helpers = spent.slice(profiles.length).reduce((sum, { cpu }) => sum + cpu, 0);

console.log(
  `${iterations} iterations, milliseconds of CPU time an iteration; by the clock ${show(measured.milliseconds)}`,
);
for (const { thread, cpu, waited, phases: parts, functions } of table) {
  console.log(`${thread}: ${show(cpu)}, and ${show(waited)} waiting for a CPU`);
  for (const [name, time] of parts) console.log(`  ${show(time).padStart(6)}  ${name}`);
  for (const [name, time] of functions) console.log(`    ${show(time).padStart(6)}  ${name}`);
}
console.log(`helpers of V8: ${show(helpers)}`);
console.log(
  JSON.stringify({
    what: measured.what,
    milliseconds: measured.milliseconds,
    cpu: measured.cpu,
    helpers,
    threads: table.map(({ thread, cpu, phases: parts }) => ({ thread, cpu, ...Object.fromEntries(parts) })),
  }),
);

function show(milliseconds) {
  return milliseconds.toFixed(2);
}

/** Microseconds by phase and by function in the window that was measured. */
function samplesOf(path) {
  const { nodes, samples, timeDeltas, startTime } = JSON.parse(readFileSync(path, 'utf8'));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [from, to] = measured.window;
  const [byPhase, byFunction] = [new Map(), new Map()];
  let [time, busy] = [startTime, 0];
  for (const [at, id] of samples.entries()) {
    time += timeDeltas[at];
    if (time < from || time > to) continue;
    const name = nameOf(frames.get(id));
    const [, phase] = phases.find(([pattern]) => pattern.test(name));
    if (phase === null) continue;
    busy += timeDeltas[at];
    byPhase.set(phase, (byPhase.get(phase) ?? 0) + timeDeltas[at]);
    byFunction.set(name, (byFunction.get(name) ?? 0) + timeDeltas[at]);
  }
  return { byPhase, byFunction, busy };
}

function nameOf({ functionName, url, lineNumber }) {
  const kernel = /^wasm-function\[(\d+)\]$/.exec(functionName);
  if (kernel) return `kernel ${names.get(kernel[1]) ?? `internal ${kernel[1]}`}`;
  if (/^file:.*wasm:/.test(url) || url.startsWith('wasm:')) return `kernel ${functionName}`;
  return `${functionName || 'anonymous'} ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`;
}
