import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderComparison } from '../../reports/comparison.ts';
import { drawnFigures, makeReport } from '../../runner/reporting/make-report.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';
import { variedRun } from '../reports/varied-run.ts';
import { browserMissing, openChromium } from './open-chromium.ts';

const reports = [
  {
    name: 'plane',
    kind: 'information-plane',
    params: { x: 'IXT', y: 'ITY', zoom: { from: 0.3 }, trials: 'each' },
  },
  { name: 'over', kind: 'training-values', params: { estimators: ['IXT'] } },
  { name: 'facets', kind: 'training-values', params: { estimators: ['IXT', 'ITY'], facet: 'filters' } },
  { name: 'pairs', kind: 'filter-redundancy', params: { estimator: 'pairs' } },
  {
    name: 'own',
    kind: 'chart',
    params: {
      title: 'Spread over the filters',
      caption: 'I(X;T) of each layer at the end.',
      estimators: ['IXT'],
      where: { epoch: 'last' },
      vegaLite: {
        mark: { type: 'line', point: true },
        encoding: {
          x: { field: 'layer', type: 'nominal', sort: null },
          y: { field: 'value', type: 'quantitative' },
          color: { field: 'filters', type: 'nominal' },
        },
      },
    },
  },
];

describe.skipIf(browserMissing !== null)(
  `further kinds of reports in Chromium${browserMissing ? `: ${browserMissing}` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'infoplane-kinds-'));
    let chromium: Awaited<ReturnType<typeof openChromium>>;

    beforeAll(async () => {
      const run = variedRun([2, 6, 32], { iterations: [0, 10, 50, 156, 300, 469] });
      writeFileSync(
        join(folder, 'report.html'),
        await makeReport({ ...run, plan: { ...run.plan, reports } }),
      );
      const side = { ...syntheticRun({ seeds: 3 }), name: 'synthetic/1' };
      const figures = await drawnFigures(side);
      const both = await renderComparison({
        a: { ...side, figures },
        b: { ...side, figures: figures.slice(1), name: 'synthetic/2' },
        settings: [{ path: 'models.lenet5.training.epochs', before: 1, after: 10 }],
        provenance: [],
      });
      writeFileSync(join(folder, 'comparison.html'), both);
      chromium = await openChromium();
    });
    afterAll(async () => {
      await chromium?.close();
      rmSync(folder, { recursive: true });
    });

    /** Opens a page, runs `look`, and fails on errors, on what axe finds and on a page wider than the window. */
    async function visit(file: string, width: number, look: (page: Page) => Promise<void>): Promise<void> {
      const incidents: string[] = [];
      const page = await chromium.context.newPage();
      page.on('console', (message) => incidents.push(message.text()));
      page.on('pageerror', (error) => incidents.push(error.message));
      await page.setViewportSize({ width, height: 900 });
      await page.goto(pathToFileURL(join(folder, file)).href);
      await page.waitForSelector('html[data-live]', { timeout: 30_000 });
      await look(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      await page.evaluate(`${axe}; undefined`);
      const violations: string[] = await page.evaluate(
        'axe.run().then((found) => found.violations.map((each) => each.impact + " " + each.id))',
      );
      expect(violations.filter((each) => /^(serious|critical)/.test(each))).toEqual([]);
      expect(incidents).toEqual([]);
      if (process.env.INFOPLANE_SCREENSHOTS) {
        const path = join(process.env.INFOPLANE_SCREENSHOTS, `${file}-${width}.png`);
        await page.screenshot({ path, fullPage: true });
      }
      await page.close();
    }

    test.each([1280, 390])('draw, come alive and stay inside %d pixels', async (width) => {
      await visit('report.html', width, async (page) => {
        for (const { name } of reports) {
          const marks = page.locator(`#figure-${name} .chart svg [class*="mark-"] path`);
          expect(await marks.count()).toBeGreaterThan(1);
        }
        expect(await page.locator('#figure-plane .chart').count()).toBe(6);
      });
    });

    test.each([1280, 390])('two runs side by side at %d pixels', async (width) => {
      await visit('comparison.html', width, async (page) => {
        const places = await page.locator('#figures .pair').nth(1).locator('figure').all();
        const boxes = await Promise.all(places.map((place) => place.boundingBox()));
        expect(boxes).toHaveLength(2);
        expect(boxes[0]!.y === boxes[1]!.y).toBe(width === 1280);
        expect(await page.locator('#figure-plane-b .chart svg path').count()).toBeGreaterThan(6);
      });
    });
  },
);
