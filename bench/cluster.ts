// What Slurm costs, and what two workers gain: `node --import ts-blank-space/register bench/cluster.ts [--short 20] [--trials 10]
// [--epochs 200]`, after `npm run build`, as root on a machine with slurm-wlm and munge and two free cores. Starts a Slurm of
// one node, runs short trials here and on it, then longer ones with one worker and with two.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/node/package-info.ts';
import { tinyStudy } from '../test/cli/tiny-study.ts';
import { slurmIsMissing, startSlurm } from '../test/cluster/slurm-node.ts';

const { values: given } = parseArgs({
  options: {
    short: { type: 'string', default: '20' },
    trials: { type: 'string', default: '10' },
    epochs: { type: 'string', default: '200' },
  },
});

/** Seconds: of the whole command, from the first training's begin to the last one's end, and within trainings. */
interface Times {
  readonly whole: number;
  readonly span: number;
  readonly within: number;
}

/** Runs the study once with a store of its own. */
function timeRun(
  args: readonly string[],
  { trials, epochs, env }: { trials: number; epochs: number; env: Record<string, string> },
): Times {
  const folder = mkdtempSync(join(tmpdir(), 'infoplane-bench-'));
  writeFileSync(join(folder, 'tiny.yaml'), tinyStudy);
  const profile = (workers: number) => `{ workers: ${workers}, cpus: 1, time: 1:00:00, poll: 1, settle: 5 }`;
  writeFileSync(
    join(folder, 'infoplane.config.yaml'),
    `slurm:\n  one: ${profile(1)}\n  two: ${profile(2)}\n`,
  );
  const set = [
    `matrix={seed: {range: [1, ${trials}]}}`,
    `models.net.training.epochs=${epochs}`,
    `probes.forward.at={epochs: [0, ${epochs}]}`,
  ].flatMap((one) => ['--set', one]);
  const begun = performance.now();
  execFileSync(
    process.execPath,
    [join(packageRoot, 'dist/src/cli/main.js'), 'run', 'tiny.yaml', ...set, ...args],
    {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const whole = (performance.now() - begun) / 1000;
  const runs = join(folder, 'runs', 'tiny');
  const [run] = readdirSync(runs).filter((name) => name !== 'latest');
  const events = readFileSync(join(runs, run!, 'log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line): { event: string; time: string; seconds?: number } => JSON.parse(line));
  rmSync(folder, { recursive: true, maxRetries: 20, retryDelay: 500 });
  const timesOf = (name: string) =>
    events.filter(({ event }) => event === name).map(({ time }) => Date.parse(time));
  const span = (Math.max(...timesOf('stage-finished')) - Math.min(...timesOf('stage-started'))) / 1000;
  const finished = events.filter(({ event }) => event === 'stage-finished');
  return { whole, span, within: finished.reduce((sum, { seconds = 0 }) => sum + seconds, 0) };
}

const missing = slurmIsMissing();
if (missing) throw new Error(missing);
const slurm = await startSlurm();
try {
  const short = { trials: Number(given.short), epochs: 2, env: slurm.env };
  const here = timeRun([], short);
  const there = timeRun(['--executor', 'slurm', '--profile', 'one'], short);
  const between = ({ span, within }: Times) => (span - within) / short.trials;
  const show = (seconds: number) => `${seconds.toFixed(2)} s`;
  console.log(
    `${short.trials} short trials: here ${show(here.whole)}, one worker on Slurm ${show(there.whole)}`,
  );
  console.log(
    `overhead a training: ${show(between(there) - between(here))} between trainings (aim 0.3), ` +
      `${show((there.whole - here.whole) / short.trials)} with the start and the end of the workers`,
  );
  const long = { trials: Number(given.trials), epochs: Number(given.epochs), env: slurm.env };
  const one = timeRun(['--executor', 'slurm', '--profile', 'one'], long);
  const two = timeRun(['--executor', 'slurm', '--profile', 'two'], long);
  console.log(
    `${long.trials} trials of ${show(one.within / long.trials)}: one worker ${show(one.whole)}, two ${show(two.whole)}: ` +
      `${(two.whole / one.whole).toFixed(2)} times (aim 0.6)`,
  );
} finally {
  await slurm.stop();
}
