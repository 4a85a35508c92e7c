import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeComparison } from '../../runner/reporting/make-comparison.ts';
import type { Row } from '../../src/table/columns.ts';
import { comparedSide } from '../reports/compared-sides.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';
import { browserMissing, openChromium } from './open-chromium.ts';

const epochs = (number: number) => `models: { lenet5: { training: { epochs: ${number} } } }\n`;

describe.skipIf(browserMissing !== null)(
  `runs compared in Chromium${browserMissing ? `: ${browserMissing}` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'infoplane-comparison-'));
    const file = join(folder, 'comparison.html');
    let chromium: Awaited<ReturnType<typeof openChromium>>;

    beforeAll(async () => {
      const run = syntheticRun({ seeds: 3, iterations: [0, 10, 50, 156, 300, 469] });
      const sides = [1, 3, 10].map((number) => {
        const shift = (row: Row): Row => ({ ...row, value: Number(row.value) + number / 10 });
        const tables = { ...run.tables, estimates: run.tables.estimates.map(shift) };
        return comparedSide(folder, `synthetic/${number}`, { ...run, tables }, epochs(number));
      });
      writeFileSync(file, (await makeComparison(sides)).page);
      chromium = await openChromium();
    });
    afterAll(async () => {
      await chromium?.close();
      rmSync(folder, { recursive: true });
    });

    /** Opens the page, looks at it, and fails on errors and requests. */
    async function opened(width: number, look: (page: Page) => Promise<void>): Promise<void> {
      const incidents: string[] = [];
      const page = await chromium.context.newPage();
      const url = pathToFileURL(file).href;
      page.on('console', (message) => incidents.push(message.text()));
      page.on('pageerror', (error) => incidents.push(error.message));
      page.on('request', (request) => request.url() !== url && incidents.push(request.url()));
      await page.setViewportSize({ width, height: 900 });
      await page.goto(url);
      await page.waitForSelector('html[data-live]', { timeout: 30_000 });
      await look(page);
      await page.close();
      expect(incidents).toEqual([]);
    }

    test.each([
      ['light', 1440],
      ['dark', 1440],
      ['light', 390],
      ['dark', 390],
    ] as const)(
      'axe finds nothing serious and nothing is wider than the window (%s, %i pixels)',
      async (colorScheme, width) => {
        await opened(width, async (page) => {
          await page.emulateMedia({ colorScheme });
          const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
          await page.evaluate(`${axe}; undefined`);
          const violations: string[] = await page.evaluate(
            'axe.run().then((found) => found.violations.map((each) => each.impact + " " + each.id + ": " + each.nodes[0].html))',
          );
          expect(violations.filter((each) => /^(serious|critical)/.test(each))).toEqual([]);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(wide).toBeLessThanOrEqual(0);
          expect(await page.locator('#figure-differences-of-runs .chart svg').first().isVisible()).toBe(true);
        });
      },
    );

    test('with the keyboard alone: every control is reached and seen, a run is hidden and shown, the slider moves all its paths', async () => {
      await opened(1280, async (page) => {
        const figure = page.locator('#figure-dpi');
        const button = figure.locator('.legend button').first();
        const lines = () => figure.locator('.chart .mark-line path').count();
        const before = await lines();
        await button.focus();
        await page.keyboard.press('Space');
        await expect.poll(lines).toBeLessThan(before);
        expect(await button.getAttribute('aria-pressed')).toBe('false');
        await page.keyboard.press('Enter');
        await expect.poll(lines).toBe(before);

        const plane = page.locator('#figure-plane');
        const marks = () => plane.locator('.mark-symbol path').count();
        const whole = await marks();
        await plane.getByRole('slider').focus();
        await page.keyboard.press('Home');
        await expect.poll(marks).toBeLessThan(whole);

        await page.evaluate(() => {
          document.body.tabIndex = -1;
          document.body.focus();
        });
        const seen = new Set<string>();
        for (let at = 0; at < 30; at++) {
          await page.keyboard.press('Tab');
          const [name, outlined] = await page.evaluate(() => {
            const focused = document.activeElement!;
            const { outlineStyle } = getComputedStyle(focused);
            return [
              `${focused.tagName} ${focused.textContent?.slice(0, 30)}`,
              outlineStyle !== 'none',
            ] as const;
          });
          expect([name, outlined]).toEqual([name, true]);
          seen.add(name);
        }
        expect(seen.size).toBeGreaterThan(15);
      });
    });

    test('on paper nothing is cut, nothing can be pressed, and claims and settings of all runs are there', async () => {
      await opened(718, async (page) => {
        await page.emulateMedia({ media: 'print' });
        const cut = await page.locator('.chart svg, table, pre').evaluateAll(
          (parts) =>
            parts
              .filter((part) => part.getClientRects().length > 0)
              .map((part) => part.getBoundingClientRect())
              .filter((box) => box.width > 0 && (box.left < -1 || box.right > window.innerWidth + 1)).length,
        );
        expect(cut).toBe(0);
        expect(await page.locator('nav:visible, .live:visible').count()).toBe(0);
        for (const section of ['claims', 'settings']) {
          const heads = page.locator(`#${section} thead th`);
          expect(await heads.allTextContents()).toEqual([
            section === 'claims' ? 'claim' : 'setting',
            'A',
            'B',
            'C',
          ]);
          expect(await heads.last().isVisible()).toBe(true);
        }
      });
    });

    test('without JavaScript claims, differences and figures are there', async () => {
      const plain = await openChromium({ javaScriptEnabled: false });
      const page = await plain.context.newPage();
      await page.setViewportSize({ width: 390, height: 900 });
      await page.goto(pathToFileURL(file).href);
      expect(await page.locator('#claims tbody tr').count()).toBe(2);
      for (const figure of ['differences-of-runs', 'dpi', 'plane', 'training']) {
        const chart = page.locator(`#figure-${figure} .chart svg`).first();
        expect(await chart.isVisible()).toBe(true);
        expect((await chart.boundingBox())!.width).toBeLessThanOrEqual(390);
      }
      expect(await page.locator('.live:visible, button:enabled:visible').count()).toBe(0);
      await plain.close();
    });
  },
);
