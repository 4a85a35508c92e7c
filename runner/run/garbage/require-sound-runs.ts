import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunError } from '../../../src/node/run-error.ts';
import { isJsonObject, type Json } from '../../../src/plan/json.ts';
import { alteredFiles } from '../altered-files.ts';
import { findRuns } from '../read-run.ts';

/** Runs that a message names at most. */
const mostNamed = 5;

/**
 * Makes sure that what the runs below the folders `outs` refer to is known: a key that was altered in one of their files would have its result
 * deleted. Of a run that has ended its lock.json and plan.json are compared with its sums; of one that goes on, or was killed, the plan can be read.
 * @throws RunError when a run was altered
 */
export async function requireSoundRuns(outs: readonly string[]): Promise<void> {
  const altered: string[] = [];
  for (const out of outs) for (const run of await findRuns(out)) if (await isAltered(run)) altered.push(run);
  if (altered.length === 0) return;
  const rest = altered.length > mostNamed ? ` and ${altered.length - mostNamed} more` : '';
  throw new RunError(
    `what some runs refer to is not known, since their lock.json or plan.json was altered: ${altered.slice(0, mostNamed).join(', ')}${rest}`,
    { hint: 'put the files back, or delete the folders of these runs where they are not needed' },
  );
}

async function isAltered(folder: string): Promise<boolean> {
  const [lock, plan] = await Promise.all(['lock.json', 'plan.json'].map((name) => read(join(folder, name))));
  if (lock === 'missing') return plan !== 'missing' && !(isJsonObject(plan!) && Array.isArray(plan.stages));
  if (!isJsonObject(lock!)) return true;
  return ((await alteredFiles(folder, ['lock.json', 'plan.json'])) ?? []).length > 0;
}

/** What a file says; null where it cannot be read as JSON. */
async function read(path: string): Promise<Json | 'missing'> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : null;
  }
}
