import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createWorkplace } from '../cli/tiny-study.ts';
import { spawnRun } from '../runs/spawned-runs.ts';
import { browserMissing, openChromium } from './open-chromium.ts';

const longer = ['--set', 'models.net.training.epochs=400', '--set', 'probes.forward.at={every: 50}'];

test.skipIf(browserMissing !== null)(
  `the page of a run under way follows it to its end${browserMissing ? `: ${browserMissing}` : ''}`,
  async () => {
    const work = await createWorkplace();
    const chromium = await openChromium();
    try {
      const run = spawnRun(work.folder, ['run', 'tiny.yaml', '--watch', ...longer], {
        INFOPLANE_CHECKPOINT_SECONDS: '0',
      });
      let told = '';
      run.child.stderr!.on('data', (text) => {
        told += text;
      });
      await expect.poll(() => told, { timeout: 60_000 }).toMatch(/watch it at http:\S+/);
      const page = await chromium.context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(/watch it at (http:\S+)/.exec(told)![1]!);
      const report = page.frameLocator('iframe');
      await report.locator('h1').waitFor();
      await expect
        .poll(() => page.locator('#trainings li').allTextContents(), { timeout: 30_000 })
        .toEqual([expect.stringMatching(/^net \s*\d+ of \d+/)]);
      await report.locator('.warning').waitFor();
      expect((await run.ended).code).toBe(0);
      await expect.poll(() => page.locator('#state').textContent(), { timeout: 30_000 }).toMatch(/^done/);
      await expect.poll(() => report.locator('.warning').count(), { timeout: 30_000 }).toBe(0);
      expect(errors).toEqual([]);
    } finally {
      await chromium.close();
      await rm(work.folder, { recursive: true });
    }
  },
  240_000,
);
