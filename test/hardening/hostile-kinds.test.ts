import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { makeComparison } from '../../runner/reporting/make-comparison.ts';
import { type FinishedRun, makeReport } from '../../runner/reporting/make-report.ts';
import { browserMissing, openChromium } from '../browser/open-chromium.ts';
import { comparedSide } from '../reports/compared-sides.ts';
import { filtersAxis, variedRun } from '../reports/varied-run.ts';
import { hostile, pick } from './hostile-texts.ts';

const where = { estimators: ['IXT'] };
/** Every kind of report, with hostile titles and captions. */
const reports = [
  { kind: 'information-plane', params: { x: 'IXT', y: 'ITY', trials: 'each' } },
  { kind: 'training-values', params: where },
  { kind: 'training-values', params: { ...where, facet: 'filters' } },
  { kind: 'layer-curves', params: where },
  { kind: 'training-curves', params: {} },
  { kind: 'filter-redundancy', params: { estimator: 'pairs' } },
  { kind: 'sensitivity-grid', params: { estimator: 'IXT', x: 'filters' } },
  {
    kind: 'chart',
    params: {
      ...where,
      vegaLite: {
        title: pick(1),
        mark: { type: 'point', tooltip: true },
        encoding: {
          x: { field: 'layer', type: 'nominal', title: pick(2) },
          y: { field: 'value', type: 'quantitative', title: pick(0) },
          color: { field: 'model', type: 'nominal' },
        },
      },
    },
  },
].map(({ kind, params }, i) => ({
  name: `r${i}`,
  kind,
  params: { ...params, title: pick(i), caption: pick(i + 1) },
}));

/** A run of which everything that is a text is hostile; its pictures of filters too. */
function hostileRun(): FinishedRun {
  const run = variedRun([2, 6, 32], { iterations: [0, 10, 469] });
  const layer = (name: unknown) => (name === 'C1' ? pick(0) : String(name));
  const rows = run.tables.estimates.map((row, i) => ({
    ...row,
    layer: layer(row.layer),
    model: pick(2),
    flag: pick(i),
    unit: pick(i + 1),
    [filtersAxis]: [pick(0), pick(1), pick(3)][Number(row.seed) - 1]!,
  }));
  const training = run.tables.training.map((row) => ({
    ...row,
    model: pick(2),
    [filtersAxis]: [pick(0), pick(1), pick(3)][Number(row.seed) - 1]!,
  }));
  const trials = run.plan.trials.map((trial) => ({
    ...trial,
    settings: { ...trial.settings, [filtersAxis]: [pick(0), pick(1), pick(3)][trial.seed - 1]! },
  }));
  const axes = run.plan.axes.map((axis) => ({ ...axis, values: [pick(0), pick(1), pick(3)] }));
  const filters = run.plan.trials.map(({ id }) => ({
    trials: [id],
    model: pick(2),
    layer: pick(0),
    shape: [3, 1, 3, 3] as const,
    values: Int8Array.from({ length: 27 }, (_, i) => i),
    most: 1,
  }));
  const plan = { ...run.plan, study: pick(0), title: pick(1), source: pick(2), axes, trials, reports };
  return { ...run, plan, filters, tables: { ...run.tables, estimates: rows, training } };
}

it.skipIf(browserMissing)(
  `reports of all kinds and of three runs full of hostile texts execute nothing and fetch nothing${browserMissing ? `: ${browserMissing}` : ''}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'infoplane-hostile-'));
    const run = hostileRun();
    const sides = [0, 1, 2].map((at) =>
      comparedSide(
        folder,
        `h${at}`,
        { ...run, plan: { ...run.plan, reports: run.plan.reports.slice(at) } },
        `title: ${JSON.stringify(pick(at))}\n`,
      ),
    );
    const pages = {
      'report.html': await makeReport(run, ownKinds),
      'comparison.html': (await makeComparison(sides)).page,
    };
    const chromium = await openChromium();
    try {
      for (const [name, html] of Object.entries(pages)) {
        writeFileSync(join(folder, name), html);
        const page = await chromium.context.newPage();
        const incidents: string[] = [];
        const requests: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        page.on('console', (message) => message.type() === 'error' && incidents.push(message.text()));
        page.on('pageerror', (error) => incidents.push(error.message));
        page.on('dialog', (dialog) => incidents.push(dialog.message()));
        const address = pathToFileURL(join(folder, name)).href;
        await page.goto(address);
        await page.waitForSelector('html[data-live]', { timeout: 60_000 });
        for (const control of await page.$$('select, input[type=checkbox], button')) {
          await control.dispatchEvent('click').catch(() => {});
          await control.dispatchEvent('change').catch(() => {});
        }
        expect(await page.evaluate(() => (window as { hit?: number }).hit)).toBeUndefined();
        expect(await page.$$('iframe, object, embed, a[href^="javascript"], svg[onload]')).toHaveLength(0);
        const images = await page.$$eval('img', (all) => all.map((image) => image.src));
        for (const source of images) expect(source).toMatch(/^data:image\/png;base64,/);
        expect(requests.filter((url) => url !== address && !/^(data|blob):/.test(url))).toEqual([]);
        expect(incidents, name).toEqual([]);
        await page.close();
      }
      console.log(
        `${hostile.length} hostile texts in ${reports.length} reports and a comparison: 0 executed, 0 requests`,
      );
    } finally {
      await chromium.close();
      rmSync(folder, { recursive: true });
    }
  },
  300_000,
);
