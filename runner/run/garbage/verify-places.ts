import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { hasEnded, ownProcess, type ProcessMark } from '../../workers/leases/process-mark.ts';

const beginning = 'infoplane-verify-';
const markFile = 'process.json';
/** Milliseconds after which a place goes of which cannot be known whether its process has ended. */
const longAgo = 30 * 24 * 60 * 60 * 1000;

/** Makes a folder to verify a run in, which says whose it is: should its process be killed, `gc` clears it. */
export async function makeVerifyPlace(temporary: string): Promise<string> {
  const place = await mkdtemp(join(temporary, beginning));
  await writeFile(join(place, markFile), JSON.stringify(ownProcess()));
  return place;
}

/**
 * Removes the places of verifications that were killed, those of other users aside.
 * @returns the number of folders that go
 */
export async function collectVerifyPlaces(
  temporary: string,
  { now, dryRun }: { readonly now: number; readonly dryRun: boolean },
): Promise<number> {
  const names = await readdir(temporary).catch(() => []);
  let removed = 0;
  for (const name of names.filter((one) => one.startsWith(beginning))) {
    const place = join(temporary, name);
    const facts = await lstat(place).catch(() => null);
    if (!facts?.isDirectory() || facts.uid !== userInfo().uid) continue;
    if (!((await ended(place)) ?? now - facts.mtimeMs > longAgo)) continue;
    removed++;
    if (!dryRun) await rm(place, { recursive: true, force: true });
  }
  return removed;
}

/** Null where that cannot be known. */
async function ended(place: string): Promise<boolean | null> {
  try {
    return hasEnded(JSON.parse(await readFile(join(place, markFile), 'utf8')) as ProcessMark);
  } catch {
    return null;
  }
}
