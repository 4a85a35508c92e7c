import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-info.ts';

/** What the build leaves of itself, below the package's folder; written by scripts/build.mjs. */
const stampFile = 'dist/.built';

/** SHA-256 of all that this program was built from, its packages' versions included: what the same program makes of the same is the same. Null where no build says so. */
export function builtFrom(): string | null {
  try {
    const { digest } = JSON.parse(readFileSync(join(packageRoot, stampFile), 'utf8')) as { digest?: unknown };
    return typeof digest === 'string' ? digest : null;
  } catch {
    return null;
  }
}
