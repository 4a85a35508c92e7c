import { dirname } from 'node:path';
import { openRecordings, type Recording, type Recordings } from '../captures/open-recordings.ts';
import type { StudyFiles } from '../document/study-files.ts';
import { RunError } from '../node/run-error.ts';
import type { ModelContext } from '../plan/resolve/resolve-model.ts';
import {
  caseColumns,
  claimColumns,
  comparedColumns,
  estimateColumns,
  trainingColumns,
} from '../table/columns.ts';

/** Columns that tables have whatever the matrix is. */
export const tableNames: ReadonlySet<string> = new Set(
  [...estimateColumns, ...comparedColumns, ...trainingColumns, ...claimColumns, ...caseColumns].map(
    ({ name }) => name,
  ),
);

/** The captures folders of a study, and what resolving its models needs to know of them. */
export function studyRecordings(
  path: string,
  files: StudyFiles,
): Pick<ModelContext, 'recordingOf' | 'twinOf'> & { readonly recordings: Recordings } {
  const recordings = openRecordings(dirname(path), files.captures, files);
  return { recordings, recordingOf: (folder) => recordingOf(recordings, folder), twinOf: numbering() };
}

/** Numbers things of one content as they come, each from 0. */
function numbering(): (content: string, name: string) => number {
  const known = new Map<string, string[]>();
  return (content, name) => {
    const names = known.get(content) ?? [];
    known.set(content, names);
    return names.includes(name) ? names.indexOf(name) : names.push(name) - 1;
  };
}

/** Null for a folder whose mistake was told with the axes. */
function recordingOf(recordings: Recordings, folder: string): Recording | null {
  try {
    return recordings.get(folder);
  } catch (cause) {
    if (cause instanceof RunError) return null;
    throw cause;
  }
}
