import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { makeReport } from '../../runner/reporting/make-report.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { browserMissing } from '../browser/open-chromium.ts';
import { variedRun } from '../reports/varied-run.ts';

const { takePictures } = await import(pathToFileURL(join(packageRoot, 'scripts/take-pictures.mjs')).href);

test.skipIf(browserMissing !== null)(
  'every figure of a page has its picture, the first one and the training too',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'infoplane-pictures-'));
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      const run = variedRun([2, 6, 32]);
      const reports = [
        { name: 'plane', kind: 'information-plane', params: { x: 'IXT', y: 'ITY' } },
        { name: 'over', kind: 'training-values', params: { estimators: ['IXT'] } },
        { name: 'training', kind: 'training-curves', params: {} },
      ];
      const page = join(folder, 'report.html');
      writeFileSync(page, await makeReport({ ...run, plan: { ...run.plan, reports } }, ownKinds));
      await takePictures(browser, page, folder);
      expect(readdirSync(folder).sort()).toEqual(['over.png', 'plane.png', 'report.html', 'training.png']);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
