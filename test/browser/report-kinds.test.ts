import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { makeComparison } from '../../runner/reporting/make-comparison.ts';
import { type FinishedRun, makeReport } from '../../runner/reporting/make-report.ts';
import type { Row } from '../../src/table/columns.ts';
import { comparedSide } from '../reports/compared-sides.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';
import { filtersAxis, variedRun } from '../reports/varied-run.ts';
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
  { name: 'grid', kind: 'sensitivity-grid', params: { estimator: 'IXT', x: 'filters' } },
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

/** Pairs of maps of a second training, and the filters of both. */
function withSecondTraining({ tables }: FinishedRun): Pick<FinishedRun, 'tables' | 'filters'> {
  const pairs = tables.estimates.filter((row) => row.estimator === 'pairs');
  const second = pairs.map(
    (row): Row => ({
      ...row,
      trial: 'seed=2',
      seed: 2,
      [filtersAxis]: 2,
      value: 0.5 + Number(row.value) / 3,
    }),
  );
  const filters = ['seed=1', 'seed=2'].map((trial, turn) => ({
    trials: [trial],
    model: 'lenet5',
    layer: 'C1',
    shape: [3, 1, 3, 3] as const,
    values: Int8Array.from({ length: 27 }, (_, i) => Math.round(120 * Math.sin(i + turn))),
    most: 1,
  }));
  return { tables: { ...tables, estimates: [...tables.estimates, ...second] }, filters };
}

describe.skipIf(browserMissing !== null)(
  `further kinds of reports in Chromium${browserMissing ? `: ${browserMissing}` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'infoplane-kinds-'));
    let chromium: Awaited<ReturnType<typeof openChromium>>;

    beforeAll(async () => {
      const run = variedRun([2, 6, 32], { iterations: [0, 10, 50, 156, 300, 469] });
      writeFileSync(
        join(folder, 'report.html'),
        await makeReport({ ...run, ...withSecondTraining(run), plan: { ...run.plan, reports } }, ownKinds),
      );
      const many = variedRun([1, 2, 3, 4, 6, 8, 12, 16, 24, 32]);
      const grid = reports.filter(({ kind }) => kind === 'sensitivity-grid');
      writeFileSync(
        join(folder, 'wide.html'),
        await makeReport({ ...many, plan: { ...many.plan, reports: grid } }, ownKinds),
      );
      const one = syntheticRun({ seeds: 3 });
      const sides = [1, 3, 10].map((epochs) =>
        comparedSide(folder, `synthetic/${epochs}`, one, `models: { lenet5: { epochs: ${epochs} } }\n`),
      );
      writeFileSync(join(folder, 'comparison.html'), (await makeComparison(sides)).page);
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

    test('the choice of a training changes its cells and its filters', async () => {
      await visit('report.html', 1280, async (page) => {
        const figure = page.locator('#figure-pairs');
        const cells = () => figure.locator('.chart').first().locator('.mark-text text').allTextContents();
        const before = await cells();
        expect(await figure.locator('.picture:visible').count()).toBe(1);
        const first = await figure.locator('.picture:visible img').first().getAttribute('src');
        await figure.getByRole('combobox', { name: 'show' }).selectOption('seed 2');
        await expect.poll(cells).not.toEqual(before);
        expect(await figure.locator('.picture:visible').count()).toBe(1);
        expect(await figure.locator('.picture:visible img').first().getAttribute('src')).not.toBe(first);
        const drawn = await figure
          .locator('.picture:visible img')
          .first()
          .evaluate((image) => {
            const { complete, naturalWidth, naturalHeight } = image as HTMLImageElement;
            return [complete, naturalWidth, naturalHeight];
          });
        expect(drawn).toEqual([true, 3, 3]);
      });
    });

    test('a wide grid is moved in its place on a small screen, by keyboard too', async () => {
      await visit('wide.html', 390, async (page) => {
        const place = page.locator('#figure-grid .scroll').first();
        await place.focus();
        const [content, seen] = await place.evaluate((one) => [one.scrollWidth, one.clientWidth]);
        expect(content).toBeGreaterThan(seen!);
        await page.keyboard.press('ArrowRight');
        await expect.poll(() => place.evaluate((one) => one.scrollLeft)).toBeGreaterThan(0);
        expect(await page.locator('#figure-grid .chart .mark-rect path').count()).toBe(10 * 6);
      });
    });

    test.each([1280, 390])('three runs in each figure at %d pixels', async (width) => {
      await visit('comparison.html', width, async (page) => {
        const lines = page.locator('#figure-training .chart').first().locator('.mark-line path');
        await expect.poll(() => lines.count()).toBe(3 * (2 + 3));
        await page.locator('#figure-training .legend button').first().click();
        await expect.poll(() => lines.count()).toBe(3 * (2 + 3) - (2 + 3));
        expect(await page.locator('#figure-plane .chart').count()).toBe(3);
        expect(await page.locator('#figure-differences-of-runs .chart svg').count()).toBeGreaterThan(2);
      });
    });
  },
);
