import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's own cache of what infoplane had to fetch: data sets and optional engines. */
export function userCache(env: Environment): string {
  return join(env.XDG_CACHE_HOME || join(homeOf(env), '.cache'), 'infoplane');
}

/** The user's home; the folder for temporary files where the system knows of none, as in a container. */
function homeOf({ HOME }: Environment): string {
  if (HOME) return HOME;
  try {
    return homedir();
  } catch {
    return tmpdir();
  }
}
