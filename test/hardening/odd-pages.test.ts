import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { type FinishedRun, makeReport } from '../../runner/reporting/make-report.ts';
import type { Row } from '../../src/table/columns.ts';
import { browserMissing, openChromium } from '../browser/open-chromium.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'infoplane-odd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const figureOf = (page: string, id: string) =>
  new RegExp(`<figure class="card" id="figure-${id}"[\\s\\S]*?</figure>`).exec(page)![0];

/** A run whose estimator IXT is there under so many names, with as many orders. */
function manyEstimators(count: number): FinishedRun {
  const run = syntheticRun({ seeds: 2 });
  const names = Array.from({ length: count }, (_, at) => `IXT-${at}`);
  const stages = run.plan.stages.map((stage) => ({
    ...stage,
    branches: stage.branches.map((branch) => ({
      ...branch,
      estimators: names.map((name, at) => ({
        ...branch.estimators[0]!,
        key: `${stage.key}-${name}`,
        name,
        params: { ...branch.estimators[0]!.params, alpha: 1 + (at + 1) / 100 },
      })),
    })),
  }));
  const own = run.tables.estimates.filter(({ estimator }) => estimator === 'IXT');
  const estimates = names.flatMap((name, at) =>
    own.map((row): Row => ({ ...row, estimator: name, value: Number(row.value) + at / 1000 })),
  );
  const reports = [
    { name: 'layers', kind: 'layer-curves', params: { estimators: names, where: { epoch: 'last' } } },
    { name: 'over', kind: 'training-values', params: { estimators: names } },
  ];
  const claims = [{ ...run.plan.claims[0]!, params: { ...run.plan.claims[0]!.params, estimator: 'IXT-0' } }];
  return { ...run, plan: { ...run.plan, stages, reports, claims }, tables: { ...run.tables, estimates } };
}

describe('pages of odd runs', () => {
  it('200 estimators: as many curves as can be told apart, all values, and verdicts by how many', async () => {
    const page = await makeReport(manyEstimators(200), ownKinds);
    expect(figureOf(page, 'layers')).toContain('120 of 200 curves are drawn');
    expect(figureOf(page, 'over')).toContain('120 of 1,200 curves are drawn');
    expect(page).toMatch(/by 200<\/span>/);
    expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  }, 60_000);

  it('2,000 trials: means of all, some of them one by one, and under 3 MB', async () => {
    const page = await makeReport(syntheticRun({ seeds: 2000, iterations: [0, 469] }), ownKinds);
    const plane = figureOf(page, 'plane');
    expect(plane).toContain('mean of 2000 trials');
    expect(plane).toContain('100 of them can be shown one by one');
    expect(plane.match(/<option /g)).toHaveLength(101);
    expect(figureOf(page, 'dpi')).toContain('Means over 2000 trials');
    expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
  }, 120_000);

  it('a figure that cannot be drawn says why, and leaves the rest', async () => {
    const run = syntheticRun();
    const broken = { name: 'broken', kind: 'layer-curves', params: { estimators: null } };
    const warnings: string[] = [];
    const page = await makeReport(
      { ...run, plan: { ...run.plan, reports: [broken, ...run.plan.reports] } },
      ownKinds,
      { warn: (message) => warnings.push(message) },
    );
    expect(figureOf(page, 'broken')).toContain('This chart is not drawn:');
    expect(warnings).toHaveLength(1);
    for (const id of ['dpi', 'plane', 'training']) expect(figureOf(page, id)).toContain('<svg');
  });

  it('without claims, figures or several trials there is a page', async () => {
    const run = syntheticRun();
    const plan = { ...run.plan, claims: [], reports: [] };
    const page = await makeReport({ ...run, plan, tables: { ...run.tables, claims: [] } }, ownKinds);
    expect(page).toContain('This study claims nothing');
    expect(page).toContain('one trial');
  });
});

/** 200 letters in one word, and a text from right to left with one from left to right in it. */
const long = 'Wxyz'.repeat(50);
const fromRight = 'طبقة ראשונה (layer 1)';

describe.skipIf(browserMissing !== null)(
  `names of 200 letters and names from right to left${browserMissing ? `: ${browserMissing}` : ''}`,
  () => {
    function named(name: string): FinishedRun {
      const run = syntheticRun({ seeds: 3, title: name });
      const rename = (row: Row): Row => ({
        ...row,
        model: name,
        ...(row.layer === 'C1' ? { layer: name } : {}),
      });
      const stages = run.plan.stages.map((stage) => ({
        ...stage,
        model: { ...stage.model, name },
        network: {
          ...stage.network,
          layers: stage.network.layers.map((layer) => (layer.name === 'C1' ? { ...layer, name } : layer)),
        },
      }));
      const claims = run.plan.claims.map((claim) => ({ ...claim, name: `${claim.name}-${name}` }));
      const rows = run.tables.claims.map((row) => ({ ...row, claim: `${row.claim}-${name}` }));
      const tables = {
        ...run.tables,
        claims: rows,
        estimates: run.tables.estimates.map(rename),
        training: run.tables.training.map(rename),
      };
      const reports = [...run.plan.reports, { name: 'accuracies', kind: 'accuracies', params: {} }];
      return {
        ...run,
        plan: { ...run.plan, study: name, question: name, source: name, stages, claims, reports },
        tables,
      };
    }

    it.each([
      ['long', long],
      ['from right to left', fromRight],
    ])(
      '%s: nothing is wider than the window, and nothing fails',
      async (what, name) => {
        const path = join(folder, `${what}.html`);
        writeFileSync(path, await makeReport(named(name), ownKinds));
        const chromium = await openChromium();
        try {
          for (const width of [1440, 390]) {
            const page = await chromium.context.newPage();
            const errors: string[] = [];
            page.on('pageerror', (error) => errors.push(error.message));
            page.on('console', (message) => errors.push(message.text()));
            await page.setViewportSize({ width, height: 900 });
            await page.goto(pathToFileURL(path).href);
            await page.waitForSelector('html[data-live]', { timeout: 60_000 });
            expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
            // layers keep room to be drawn in, however long their names
            const plot = await page.locator('#figure-dpi .chart svg .mark-line').first().boundingBox();
            expect(plot!.width).toBeGreaterThan(60);
            expect(await page.locator('h1').textContent()).toBe(name);
            expect(errors).toEqual([]);
            await page.close();
          }
        } finally {
          await chromium.close();
        }
      },
      120_000,
    );
  },
);
