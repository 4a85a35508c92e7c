import { basename, dirname, join } from 'node:path';
import { machineFailure } from '../node/machine-failure.ts';
import { isGlob } from '../node/matches-glob.ts';
import { RunError } from '../node/run-error.ts';
import { type RecordedRow, readCaptureRows } from './capture-rows.ts';
import {
  type CapturesHeader,
  headerFile,
  longestText,
  readCapturesHeader,
  rowsFile,
  unfinishedEnding,
} from './captures-header.ts';
import { expandGlob } from './expand-glob.ts';

/** A captures folder, as its two texts tell it. */
export interface Recording {
  /** As the study says it. */
  readonly folder: string;
  /** Where it lies. */
  readonly place: string;
  readonly header: CapturesHeader;
  readonly rows: readonly RecordedRow[];
  /** Whether somebody is still writing, or was stopped while doing so. */
  readonly unfinished: boolean;
  /** Files that its texts name and that are not there, from the folder; none where folders cannot be listed. */
  readonly missing: ReadonlySet<string>;
  /** Name of the curve where it is missing: `header` names none then. */
  readonly missingCurve: string | null;
}

/** How folders are looked into. */
export interface CapturesFiles {
  readonly readText: (path: string, most: number) => Uint8Array;
  readonly list?: (folder: string) => readonly string[];
}

/** The captures folders that a study names; each is read once. Arrays are never opened. */
export interface Recordings {
  /**
   * Folders that a path or pattern stands for, in order: of a pattern those with captures in them.
   * @throws RunError when a folder is not there, or none fits the pattern
   */
  find(pattern: string): readonly string[];
  /** @throws RunError when it is no captures folder, or one of its texts is wrong */
  get(folder: string): Recording;
}

/**
 * @param base folder that paths are relative to
 * @param others folders that they are looked for in next
 */
export function openRecordings(base: string, others: readonly string[], files: CapturesFiles): Recordings {
  const roots = [base, ...others];
  const known = new Map<string, Recording | RunError>();
  const list = (folder: string) => files.list?.(folder) ?? [];
  const placeOf = (folder: string) =>
    roots.map((root) => join(root, folder)).find((place) => textOf(join(place, headerFile), files) !== null);
  return {
    find(pattern) {
      if (!isGlob(pattern)) {
        if (placeOf(pattern) !== undefined) return [pattern];
        throw new RunError(`there are no captures in ${pattern}`, {
          hint: `name a folder with ${headerFile}, relative to the study or to one of INFOPLANE_CAPTURES`,
        });
      }
      const found = roots.flatMap((root) => expandGlob(pattern, (folder) => list(join(root, folder))));
      const folders = [...new Set(found)].filter((folder) => placeOf(folder) !== undefined);
      if (folders.length > 0) return folders;
      throw new RunError(`no folder with captures fits ${pattern}`, {
        hint: `such a folder has a ${headerFile}; paths are relative to the study or to one of INFOPLANE_CAPTURES`,
      });
    },
    get(folder) {
      const found = known.get(folder) ?? opened(folder, placeOf(folder), files, list);
      known.set(folder, found);
      if (found instanceof RunError) throw found;
      return found;
    },
  };
}

function opened(
  folder: string,
  place: string | undefined,
  files: CapturesFiles,
  list: (folder: string) => readonly string[],
): Recording | RunError {
  if (place === undefined) return new RunError(`there are no captures in ${folder}`);
  try {
    const header = readCapturesHeader(textOf(join(place, headerFile), files)!, `${folder}/${headerFile}`);
    const text = textOf(join(place, rowsFile), files) ?? '';
    const { rows, cut } = readCaptureRows(text, header, `${folder}/${rowsFile}`);
    const drafts = [place, ...[...header.samples.keys()].map((name) => join(place, name))];
    const writing = drafts.some((one) => list(one).some((name) => name.endsWith(unfinishedEnding)));
    const named = [header.training, ...[...header.samples.values()].map(({ common }) => common?.file)];
    const missing = missingOf([...named, ...rows.map(({ file }) => file)], place, list);
    const missingCurve = header.training !== null && missing.has(header.training) ? header.training : null;
    const training = missingCurve === null ? header.training : null;
    const unfinished = cut || writing || header.ended === false;
    return { folder, place, header: { ...header, training }, rows, unfinished, missing, missingCurve };
  } catch (cause) {
    if (cause instanceof RunError) return cause;
    throw cause;
  }
}

/** Those of some files that are not in a folder that can be listed. */
function missingOf(
  files: readonly (string | null | undefined)[],
  place: string,
  list: (folder: string) => readonly string[],
): ReadonlySet<string> {
  const names = new Map<string, ReadonlySet<string>>();
  const inFolder = (folder: string) => {
    const found = names.get(folder) ?? new Set(list(folder));
    names.set(folder, found);
    return found;
  };
  if (inFolder(place).size === 0) return new Set();
  return new Set(
    files.filter(
      (file): file is string =>
        typeof file === 'string' && !inFolder(dirname(join(place, file))).has(basename(file)),
    ),
  );
}

/** Null for a file that is not there. */
function textOf(path: string, { readText }: CapturesFiles): string | null {
  let bytes: Uint8Array;
  try {
    bytes = readText(path, longestText + 1);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw (
      machineFailure(cause, `${path} cannot be read`) ?? new RunError(`${path} cannot be read`, { cause })
    );
  }
  if (bytes.length > longestText) throw new RunError(`${path} has more than ${longestText} bytes`);
  return new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes);
}
