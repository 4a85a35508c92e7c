import { createHash } from 'node:crypto';
import { pageScript } from './browser/page-script.ts';
import { vegaRuntime } from './browser/vega-runtime.ts';
import { sweepPanel } from './charts/calibration-sweep.ts';
import { compilePanel } from './charts/compile-panel.ts';
import { pack } from './data/pack.ts';
import { columnwise, type PageTable } from './data/page-table.ts';
import { html, type Markup, markup } from './html.ts';
import type { CalibrationCard, ReportInput } from './report-input.ts';
import { agreementSection } from './sections/agreement.ts';
import { calibrationSection, type DrawnCalibration } from './sections/calibration-card.ts';
import { claimsSection } from './sections/claims.ts';
import { type DrawnFigure, drawFigure, figuresSection } from './sections/figures.ts';
import { graphSection } from './sections/graph.ts';
import { pageHeader } from './sections/page-header.ts';
import { provenanceSections } from './sections/provenance.ts';
import { runTables, tablesSection } from './sections/tables.ts';
import { colours } from './style/colours.ts';
import { layout } from './style/layout.ts';
import { parts } from './style/parts.ts';

/**
 * The report of a run as one HTML file that needs no network and can be read without JavaScript.
 *
 * Phases: draw the figures and the calibration (Vega-Lite to Vega to SVG), write the sections, pack the data for the
 * page's script, put all into one page. The same input gives the same text. Everything that comes from the study is escaped; the page's
 * policy lets only its own two scripts run, by their digests, and no request leave.
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const figures: DrawnFigure[] = [];
  for (const figure of input.figures) figures.push(await drawFigure(figure));
  const calibration = await drawCalibration(input.calibration);
  const tables = runTables(input);
  const body = html`${pageHeader(input)}
<main>
${claimsSection(input)}
${figuresSection(figures)}
${agreementSection(input.agreement)}
${calibrationSection(calibration, input.tables.estimates)}
${tablesSection(tables)}
${graphSection(input.plan)}
${provenanceSections(input)}
</main>
<footer class="end"><p>Made by infoplane. This file is complete: it loads nothing and sends nothing.</p></footer>
<dl id="tip" hidden></dl>`;
  return assemble(input, body, packData(figures, tables));
}

async function drawCalibration(cards: CalibrationCard): Promise<DrawnCalibration[]> {
  const drawn: DrawnCalibration[] = [];
  for (const [i, calibration] of cards.entries()) {
    const panel = calibration.sweep && (await compilePanel(sweepPanel(calibration.sweep), `sweep-${i}`));
    drawn.push({ calibration, sweepSvg: panel?.svg ?? null });
  }
  return drawn;
}

/** The blocks that the page's script reads. */
function packData(figures: readonly DrawnFigure[], tables: readonly PageTable[]): readonly Markup[] {
  const specifications = figures.map(({ figure, panels }) => ({
    id: figure.id,
    vega: panels.map((panel) => panel.vega),
    scrubber: figure.scrubber && { parameter: figure.scrubber.parameter, steps: figure.scrubber.steps },
  }));
  const columns = [...tables, ...figures.map((figure) => figure.table)].map(columnwise);
  return [
    html`<script type="text/plain" id="page-figures">${pack(specifications)}</script>\n`,
    html`<script type="text/plain" id="page-tables">${pack(columns)}</script>\n`,
  ];
}

function assemble(input: ReportInput, body: Markup, data: readonly Markup[]): string {
  const scripts = [vegaRuntime(), pageScript()];
  const digests = scripts.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  const policy = [
    "default-src 'none'",
    `script-src ${digests.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = html`<!doctype html>
<html lang="en" data-study="${input.plan.study}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${input.plan.title || input.plan.study}</title>
<link rel="icon" href="data:,">
<style>${markup(colours + layout + parts)}</style>
</head>
<body>
${body}
${data}${scripts.map((code) => html`<script>${markup(code)}</script>\n`)}</body>
</html>
`;
  return page.html;
}
