import { assemblePage } from './assemble-page.ts';
import { sweepPanel } from './charts/calibration-sweep.ts';
import { compilePanel } from './charts/compile-panel.ts';
import { html } from './html.ts';
import type { CalibrationCard, ReportInput } from './report-input.ts';
import { agreementSection } from './sections/agreement.ts';
import { calibrationSection, type DrawnCalibration } from './sections/calibration-card.ts';
import { claimsSection } from './sections/claims.ts';
import { type Drawing, type DrawnFigure, drawFigure, figuresSection } from './sections/figures.ts';
import { graphSection } from './sections/graph.ts';
import { pageHeader } from './sections/page-header.ts';
import { provenanceSections } from './sections/provenance.ts';
import { runTables, tablesSection } from './sections/tables.ts';

/**
 * The report of a run as one HTML file that needs no network and can be read without JavaScript.
 *
 * Phases: draw the figures and the calibration (Vega-Lite to Vega to SVG), write the sections, pack the data for the
 * page's script, put all into one page. The same input gives the same text. Everything that comes from the study is escaped; the page's
 * policy lets only its own two scripts run, by their digests, and no request leave. A chart of the study's own that cannot be
 * drawn says so in its place, and to `drawing.warn`.
 */
export async function renderReport(input: ReportInput, drawing: Drawing): Promise<string> {
  const figures: DrawnFigure[] = [];
  for (const figure of input.figures) figures.push(await drawFigure(figure, drawing));
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
  return assemblePage({ study: input.plan.study, title: input.plan.title, body, figures, tables });
}

async function drawCalibration(cards: CalibrationCard): Promise<DrawnCalibration[]> {
  const drawn: DrawnCalibration[] = [];
  for (const [i, calibration] of cards.entries()) {
    const panel = calibration.sweep && (await compilePanel(sweepPanel(calibration.sweep), `sweep-${i}`));
    drawn.push({ calibration, sweepSvg: panel?.svg ?? null });
  }
  return drawn;
}
