import { dirname } from 'node:path';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { diskFiles } from '../document/disk-files.ts';
import type { ReadFile } from '../document/read-study-file.ts';
import { loadCatalog } from '../node/catalog.ts';
import type { Catalog } from '../node/declare.ts';
import { type OpenStudy, openStudy } from '../plan/open/open-study.ts';
import { type Compiled, compileOpened } from './compile-study.ts';
import type { PluginRights } from './plugin-rights.ts';
import { readKinds, studyKinds } from './study-kinds.ts';

/** A study in a file of this machine. */
export interface StudyOnDisk extends PluginRights {
  readonly path: string;
  /** The study's text, when it is not that of the file. */
  readonly text?: string;
  /** Reads the study's files; from the disk when left out. */
  readonly readFile?: ReadFile;
  readonly set?: readonly string[];
  /** What relative paths are relative to. Plugins of its project may run. */
  readonly cwd: string;
  /** Folder of the store, absolute: modules of plugins are kept there. */
  readonly store: string;
  /** Folders that captures are looked for in besides the project. */
  readonly captures?: readonly string[];
}

/**
 * Compiles a study of this machine: the one way from a file to a plan, for all commands and the library.
 *
 * 1. Open (`src/plan/open`): the texts of the study, its bases and the overrides, each parsed to a located tree.
 * 2. Kinds (`study-kinds.ts`): the catalogue, with what the study's plugins declare.
 * 3 to 9: see `compileOpened`.
 * @throws RunError when a `--set` argument is not `path=value`
 */
export async function compileOnDisk(study: StudyOnDisk): Promise<Compiled> {
  const opened = open(study);
  const kinds = await studyKinds(opened, study);
  if (!mentionsNetworks(opened)) return compileOpened(opened, kinds);
  const { diskNetworks } = await import('../../runner/forward/disk-networks.ts');
  const folder = dirname(opened.files.realPath(opened.path));
  const networks = diskNetworks(folder);
  const compiled = compileOpened(opened, { ...kinds, networks });
  if (networks.wishes.length === 0) return compiled;
  // shapes that an ONNX file does not tell: the network is run once, and the study compiled again
  const { measureShapes } = await import('../../runner/forward/measure-shapes.ts');
  const known = await measureShapes(networks.wishes, folder, study.store);
  return compileOpened(open(study), { ...kinds, networks: diskNetworks(folder, known) });
}

/** Whether a study may have a network from a file: what reads those is loaded for such a study alone. */
function mentionsNetworks({ sources }: OpenStudy): boolean {
  return sources.some(({ text }) => text.includes('onnx'));
}

/** The kinds that a study can use, those of its plugins too; nothing of a plugin is run. */
export async function catalogOf(
  study: Pick<StudyOnDisk, 'path' | 'cwd'>,
): Promise<{ readonly catalog: Catalog; readonly problems: readonly Diagnostic[] }> {
  const opened = open(study);
  if (opened.plugins.length === 0) return { catalog: loadCatalog(), problems: opened.problems.list() };
  const { catalog, problems } = await readKinds(opened);
  opened.problems.add(...problems);
  return { catalog, problems: opened.problems.list() };
}

function open({ cwd, readFile, captures, ...study }: Omit<StudyOnDisk, 'store'>): OpenStudy {
  const files = diskFiles(cwd, captures);
  return openStudy({ ...study, readFile: readFile ?? files.readFile, files });
}
