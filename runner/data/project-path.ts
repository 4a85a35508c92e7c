import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { diskFiles } from '../../src/document/disk-files.ts';
import { liesIn, projectFolder } from '../../src/document/study-files.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { DatasetServices } from '../contract/dataset.ts';

/**
 * Finds a file or folder that a study names: beside the study and inside its project, links followed, else below a
 * folder of `INFOPLANE_DATA`.
 * @param path relative, as the study says it
 * @returns an absolute path
 * @throws RunError when it leads out of the project, or is nowhere
 */
export function locateInProject(
  path: string,
  { folder, env }: Pick<DatasetServices, 'env' | 'folder'>,
): string {
  const files = diskFiles(folder);
  const project = projectFolder(join(folder, 'study.yaml'), files);
  const real = files.realPath(path);
  if (liesIn(project, real)) {
    if (existsSync(real)) return real;
  } else if (existsSync(real) || path.startsWith('..')) {
    throw new RunError(`${path} leads out of the project ${project}`, {
      hint: 'put it into the project, or into a folder named in INFOPLANE_DATA and name it from there',
    });
  }
  const folders = (env.INFOPLANE_DATA ?? '').split(delimiter).filter((one) => one !== '');
  const inData = folders.map((one) => join(one, path)).filter(existsSync);
  if (inData[0] !== undefined && !path.split('/').includes('..')) return inData[0];
  throw new RunError(`${path} is neither in ${folder} nor in a folder of INFOPLANE_DATA`, {
    hint: 'paths in a study are relative to the study file',
  });
}
