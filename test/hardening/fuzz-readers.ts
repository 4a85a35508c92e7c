import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';

interface Counts {
  readonly cases: number;
  readonly read: number;
  readonly refused: number;
  readonly failure: string | null;
}

/**
 * Feeds `cases` broken files to each reader in a process with 300 MB of heap: each is read or refused in words, none
 * crashes or hangs, and the whole process stays below 512 MB.
 */
export function checkReaders(cases: number, minutes: number): void {
  const script = join(packageRoot, 'test/hardening/fuzz-child.mjs');
  const seed = String(fc.readConfigureGlobal().seed);
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=300', script, join(packageRoot, 'dist'), String(cases), seed],
    { encoding: 'utf8', timeout: minutes * 60_000, maxBuffer: 2 ** 26 },
  );
  expect({ status, signal }, stderr).toEqual({ status: 0, signal: null });
  const { readers, megabytes } = JSON.parse(stdout) as { readers: Record<string, Counts>; megabytes: number };
  for (const [name, counts] of Object.entries(readers)) {
    expect(counts.failure, `${name} ${JSON.stringify(counts)}`).toBeNull();
    expect(counts.cases, name).toBe(cases);
    if (name !== 'yaml') expect(counts.refused, name).toBeGreaterThan(0); // a study's mistakes are a list
  }
  const total = Object.values(readers).reduce((sum, counts) => sum + counts.cases, 0);
  const shares = Object.entries(readers).map(
    ([name, counts]) => `${name} ${counts.read} read, ${counts.refused} refused`,
  );
  console.log(`${total} broken files, ${megabytes} MB at most: ${shares.join('; ')}`);
  expect(megabytes).toBeLessThan(512);
}
