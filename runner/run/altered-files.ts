import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileFailure } from '../../src/node/machine-failure.ts';
import { isJsonObject } from '../../src/plan/json.ts';
import type { JsonObject } from '../../src/plan/plan.ts';
import { filtersFile } from '../reporting/filters-file.ts';

/** The file of a published run that has the SHA-256 of the others, as `sha256sum --check` reads it. */
export const sumsFile = 'SHA256SUMS';

const lockFile = 'lock.json';
/** What commands read of a run beside lock.json and `tables/`. log.jsonl is added to and pages are drawn again, so they have no sums. */
const readFiles: readonly string[] = ['spec.yaml', 'resolved.yaml', 'plan.json', filtersFile];

/**
 * Files of a run that are not as the run left them, or are gone, in the order of its sums: those of SHA256SUMS in a published run, else
 * those of lock.json. Files that came later are no part of it. Null for a folder without sums, such as an older run's.
 * @param only names of those that are looked at; all where left out
 * @throws RunError when one of them cannot be read
 */
export async function alteredFiles(
  folder: string,
  only?: readonly string[],
): Promise<readonly string[] | null> {
  const sums = (await publishedSums(folder)) ?? (await lockSums(folder));
  if (!sums) return null;
  const here = new Set(await filesBelow(folder, ''));
  const altered: string[] = [];
  for (const [name, sum] of sums.filter(([name]) => only?.includes(name) ?? true))
    if (!here.has(name) || (await sum.of(join(folder, name))) !== sum.is) altered.push(name);
  return altered;
}

/**
 * lock.json with the SHA-256 of each file that another command reads, as `sums`: those that lie in the folder, all of `tables/`, and
 * its own, which is taken of it as `JSON.stringify` writes it without that sum.
 */
export async function withSums(folder: string, lock: JsonObject): Promise<JsonObject> {
  const names = (await filesBelow(folder, '')).filter(
    (name) => readFiles.includes(name) || name.startsWith('tables/'),
  );
  const sums: Record<string, string> = {};
  for (const name of names.sort()) sums[name] = await sumOfFile(join(folder, name));
  return { ...lock, sums: { ...sums, [lockFile]: sumOfText(JSON.stringify({ ...lock, sums })) } };
}

/** SHA-256 of each file below a folder but the file of sums, by its path with `/`, in the order of the paths. Links are left out. */
export async function sumsBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const sums = new Map<string, string>();
  for (const name of (await filesBelow(folder, '')).sort())
    if (name !== sumsFile) sums.set(name, await sumOfFile(join(folder, name)));
  return sums;
}

/** Writes the sums of all that lies in the folder of a published run into it. */
export async function writeSums(folder: string): Promise<void> {
  const lines = [...(await sumsBelow(folder))].map(([name, sum]) => `${sum}  ${name}\n`);
  await writeFile(join(folder, sumsFile), lines.join(''));
}

/** What a file should be, and how that is taken of it. */
interface Sum {
  readonly is: string;
  of(path: string): Promise<string>;
}

async function publishedSums(folder: string): Promise<readonly (readonly [string, Sum])[] | null> {
  const text = await readFile(join(folder, sumsFile), 'utf8').catch(() => null);
  if (text === null) return null;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [line, '', line])
    .map(([, is, name]) => [name!, { is: is!, of: sumOfFile }]);
}

async function lockSums(folder: string): Promise<readonly (readonly [string, Sum])[] | null> {
  const lock = await readJson(join(folder, lockFile));
  if (!isJsonObject(lock) || !isJsonObject(lock.sums)) return null;
  const { [lockFile]: _, ...others } = lock.sums;
  const own = sumOfText(JSON.stringify({ ...lock, sums: others }));
  return Object.entries(lock.sums).map(([name, is]) => [
    name,
    { is: String(is), of: name === lockFile ? async () => own : sumOfFile },
  ]);
}

/** What a file says; null where it is no JSON, which those who need it say. */
async function readJson(path: string) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

/** @throws RunError when the file cannot be read */
async function sumOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash).catch((cause) => {
    throw fileFailure(cause, `${path} cannot be read`);
  });
  return hash.digest('hex');
}

function sumOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function filesBelow(folder: string, path: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
    const name = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await filesBelow(folder, name)));
    else if (entry.isFile()) names.push(name);
  }
  return names;
}
