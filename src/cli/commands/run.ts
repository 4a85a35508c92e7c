import { join, relative, resolve } from 'node:path';
import type { EngineName } from '../../../runner/contract/engine.ts';
import type { EventListener } from '../../../runner/contract/run-events.ts';
import type { RunSummary } from '../../../runner/run/run-study.ts';
import { requirePermission } from '../../compile/plugin-rights.ts';
import { runCommand } from '../../compile/run-command.ts';
import { resolvedYaml } from '../../document/resolved-yaml.ts';
import { RunError } from '../../node/run-error.ts';
import type { Row } from '../../table/columns.ts';
import { overallRows, verdictWords } from '../../table/verdict-words.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { compileFile, showDiagnostics, storeOf } from '../compile-file.ts';
import { missingData } from '../missing-data.ts';
import { createProgress, duration } from '../progress.ts';
import { slurmSettings } from '../slurm-settings.ts';
import { type WatchBeside, watchBeside } from '../watch/watch-beside.ts';

export interface Options {
  readonly set: readonly string[];
  readonly jobs: number;
  readonly threads?: number;
  readonly engine: 'auto' | EngineName;
  readonly executor?: 'local' | 'slurm';
  readonly profile?: string;
  readonly detach?: boolean;
  readonly out: string;
  readonly fresh?: boolean;
  readonly check?: boolean;
  readonly strict?: boolean;
  readonly watch?: boolean;
  readonly allowPlugins?: boolean;
  readonly json?: boolean;
}

/** `infoplane run SPEC`: compiles the study, runs it, says where the report is. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const path = args[0]!;
  const compiled = await compileFile(path, options, io);
  showDiagnostics(compiled, io);
  const { plan, spec, sources, plugins } = compiled;
  if (!plan || !spec) return exitCodes.invalidStudy;
  requirePermission(plugins, { ...options, cwd: io.cwd });

  const onCluster = options.executor === 'slurm';
  if (!onCluster && (options.detach || options.profile !== undefined)) {
    throw new RunError('--detach and --profile are for runs on a cluster', {
      hint: 'add --executor slurm',
      exitCode: exitCodes.usage,
    });
  }
  const missing = await missingData(compiled, path, io);
  showDiagnostics({ diagnostics: missing }, io);
  if (missing.length > 0 && !onCluster)
    throw new RunError('nothing is trained: data that the study needs is not here', {
      hint: 'see the warnings above',
    });
  const slurm = onCluster ? await slurmSettings(options, io) : undefined;
  if (slurm === null) return exitCodes.usage;

  const { runStudy } = await import('../../../runner/run/run-study.ts');
  const draw = io.draw ?? io.err;
  const leaving = () => draw(`${io.terminal ? '\r\u001b[2K' : ''}${leavingText(options)}\n`);
  if (!onCluster) io.signal.addEventListener('abort', leaving, { once: true });
  const progress = createProgress(io);
  let beside: WatchBeside | null = null;
  const listen: EventListener = (event) => {
    if (options.watch && event.event === 'run-started') beside ??= watchBeside(resolve(event.folder), io);
    progress(event);
  };
  const summary = await runStudy({
    plan,
    plugins,
    spec: sources[0]!.text,
    specPath: resolve(io.cwd, path),
    resolved: resolvedYaml(spec),
    command: runCommand(path, options),
    engine: options.engine,
    jobs: options.jobs,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    out: resolve(io.cwd, options.out),
    store: storeOf(io),
    fresh: options.fresh ?? false,
    env: io.env,
    signal: io.signal,
    listen,
    ...(slurm && { slurm }),
  });
  await endWatching(beside, summary);
  io.signal.removeEventListener('abort', leaving);
  for (const failure of summary.failures) io.err(`${failure}\n`);
  if (options.json) io.out(`${JSON.stringify(summary, null, 2)}\n`);
  else io.out(describe(summary, options, io));
  return exitCode(summary, options, io.signal.aborted);
}

/** The page ends by itself with the run; a run whose workers go on without this process has its own command for it. */
async function endWatching(beside: WatchBeside | null, { state }: RunSummary): Promise<void> {
  if (state === 'detached') beside?.stop();
  await beside?.ended;
}

function exitCode(
  summary: RunSummary,
  { check = false, strict = false }: Options,
  interrupted: boolean,
): number {
  if (summary.state === 'detached') return interrupted ? exitCodes.interrupted : exitCodes.done;
  if (summary.state === 'interrupted') return exitCodes.interrupted;
  if (summary.state === 'failed') return exitCodes.runFailed;
  const verdicts = overallRows(summary.claims).map(({ verdict }) => verdict);
  const failed = verdicts.some((verdict) => verdict === 'fails' || verdict === 'failed-once');
  const short = strict && verdicts.some((verdict) => verdict !== 'holds');
  return short || ((check || strict) && failed) ? exitCodes.claimFailed : exitCodes.done;
}

/** What is said as soon as the run is asked to leave. */
function leavingText(options: Options): string {
  return `saving progress; ${goingOn(options)} (Ctrl-C again stops at once)`;
}

/** How an interrupted run is taken up again; `--fresh` would begin anew. */
function goingOn({ fresh }: Options): string {
  return `the same command ${fresh ? 'without --fresh ' : ''}continues from there`;
}

function describe(summary: RunSummary, options: Options, io: Io): string {
  const claims = verdictLines(summary);
  const report = relative(io.cwd, join(summary.folder, 'report.html'));
  if (summary.state === 'detached') {
    const folder = relative(io.cwd, summary.folder);
    return (
      `the workers continue without this command; \`infoplane status ${folder}\` shows their progress,\n` +
      'and the same command rejoins them and writes the tables and the report\n'
    );
  }
  const words = {
    done: 'done',
    failed: 'ended with failures',
    interrupted: 'interrupted',
  };
  const after = `${words[summary.state]} after ${duration(summary.seconds)}`;
  const next = summary.state === 'interrupted' ? `; ${goingOn(options)}` : '';
  const soFar = summary.state === 'done' || claims.length === 0 ? '' : 'verdicts on what there is so far:\n';
  return `${soFar}${claims.join('')}${after}${next}\nreport: ${report}\n`;
}

/** A line a claim, with what breaks it and the doubts beneath; and how to get verdicts where there was one trial. */
function verdictLines(summary: RunSummary): string[] {
  const several =
    summary.engine === 'none'
      ? 'record several, with a seed each'
      : "several do: --set 'matrix={seed: {range: [1, 5]}}'";
  const rows = overallRows(summary.claims);
  const width = Math.max(0, ...rows.map((row) => verdictWords(row).length));
  const once = rows.some(({ verdict }) => verdict === 'held-once' || verdict === 'failed-once');
  return [
    ...rows.map((row) => {
      const beneath = [
        row.where ? `against it: ${row.where}` : '',
        row.doubts ? `doubts: ${row.doubts}` : '',
      ].filter((line) => line !== '');
      const line = `${verdictWords(row).padEnd(width)}  ${row.claim}: ${row.statement}${shareText(row)}\n`;
      return `${line}${beneath.map((one) => `${' '.repeat(width + 2)}${one}\n`).join('')}`;
    }),
    ...(once ? [`one trial gives no verdict; ${several}\n`] : []),
  ];
}

/** How many of the trials agree, where there are several. */
function shareText({ trials, agreeing }: Row): string {
  return Number(trials) > 1 ? `; ${agreeing} of ${trials} trials agree` : '';
}
