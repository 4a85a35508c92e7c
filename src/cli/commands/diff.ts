import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { RunError } from '../../node/run-error.ts';
import { differences } from '../../plan/differences.ts';
import type { Plan } from '../../plan/plan.ts';
import { exitCodes, type Io } from '../command.ts';
import { compileFile, showDiagnostics } from '../compile-file.ts';
import { kindsOfRun } from '../compile-run.ts';
import { differenceText } from '../difference-text.ts';
import { takeRunFiles } from '../take-run-files.ts';

export interface Options {
  readonly out: string;
  readonly allowPlugins?: boolean;
  /** Whether runs whose files were altered are compared all the same. */
  readonly altered?: boolean;
}

/** `infoplane diff A B`: what differs in meaning between two studies, or between two runs and their results. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const [a = '', b = ''] = args;
  const studies = [a, b].filter((one) => isStudy(one, io));
  if (studies.length === 2) return diffStudies(a, b, options, io);
  if (studies.length === 1) {
    throw new RunError('a study and a run cannot be compared', {
      hint: "name two studies, or two runs; a run's folder has its study in `spec.yaml`",
      exitCode: exitCodes.usage,
    });
  }
  const { findRun } = await import('../../../runner/run/read-run.ts');
  const { diffRuns } = await import('../diff-runs.ts');
  const out = resolve(io.cwd, options.out);
  const open = (folder: string, plan: Plan) => kindsOfRun(folder, plan, options, io);
  const folders = [await findRun(io.cwd, out, a), await findRun(io.cwd, out, b)] as const;
  for (const folder of folders) await takeRunFiles(folder, options.altered ?? false, io);
  const found = await diffRuns(...folders, open);
  io.out(found || 'no difference\n');
  return found === '' ? exitCodes.done : exitCodes.different;
}

function isStudy(path: string, io: Io): boolean {
  return (
    /\.ya?ml$/.test(path) || statSync(resolve(io.cwd, path), { throwIfNoEntry: false })?.isFile() === true
  );
}

async function diffStudies(a: string, b: string, options: Options, io: Io): Promise<number> {
  const before = await compileFile(a, options, io);
  const after = await compileFile(b, options, io);
  if (!before.spec || !after.spec) {
    showDiagnostics(before, io);
    showDiagnostics(after, io);
    return exitCodes.invalidStudy;
  }
  const found = differences(before.spec, after.spec);
  for (const one of found) io.out(`${differenceText(one)}\n`);
  if (found.length === 0) io.out('no difference\n');
  return found.length === 0 ? exitCodes.done : exitCodes.different;
}
