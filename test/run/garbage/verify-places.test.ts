import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { collectVerifyPlaces, makeVerifyPlace } from '../../../runner/run/garbage/verify-places.ts';
import { ownProcess } from '../../../runner/workers/leases/process-mark.ts';
import { temporaryProject } from '../../temporary-project.ts';

it.runIf(ownProcess().started)(
  'what a verification left that was killed goes, that of a living one stays',
  async () => {
    const folder = temporaryProject({ 'infoplane-verify-torn/runs/x': '', 'other/x': '' });
    const alive = await makeVerifyPlace(folder);
    const killed = await makeVerifyPlace(folder);
    writeFileSync(join(killed, 'process.json'), JSON.stringify({ ...ownProcess(), started: '1' }));
    const torn = join(folder, 'infoplane-verify-torn');
    const now = Date.now();
    expect(await collectVerifyPlaces(folder, { now, dryRun: true })).toBe(1);
    expect(existsSync(killed)).toBe(true);
    expect(await collectVerifyPlaces(folder, { now, dryRun: false })).toBe(1);
    expect([alive, killed, torn].map(existsSync)).toEqual([true, false, true]);
    const muchLater = now + 31 * 24 * 3_600_000;
    expect(await collectVerifyPlaces(folder, { now: muchLater, dryRun: false })).toBe(1);
    expect([alive, torn, join(folder, 'other')].map(existsSync)).toEqual([true, false, true]);
  },
);
