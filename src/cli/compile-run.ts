import { dirname, join, resolve } from 'node:path';
import type { Kinds } from '../../runner/contract/kinds.ts';
import { captureFolders } from '../captures/capture-folders.ts';
import { compileOnDisk } from '../compile/compile-on-disk.ts';
import type { Compiled } from '../compile/compile-study.ts';
import { requirePermission } from '../compile/plugin-rights.ts';
import { diskFiles } from '../document/disk-files.ts';
import { liesIn, projectFolder } from '../document/study-files.ts';
import { readRegularFile } from '../node/read-regular-file.ts';
import { RunError } from '../node/run-error.ts';
import type { Plan } from '../plan/plan.ts';
import type { Io } from './command.ts';
import { type CompileOptions, showDiagnostics, storeOf } from './compile-file.ts';

/**
 * Compiles the study of a run as it was run, with bases and overrides (resolved.yaml in its folder).
 * @returns with the path that paths in the study are relative to: in the folder where it lay when it was run
 * @throws RunError when the run has no such file
 */
export async function compileRun(
  folder: string,
  { allowPlugins = false }: Pick<CompileOptions, 'allowPlugins'>,
  io: Io,
): Promise<Compiled & { readonly path: string }> {
  const text = resolvedText(folder);
  const path = join(studyFolder(folder, io.cwd), 'resolved.yaml');
  const captures = captureFolders(io.env);
  const compiled = await compileOnDisk({
    path,
    text,
    allowPlugins,
    cwd: io.cwd,
    store: storeOf(io),
    captures,
  });
  return { ...compiled, path };
}

function resolvedText(folder: string): string {
  try {
    return readRegularFile(join(folder, 'resolved.yaml')).toString('utf8');
  } catch (cause) {
    const { message } = cause as Error;
    throw new RunError(`${folder} has no readable resolved.yaml: ${message}`, { exitCode: 2, cause });
  }
}

/**
 * The kinds that a run's study uses, to draw its report with: those of its plugins as they are today, with a word where
 * one has changed since.
 * @throws RunError when a plugin is wrong by now, or may not run here
 */
export async function kindsOfRun(
  folder: string,
  plan: Plan,
  { allowPlugins = false }: Pick<CompileOptions, 'allowPlugins'>,
  io: Io,
): Promise<Kinds> {
  const [{ openKinds }, { writePlugins }] = await Promise.all([
    import('../../runner/plugins/plugin-kinds.ts'),
    import('../../runner/plugins/plugin-modules.ts'),
  ]);
  const before = new Map((plan.plugins ?? []).map(({ family, kind, hash }) => [`${family}/${kind}`, hash]));
  if (before.size === 0) return openKinds([]);
  const compiled = await compileRun(folder, { allowPlugins }, io);
  requirePermission(compiled.plugins, { cwd: io.cwd, allowPlugins });
  showDiagnostics(compiled, io);
  if (!compiled.plan) throw new RunError(`the study of ${folder} is no longer valid`, { exitCode: 3 });
  for (const { file, family, kind, hash } of compiled.plugins)
    if (before.get(`${family}/${kind}`) !== hash) io.err(`${file} has changed since the run\n`);
  return openKinds(await writePlugins(compiled.plugins, storeOf(io)));
}

/** Where the study of a run lay; the run's own folder when it does not say, or names a place that the run may not read. */
function studyFolder(folder: string, cwd: string): string {
  try {
    const { file } = JSON.parse(readRegularFile(join(folder, 'lock.json')).toString('utf8'));
    if (typeof file !== 'string') return folder;
    const files = diskFiles(folder);
    const place = files.realPath(dirname(resolve(files.realPath(folder), file)));
    const own = files.realPath(folder);
    const project = projectFolder(join(folder, 'resolved.yaml'), files);
    if (project !== own) return liesIn(project, place) ? place : folder;
    // outside of a project: below the folder that `runs` lies in, where the command is run there or above
    const around = resolve(own, '../../..');
    return liesIn(around, place) && liesIn(files.realPath(cwd), place) ? place : folder;
  } catch {
    return folder;
  }
}
