import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The file of a published run that has the SHA-256 of the others, as `sha256sum --check` reads it. */
export const sumsFile = 'SHA256SUMS';

/**
 * SHA-256 of each file below a folder but the file of sums, by its path with `/`, in the order of the paths. Links are left out.
 */
export async function sumsBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const sums = new Map<string, string>();
  for (const name of (await filesBelow(folder, '')).sort()) {
    if (name === sumsFile) continue;
    const bytes = await readFile(join(folder, name));
    sums.set(name, createHash('sha256').update(bytes).digest('hex'));
  }
  return sums;
}

/** Writes the sums of all that lies in a folder into it. */
export async function writeSums(folder: string): Promise<void> {
  const lines = [...(await sumsBelow(folder))].map(([name, sum]) => `${sum}  ${name}\n`);
  await writeFile(join(folder, sumsFile), lines.join(''));
}

/**
 * Files of a published run that its sums name and that are not as they were published, or are gone; files that came later are no
 * part of it. None for a folder without sums.
 */
export async function alteredFiles(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, sumsFile), 'utf8').catch(() => '');
  const now = await sumsBelow(folder);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [line, '', line])
    .flatMap(([, sum, name]) => (now.get(name!) === sum ? [] : [name!]));
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
