import { execFileSync } from 'node:child_process';
import { basename, dirname, relative, resolve } from 'node:path';
import { captureFolders } from '../captures/capture-folders.ts';
import { compileOnDisk } from '../compile/compile-on-disk.ts';
import type { Compiled } from '../compile/compile-study.ts';
import { diskFiles } from '../document/disk-files.ts';
import { RunError } from '../node/run-error.ts';
import { type Difference, differences } from '../plan/differences.ts';
import type { Plan } from '../plan/plan.ts';
import { stageContent } from '../plan/stage-content.ts';
import { stageEstimates } from '../plan/stage-estimates.ts';
import { exitCodes, type Io } from './command.ts';
import { type CompileOptions, storeOf } from './compile-file.ts';
import { differenceLines } from './difference-text.ts';

/**
 * Compiles a study as it was in a git revision, its bases and plugins too, with infoplane's kinds of today.
 * @returns null when the revision has no such file: the study is new since then, or had another name
 * @throws RunError outside of a repository, or when there is no such revision
 */
export async function compileRevision(
  path: string,
  revision: string,
  { set = [], allowPlugins = false }: CompileOptions,
  io: Io,
): Promise<Compiled | null> {
  const disk = diskFiles(io.cwd);
  const study = disk.realPath(path);
  const folder = dirname(study);
  const root = git(folder, 'rev-parse', '--show-toplevel').toString().trim();
  const commit = commitOf(folder, revision);
  const readFile = (name: string) => {
    const inside = relative(root, resolve(disk.realPath(dirname(name)), basename(name))).replaceAll(
      '\\',
      '/',
    );
    return git(folder, 'show', `${commit}:${inside}`);
  };
  const text = textAt(path, readFile);
  if (text === null) return null;
  const captures = captureFolders(io.env);
  return compileOnDisk({
    path,
    text,
    readFile,
    set,
    allowPlugins,
    cwd: io.cwd,
    store: storeOf(io),
    captures,
  });
}

function commitOf(folder: string, revision: string): string {
  try {
    const found = git(folder, 'rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
    return found.toString().trim();
  } catch (cause) {
    throw new RunError(`the repository has no revision \`${revision}\``, {
      exitCode: exitCodes.usage,
      hint: 'name a commit, a branch or a tag, such as `--against HEAD` or `--against origin/main`',
      cause,
    });
  }
}

function textAt(path: string, readFile: (name: string) => Buffer): string | null {
  try {
    return new TextDecoder().decode(readFile(path));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

function git(cwd: string, ...args: string[]): Buffer {
  try {
    return execFileSync('git', args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });
  } catch (cause) {
    const said = String((cause as { stderr?: Buffer }).stderr ?? '').trim();
    if ((cause as { code?: string }).code === 'ENOENT' && said === '')
      throw new RunError('git is not installed', { exitCode: exitCodes.usage, cause });
    const message = said.replace(/^fatal: /, '') || (cause as Error).message;
    throw Object.assign(
      new RunError(`git ${args[0]}: ${message}`, {
        exitCode: exitCodes.usage,
        hint: 'name a revision that has the study, such as `--against HEAD`',
        cause,
      }),
      { code: 'ENOENT' },
    );
  }
}

/** What of a plan is new, changed or gone since another one, stages by their ids. */
export interface PlanChanges {
  readonly revision: string;
  readonly unchanged: readonly string[];
  /** Stages of which something is to be computed, each with the fields that changed; `training`: whether that itself is another one. */
  readonly changed: readonly {
    readonly stage: string;
    readonly training: boolean;
    readonly differences: readonly Difference[];
  }[];
  readonly new: readonly string[];
  readonly gone: readonly string[];
  /** Changes of claims and reports, which train nothing. */
  readonly readers: readonly Difference[];
}

/**
 * Compares a plan with that of an earlier revision.
 * @param before null when the revision did not have the study
 */
export function changesSince(before: Plan | null, after: Plan, revision: string): PlanChanges {
  const stages = before?.stages ?? [];
  const known = new Map(stages.map((stage) => [stage.id, stage]));
  const trainings = new Set(stages.map((stage) => stage.key));
  const estimates = new Set(stages.flatMap(stageEstimates).map(({ key }) => key));
  const unchanged: string[] = [];
  const changed: PlanChanges['changed'][number][] = [];
  const fresh: string[] = [];
  for (const stage of after.stages) {
    const old = known.get(stage.id);
    known.delete(stage.id);
    const training = !trainings.has(stage.key);
    if (!training && stageEstimates(stage).every(({ key }) => estimates.has(key))) unchanged.push(stage.id);
    else if (!old) fresh.push(stage.id);
    else {
      const found = differences(stageContent(old), stageContent(stage));
      changed.push({ stage: stage.id, training, differences: found });
    }
  }
  const now = new Set(after.stages.map((stage) => stage.key));
  const gone = [...known.values()].filter((stage) => !now.has(stage.key)).map(({ id }) => id);
  const readers = before ? differences(readersOf(before), readersOf(after)) : [];
  return { revision, unchanged, changed, new: fresh, gone, readers };
}

/** The changes as text. */
export function changesText({ revision, readers, ...parts }: PlanChanges): string {
  const { unchanged, changed, gone } = parts;
  const head = `against ${revision}: ${unchanged.length} unchanged, ${changed.length} changed, ${parts.new.length} new, ${gone.length} gone\n`;
  return [
    head,
    ...parts.new.map((id) => `new: ${id}\n`),
    ...changed.map(
      ({ stage, training, differences: found }) =>
        `changed: ${stage}${training ? '' : ', in what is estimated from its training alone'}\n${differenceLines(found)}`,
    ),
    ...gone.map((id) => `gone: ${id}\n`),
    ...(readers.length > 0 ? [`claims and reports, which train nothing:\n${differenceLines(readers)}`] : []),
  ].join('');
}

function readersOf({ claims, reports }: Plan) {
  return {
    claims: Object.fromEntries(claims.map(({ name, expect, params }) => [name, { expect, ...params }])),
    reports: Object.fromEntries(reports.map(({ name, kind, params }) => [name, { kind, ...params }])),
  };
}
