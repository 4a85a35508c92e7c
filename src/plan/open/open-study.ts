import { dirname, join } from 'node:path';
import type { Source } from '../../diagnostic/diagnostic.ts';
import { parseDocument } from '../../document/parse-document.ts';
import { type ReadFile, readStudyFile } from '../../document/read-study-file.ts';
import { liesIn, plainFiles, projectFolder, type StudyFiles } from '../../document/study-files.ts';
import { type Override, parseOverride } from './overrides.ts';
import type { PluginPlace } from './plugin-places.ts';
import { Problems } from './problems.ts';
import { type Lineage, readBases } from './read-bases.ts';

/** Where a study's texts come from. */
export interface StudyRequest {
  /** Path of the study, as messages name it. */
  readonly path: string;
  /** The study's text; without it `path` is read through `readFile`. */
  readonly text?: string;
  readonly readFile?: ReadFile;
  /** Follows symbolic links and tells what exists, for `extends` and the paths of data; without it the study's own folder is the project. */
  readonly files?: Omit<StudyFiles, 'readFile'>;
  /** `--set` arguments, in order. */
  readonly set?: readonly string[];
}

/** A study whose files were read and parsed. What the kinds of its plugins are is not known yet. */
export interface OpenStudy {
  readonly path: string;
  readonly files: StudyFiles;
  /** Folder of the project that the study is part of; absolute. */
  readonly project: string;
  /** Whether a path that is relative to the study leads out of the project; null where only its texts are known. */
  readonly leaves: ((path: string) => boolean) | null;
  /** Null when the study or one of its bases cannot be read. */
  readonly lineage: Lineage | null;
  readonly overrides: readonly Override[];
  /** The study's text first, then the `--set` arguments, then the bases. */
  readonly sources: readonly Source[];
  readonly plugins: readonly PluginPlace[];
  readonly problems: Problems;
}

/**
 * Reads and parses a study, the files that it extends, and the overrides.
 * @throws RunError when a `--set` argument is not `path=value`
 */
export function openStudy(request: StudyRequest): OpenStudy {
  const { path } = request;
  const problems = new Problems();
  const overrides = (request.set ?? []).map(parseOverride);
  const read = studySource(request);
  const readFile = readerOf(request);
  const files = { ...plainFiles(readFile), ...request.files, readFile };
  const own = [
    'source' in read ? read.source : read.diagnostic.source,
    ...overrides.map(({ source }) => source),
  ];
  for (const override of overrides) problems.add(...override.diagnostics);
  const project = projectFolder(path, files);
  const leaves = (way: string) => !liesIn(project, files.realPath(join(dirname(path), way)));
  const opened = { path, files, project, leaves: request.files ? leaves : null, overrides, problems };
  const unread = { ...opened, lineage: null, sources: own, plugins: [] };
  if ('diagnostic' in read) {
    problems.add(read.diagnostic);
    return unread;
  }
  const { tree, diagnostics } = parseDocument(read.source);
  problems.add(...diagnostics);
  if (!tree) return unread;
  const { lineage, sources, plugins } = readBases(tree, path, files, problems);
  return { ...opened, lineage, sources: [...own, ...sources], plugins };
}

/** A study that is given as a text alone has no bases to read. */
function readerOf({ readFile }: StudyRequest): ReadFile {
  return (
    readFile ??
    (() => {
      throw Object.assign(new Error('no files are given'), { code: 'ENOENT' });
    })
  );
}

function studySource({ path, text, readFile, files }: StudyRequest): ReturnType<typeof readStudyFile> {
  if (text !== undefined) return readStudyFile(path, { readFile: () => new TextEncoder().encode(text) });
  if (!readFile) throw new Error('a study needs a text or a way to read files');
  return readStudyFile(path, { ...files, readFile });
}
