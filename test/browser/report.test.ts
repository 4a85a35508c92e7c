import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { makeReport } from '../../runner/reporting/make-report.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';
import { browserMissing, openChromium } from './open-chromium.ts';

const attack = `</script><script>alert(1)</script><img src=x onerror=alert(2)>`;

describe.skipIf(browserMissing !== null)(
  `the report in Chromium${browserMissing ? `: ${browserMissing}` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'infoplane-page-'));
    const run = syntheticRun({ title: 'A small study', seeds: 3, iterations: [0, 10, 50, 156, 300, 469] });
    let chromium: Awaited<ReturnType<typeof openChromium>>;
    /** Everything that may not happen: requests, console errors, failed scripts, dialogs. */
    let incidents: string[] = [];

    beforeAll(async () => {
      writeFileSync(join(folder, 'report.html'), await makeReport(run, ownKinds));
      chromium = await openChromium();
    });
    afterAll(async () => {
      await chromium?.close();
      rmSync(folder, { recursive: true });
    });
    afterEach(() => {
      expect(incidents).toEqual([]);
    });

    async function open(width = 1280, file = 'report.html'): Promise<Page> {
      incidents = [];
      const page = await chromium.context.newPage();
      const url = pathToFileURL(join(folder, file)).href;
      page.on('console', (message) => incidents.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
      page.on('request', (request) => request.url() !== url && incidents.push(`request: ${request.url()}`));
      page.on('dialog', (dialog) => {
        incidents.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(url);
      await page.waitForSelector('html[data-live]', { timeout: 30_000 });
      return page;
    }

    test('every chart comes alive', async () => {
      const page = await open();
      expect(await page.locator('.chart svg.marks').count()).toBe(6 + 1 + 2);
      await page.close();
    });

    test.each([1280, 390])('nothing is wider than a window of %i', async (width) => {
      const page = await open(width);
      const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      expect(sizes[0]).toBeLessThanOrEqual(sizes[1]!);
      const chart = await page.locator('#figure-plane .chart').boundingBox();
      const drawn = await page.locator('#figure-plane .chart svg').boundingBox();
      expect(drawn!.width).toBeLessThanOrEqual(chart!.width + 1);
      expect(drawn!.width).toBeGreaterThan(0.9 * chart!.width);
      await page.close();
    });

    test('the slider, the legend and the check box change the chart', async () => {
      const page = await open();
      const chart = page.locator('#figure-plane .chart');
      const marks = () => chart.locator('.mark-symbol path').count();
      const slider = page.getByRole('slider', { name: 'training up to' });
      const whole = await marks();
      expect(whole).toBe(6 * 6 + 6);
      await slider.focus();
      await page.keyboard.press('Home');
      await expect.poll(marks).toBe(6 + 6);
      expect(await page.locator('#figure-plane output').textContent()).toBe('epoch 0, iteration 0');
      await page.keyboard.press('End');
      await expect.poll(marks).toBe(whole);
      await page.locator('#figure-plane .legend button').first().press('Enter');
      await expect.poll(marks).toBe(5 * 6 + 5);
      const axis = () => chart.locator('.role-axis-label').first().textContent();
      const before = await axis();
      await page.getByRole('checkbox', { name: 'axes from 0' }).uncheck();
      await expect.poll(axis).not.toBe(before);
      await page.close();
    });

    test('one trial or the mean, all trials behind it, and colours of the course or of the layers', async () => {
      const page = await open();
      const figure = page.locator('#figure-plane');
      const chart = figure.locator('.chart');
      const points = () =>
        chart
          .locator('.mark-symbol path')
          .evaluateAll((paths) => paths.map((path) => path.getAttribute('transform')).join());
      const fills = () =>
        chart
          .locator('.mark-symbol path')
          .evaluateAll((paths) => [...new Set(paths.map((path) => path.getAttribute('fill')))].join());
      const means = await points();
      expect(await fills()).toContain('var(--t9)');
      await figure.getByRole('checkbox', { name: 'colour by iteration' }).uncheck();
      await expect.poll(fills).not.toContain('var(--t9)');
      await figure.getByRole('checkbox', { name: 'all trials behind the mean' }).check();
      await expect.poll(() => chart.locator('.mark-line path').count()).toBe(6 * 3 + 6);
      await figure.getByRole('combobox', { name: 'show' }).selectOption('seed=2');
      await expect.poll(points).not.toBe(means);
      await expect.poll(() => chart.locator('.mark-line path').count()).toBe(6);
      await page.close();
    });

    test('play goes from the first step to the last, and stops when it is told to', async () => {
      const page = await open();
      const figure = page.locator('#figure-plane');
      const slider = figure.getByRole('slider', { name: 'training up to' });
      await figure.getByRole('button', { name: 'Play' }).click();
      await figure.getByRole('button', { name: 'Pause' }).click();
      await figure.getByRole('button', { name: 'Play' }).click();
      await expect.poll(() => slider.inputValue()).toBe('5');
      await figure.getByRole('button', { name: 'Play' }).waitFor();
      expect(await slider.getAttribute('aria-valuetext')).toBe('epoch 1, iteration 469');
      await page.close();
    });

    test('panels share their scale while the box is checked', async () => {
      const page = await open();
      const figure = page.locator('#figure-dpi');
      const ticks = () =>
        figure
          .locator('.chart')
          .evaluateAll((charts) =>
            charts.map((chart) =>
              [...chart.querySelectorAll('.role-axis-label text')].map((text) => text.textContent).join(),
            ),
          );
      await figure.getByRole('checkbox', { name: 'axis from 0' }).uncheck();
      await expect.poll(async () => new Set((await ticks()).slice(0, 3)).size).toBe(1);
      await figure.getByRole('checkbox', { name: 'same scale in all panels' }).uncheck();
      await expect.poll(async () => new Set((await ticks()).slice(0, 3)).size).toBeGreaterThan(1);
      await page.close();
    });

    test('on paper nothing is cut: every chart inside the page, the study and lock.json open, no buttons', async () => {
      const page = await open(718);
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
      expect(await page.locator('pre.study').isVisible()).toBe(true);
      await page.close();
    });

    test('without JavaScript charts, claims and tables are there, and nothing that cannot be used', async () => {
      const plain = await openChromium({ javaScriptEnabled: false });
      const page = await plain.context.newPage();
      await page.setViewportSize({ width: 390, height: 900 });
      await page.goto(pathToFileURL(join(folder, 'report.html')).href);
      expect(await page.locator('.claim .verdict').first().isVisible()).toBe(true);
      const drawn = page.locator('main figure .chart svg');
      expect(await drawn.count()).toBe(6 + 1 + 2);
      for (const chart of await drawn.all()) {
        expect(await chart.isVisible()).toBe(true);
        expect((await chart.boundingBox())!.width).toBeLessThanOrEqual(390);
      }
      expect(await page.locator('#table-estimates tbody tr').count()).toBe(12);
      expect(await page.locator('.live:visible, button:enabled:visible').count()).toBe(0);
      await plain.close();
    });

    test('hovering tells the values', async () => {
      const page = await open();
      await page.locator('#figure-training .chart').first().scrollIntoViewIfNeeded();
      await page.locator('#figure-training .chart .mark-symbol path').last().hover({ force: true });
      await page.waitForSelector('#tip:not([hidden])');
      expect(await page.locator('#tip').textContent()).toMatch(/curve.*epoch.*iteration/);
      await page.close();
    });

    test('tables sort, page, search and come down as CSV', async () => {
      const page = await open();
      const table = page.locator('#table-estimates');
      await page.locator('#tables summary').first().click();
      const cells = (name: string) =>
        table.evaluate((root, column) => {
          const heads = [...root.querySelectorAll('thead th')].map((head) => head.textContent);
          return [...root.querySelectorAll('tbody tr')].map(
            (row) => row.children[heads.indexOf(column)]!.textContent,
          );
        }, name);
      const values = run.tables.estimates.map((row) => row.value as number).sort((a, b) => b - a);
      await table.getByRole('button', { name: 'value', exact: true }).click();
      await table.getByRole('button', { name: 'value', exact: true }).click();
      expect((await cells('value')).map(Number)).toEqual(
        values.slice(0, 12).map((v) => Number(v.toPrecision(6))),
      );
      expect(await table.locator('th[aria-sort="descending"]').textContent()).toBe('value');
      await table.getByRole('button', { name: 'Next' }).click();
      expect(Number((await cells('value'))[0])).toBe(Number(values[12]!.toPrecision(6)));
      await table.getByRole('searchbox').fill('I(dL;dk)');
      expect(await table.locator('.range').textContent()).toBe(`rows 1 to 12 of ${3 * 6 * 6}`);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        table.getByRole('button', { name: 'Download CSV' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('synthetic-estimates.csv');
      const lines = readFileSync(await download.path(), 'utf8')
        .trimEnd()
        .split('\n');
      expect(lines).toHaveLength(run.tables.estimates.length + 1);
      const column = lines[0]!.split(',').indexOf('value');
      expect(lines.slice(1).map((line) => Number(line.split(',')[column]))).toEqual(
        run.tables.estimates.map((row) => row.value),
      );
      await page.close();
    });

    test('the key figure and the findings stand in the first screen, and a finding opens its claim', async () => {
      const page = await open(1440);
      for (const part of ['#answer .findings', '#answer .sure', '#answer .key .chart >> nth=0']) {
        const box = await page.locator(part).boundingBox();
        expect(box!.y + box!.height).toBeLessThan(900);
      }
      const claim = page.locator('#claim-backward-dpi');
      expect(await claim.locator('.claim-body').isVisible()).toBe(false);
      await page.locator('.findings a').first().click();
      await expect.poll(() => claim.locator('.claim-body').isVisible()).toBe(true);
      expect(await claim.locator('.links a[href="#figure-dpi"]').count()).toBe(1);
      await page.close();
    });

    test('one search finds claims, figures and rows', async () => {
      const page = await open();
      const hits = page.locator('#page-hits li');
      await page.getByRole('searchbox', { name: 'Search' }).fill('backward');
      await expect.poll(() => hits.count()).toBeGreaterThan(0);
      await hits.getByRole('link', { name: /rows of estimates/ }).waitFor({ state: 'detached' });
      await page.getByRole('searchbox', { name: 'Search' }).fill('I(dL;dk)');
      await hits.getByRole('link', { name: `${3 * 6 * 6} rows of estimates` }).click();
      await expect
        .poll(() => page.locator('#table-estimates .range').textContent())
        .toBe(`rows 1 to 12 of ${3 * 6 * 6}`);
      expect(await page.locator('#table-estimates').isVisible()).toBe(true);
      await page.getByRole('searchbox', { name: 'Search' }).fill('nothing of the kind');
      await expect.poll(() => hits.allTextContents()).toEqual(['nothing found']);
      await page.close();
    });

    test('a figure is saved as SVG, PNG and CSV', async () => {
      const page = await open();
      const figure = page.locator('#figure-dpi');
      const save = async (form: string) => {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          figure.locator('.take').getByRole('button', { name: form, exact: true }).click(),
        ]);
        expect(download.suggestedFilename()).toBe(
          `synthetic-${form === 'CSV' ? 'figure-' : ''}dpi.${form.toLowerCase()}`,
        );
        return readFileSync(await download.path());
      };
      const svg = (await save('SVG')).toString('utf8');
      expect(svg.match(/<svg /g)!.length).toBeGreaterThanOrEqual(1 + 6);
      expect(svg).not.toContain('var(');
      expect(svg).toContain('Information along the layers');
      const png = await save('PNG');
      expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
      const [, width] = /<svg [^>]*width="(\d+)"/.exec(svg)!;
      expect(png.readUInt32BE(16)).toBe(2 * Number(width));
      expect((await save('CSV')).toString('utf8').split('\n')[0]).toContain('layer');
      await page.close();
    });

    test.each([
      ['light', 1440],
      ['light', 1280],
      ['dark', 1280],
      ['light', 390],
      ['dark', 390],
    ] as const)('axe finds nothing serious (%s, %i pixels)', async (colorScheme, width) => {
      const page = await open(width);
      await page.emulateMedia({ colorScheme });
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      await page.evaluate(`${axe}; undefined`);
      const violations: string[] = await page.evaluate(
        'axe.run().then((found) => found.violations.map((each) => each.impact + " " + each.id + ": " + each.nodes[0].html))',
      );
      expect(violations.filter((each) => /^(serious|critical)/.test(each))).toEqual([]);
      await page.close();
    });

    test('a hostile study runs nothing and fetches nothing', async () => {
      const hostile = syntheticRun({ title: attack });
      const tables = {
        ...hostile.tables,
        estimates: hostile.tables.estimates.map((row) => ({
          ...row,
          layer: `${row.layer}${attack}`,
          unit: attack,
        })),
      };
      writeFileSync(
        join(folder, 'hostile.html'),
        await makeReport({ ...hostile, tables, spec: attack, command: attack }, ownKinds),
      );
      const page = await open(1280, 'hostile.html');
      expect(await page.title()).toBe(attack);
      expect(await page.locator('img').count()).toBe(0);
      await page.close();
    });
  },
);
