import { dirname, join, relative } from 'node:path';

/**
 * A path that `file` says, as the study would say it. What `--set` says is relative to the study.
 * @param study path of the study, as messages name it
 */
export function fromStudy(path: string, file: string, study: string): string {
  if (file === study || file === '--set') return path;
  return join(relative(dirname(study), dirname(file)), path);
}
