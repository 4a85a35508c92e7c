import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { renderReport } from '../../reports/page.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import { drawnFigures } from '../../runner/reporting/make-report.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';
import { browserMissing, openChromium } from './open-chromium.ts';

const svg = '<svg id="still" width="10" height="10"></svg>';
const chart = { kind: 'chart', params: { vegaLite: { mark: 'point', encoding: {} } } };

it.skipIf(browserMissing)(
  `a chart that took long to draw, and one that is not drawn, leave the page alive${browserMissing ? `: ${browserMissing}` : ''}`,
  async () => {
    const run = syntheticRun({ seeds: 2 });
    const own = ['slow', 'broken'].map((name) => ({ ...chart, name }));
    const plan = { ...run.plan, reports: [...own, run.plan.reports[0]!] };
    const figures = await drawnFigures({ ...run, plan }, ownKinds);
    const warnings: string[] = [];
    const page = await renderReport(
      {
        ...run,
        plan,
        figures,
        calibration: [],
        agreement: [],
        methods: { sentences: [], works: [], bibtex: '' },
      },
      {
        apart: async ({ id }) =>
          id.startsWith('slow') ? { vega: null, svg } : { problem: 'it is <b>broken</b>' },
        warn: (message) => warnings.push(message),
      },
    );
    expect(warnings).toHaveLength(1);
    expect(page).toContain('This chart is not drawn: it is &lt;b&gt;broken&lt;/b&gt;.');
    const folder = mkdtempSync(join(tmpdir(), 'infoplane-still-'));
    writeFileSync(join(folder, 'report.html'), page);
    const chromium = await openChromium();
    try {
      const tab = await chromium.context.newPage();
      const errors: string[] = [];
      tab.on('pageerror', (error) => errors.push(error.message));
      await tab.goto(pathToFileURL(join(folder, 'report.html')).href);
      await tab.waitForSelector('html[data-live]', { timeout: 60_000 });
      expect(errors).toEqual([]);
      expect(await tab.$$('#figure-slow .chart > #still')).toHaveLength(1);
      expect(await tab.$$('#figure-broken .chart')).toHaveLength(0);
      const other = `#figure-${figures.at(-1)!.id} .chart`;
      const places = await tab.$$(other);
      expect(places.length).toBeGreaterThan(0);
      expect(await tab.$$(`${other} > div[aria-hidden=true]`)).toHaveLength(places.length);
    } finally {
      await chromium.close();
      rmSync(folder, { recursive: true });
    }
  },
  120_000,
);

it.skipIf(browserMissing)(
  `panels whose groups are mixed come alive each in its own place${browserMissing ? `: ${browserMissing}` : ''}`,
  async () => {
    const run = syntheticRun({ seeds: 2 });
    const [figure] = await drawnFigures(
      { ...run, plan: { ...run.plan, reports: [run.plan.reports[0]!] } },
      ownKinds,
    );
    // one of each quantity in turn
    const half = figure!.panels.length / 2;
    const mixed = figure!.panels.map((_, at) => figure!.panels[(at % 2) * half + Math.floor(at / 2)]!);
    const input = { calibration: [], agreement: [], methods: { sentences: [], works: [], bibtex: '' } };
    const page = await renderReport(
      { ...run, ...input, figures: [{ ...figure!, panels: mixed }] },
      { apart: async () => ({ problem: 'none' }), warn: () => {} },
    );
    const folder = mkdtempSync(join(tmpdir(), 'infoplane-mixed-'));
    writeFileSync(join(folder, 'report.html'), page);
    const coloursIn = async (javaScriptEnabled: boolean) => {
      const chromium = await openChromium({ javaScriptEnabled });
      const tab = await chromium.context.newPage();
      await tab.goto(pathToFileURL(join(folder, 'report.html')).href);
      if (javaScriptEnabled) await tab.waitForSelector('html[data-live]', { timeout: 60_000 });
      const found = await tab.$$eval('.chart', (charts) =>
        charts.map((chart) => [
          chart.getAttribute('aria-label'),
          chart.querySelector('.mark-line path')?.getAttribute('stroke'),
        ]),
      );
      await chromium.close();
      return found;
    };
    try {
      const still = await coloursIn(false);
      expect(new Set(still.map(([, colour]) => colour)).size).toBe(2);
      expect(await coloursIn(true)).toEqual(still);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  120_000,
);
