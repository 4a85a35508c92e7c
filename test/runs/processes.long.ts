import { rm } from 'node:fs/promises';
import { it } from 'vitest';
import { createWorkplace } from '../cli/tiny-study.ts';
import { microStudy } from '../hardening/store-flips.ts';
import { checkSharing } from './shared-runs.ts';

it.each([2, 4])('%i processes on one study at once, 20 rounds', async (count) => {
  for (let round = 1; round <= 20; round++) {
    const work = await createWorkplace();
    await checkSharing(work.folder, count, [...microStudy, '--set', 'matrix={seed: {range: [1, 5]}}'], 2);
    await rm(work.folder, { recursive: true });
    console.log(`${count} processes, round ${round}: one copy of each of 5 results, tables the same`);
  }
});
