import { type ChildProcess, execFile, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ApartJob, DrawApart, DrawnApart } from '../../reports/charts/draw-apart.ts';
import { packageRoot } from '../../src/node/package-info.ts';

/** Compiled JavaScript, also when the caller runs from the sources. */
const file = join(packageRoot, 'dist/reports/charts/chart-process.js');

/** What the process of a drawing takes before it draws, in megabytes. */
const ownMemory = 100;

/** What one chart of a study's own may take. */
export interface ChartLimits {
  /** From the start of its process to its answer, in seconds. */
  readonly all: number;
  /** From the moment at which its process takes it, in seconds. */
  readonly drawing: number;
  /** JavaScript heap, in megabytes. */
  readonly heap: number;
  /** All memory of its process, in megabytes; held by Linux, elsewhere the heap alone is. */
  readonly memory: number;
  /** Seconds that charts which are not drawn may take together. */
  readonly lost: number;
}

export const chartLimits: ChartLimits = { all: 20, drawing: 10, heap: 512, memory: 900, lost: 60 };

/**
 * Draws charts each in a process of its own, which is killed when its time is over or it wants more memory than it has. A process and
 * no thread: a thread that asks for a large array takes the whole run with it.
 * @param signal ends the drawing at once
 */
export function drawingApart(signal: AbortSignal, limits: ChartLimits = chartLimits): DrawApart {
  let lost = 0;
  return async (job) => {
    if (signal.aborted) return interrupted;
    if (lost > limits.lost) return { problem: `other charts took ${limits.lost} s and were not drawn` };
    const begin = performance.now();
    const drawn = await drawOne(job, signal, limits);
    if ('problem' in drawn) lost += (performance.now() - begin) / 1000;
    return drawn;
  };
}

const interrupted = { problem: 'the command was interrupted; `infoplane report` draws it' };

function drawOne(job: ApartJob, signal: AbortSignal, limits: ChartLimits): Promise<DrawnApart> {
  const begin = performance.now();
  // it ends by itself where this process was killed, some seconds after it would have been
  const child = fork(file, [String(limits.all + 2)], {
    execArgv: [`--max-old-space-size=${limits.heap}`, '--max-semi-space-size=16'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve) => {
    let timer = setTimeout(() => finish(late(limits.all)), limits.all * 1000);
    const stop = () => finish(interrupted);
    const finish = (drawn: DrawnApart) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      child.kill('SIGKILL');
      resolve(drawn);
    };
    signal.addEventListener('abort', stop);
    child.on('error', (cause) => finish({ problem: `its process cannot be started: ${cause.message}` }));
    child.on('exit', () => finish({ problem: ended(child, limits) }));
    child.on('message', (message) => {
      if (message !== 'ready') return finish(message as DrawnApart);
      clearTimeout(timer);
      const left = limits.all - (performance.now() - begin) / 1000;
      const seconds = Math.min(limits.drawing, left);
      timer = setTimeout(() => finish(late(seconds < left ? limits.drawing : limits.all)), 1000 * seconds);
      void boundMemory(child, limits).then(() => child.send(job, () => {}));
    });
  });
}

/**
 * Bounds all memory of a drawing's process, of which V8 bounds only its heap: what it has at its start, where versions of Node differ by half
 * a gigabyte that is never touched, and so much more. By the system's `prlimit`, as Node sets no limits; nothing where there is none.
 */
async function boundMemory({ pid }: ChildProcess, { memory }: ChartLimits): Promise<void> {
  try {
    const [, kilobytes] = /VmData:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    if (kilobytes === undefined) return;
    const most = Number(kilobytes) * 1024 + (memory - ownMemory) * 1e6;
    await promisify(execFile)('prlimit', ['--pid', String(pid), `--data=${most}`]);
  } catch {
    // another system than Linux, or a container without util-linux
  }
}

function late(seconds: number): DrawnApart {
  return { problem: `it takes more than ${seconds} s` };
}

/** Signals by which V8 ends a process for which there is no memory. */
const outOfMemory = new Set<string | null>(['SIGABRT', 'SIGTRAP', 'SIGILL']);

function ended({ exitCode, signalCode }: ChildProcess, { heap, memory }: ChartLimits): string {
  if (outOfMemory.has(signalCode) || exitCode === 134)
    return `it takes more memory than a chart may (${heap} MB of heap, ${memory} MB in all)`;
  return `its process ended (${signalCode ?? exitCode})`;
}
