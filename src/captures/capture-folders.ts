import { delimiter } from 'node:path';

/** The folders that captures are looked for in besides the project: a list of paths in INFOPLANE_CAPTURES. */
export function captureFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  return (env.INFOPLANE_CAPTURES ?? '').split(delimiter).filter((folder) => folder !== '');
}
