import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';

/**
 * Compiles `cases` mutated studies of `specs/`, a third of them by way of a base or of `--set`, in a process with 300 MB of heap:
 * each has a plan or errors at their places, none takes 2 s of processor time, and the process stays below 512 MB.
 */
export function checkMutatedStudies(cases: number, minutes: number): void {
  const script = join(packageRoot, 'test/language/mutate-studies-child.mjs');
  const seed = String(fc.readConfigureGlobal().seed);
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=300', script, packageRoot, String(cases), seed],
    { encoding: 'utf8', timeout: minutes * 60_000, maxBuffer: 2 ** 26 },
  );
  expect({ status, signal }, stderr).toEqual({ status: 0, signal: null });
  const told = JSON.parse(stdout);
  expect(told.failure, `${told.failure}\n${told.example}`).toBeNull();
  expect(told.cases).toBe(cases);
  expect(told.valid).toBeGreaterThan(0);
  expect(told.refused).toBeGreaterThan(cases / 4);
  expect(told.inBases).toBeGreaterThan(0);
  console.log(
    `${cases} mutated studies (${told.inBases} in a base): ${told.valid} plans, ${told.refused} refused, the slowest ${told.slowest} ms of CPU, ${told.megabytes} MB`,
  );
  // What hangs is found by its processor time, which other work on the machine does not lengthen.
  expect(told.slowest).toBeLessThan(2000);
  expect(told.megabytes).toBeLessThan(512);
}
