import { assemblePage } from './assemble-page.ts';
import { sweepPanel } from './charts/calibration-sweep.ts';
import { type Drawing, drawPanel } from './charts/draw-panel.ts';
import { html, type Markup } from './html.ts';
import { pageData } from './page-data.ts';
import type { CalibrationCard, CalibrationSweep, ReportInput } from './report-input.ts';
import { agreementBlocks } from './sections/agreement.ts';
import { answerSection } from './sections/answer.ts';
import { calibrationBlocks, type DrawnCalibration } from './sections/calibration-card.ts';
import { claimsSection } from './sections/claims.ts';
import { type ContentsEntry, contents } from './sections/contents.ts';
import { type DrawnFigure, drawFigure, figuresSection } from './sections/figures.ts';
import { methodsSection } from './sections/methods.ts';
import { pageHeader } from './sections/page-header.ts';
import { provenanceSection } from './sections/provenance.ts';
import { saturationStrips } from './sections/saturation-strip.ts';
import { runTables, tablesSection } from './sections/tables.ts';
import { claimAnchor, worstFirst } from './sections/verdict.ts';

/**
 * The report of a run as one HTML file that needs no network and can be read without JavaScript.
 *
 * Phases: draw the figures and the calibration (Vega-Lite to Vega to SVG), write the sections, pack the data for the
 * page's script, put all into one page. The same input gives the same text. Everything that comes from the study is escaped; the page's
 * policy lets only its own two scripts run, by their digests, and no request leave. A chart of the study's own that cannot be
 * drawn says so in its place, and to `drawing.warn`.
 *
 * The page answers in this order: what was asked, what was found and how sure that is, with the figure that shows it; the
 * claims; the other figures; how far to trust the estimators; the training; the methods as a
 * paper says them; how to make it again; the tables.
 */
export async function renderReport(input: ReportInput, drawing: Drawing): Promise<string> {
  const drawn: DrawnFigure[] = [];
  for (const figure of input.figures) drawn.push(await drawFigure(figure, drawing));
  const calibration = await drawCalibration(input.calibration, drawing);
  const data = pageData(drawn, runTables(input));
  const { key, others, training } = sortFigures(data.figures, input);
  const body = html`<div class="page">
${contents(contentsOf(input, { key, others, training }))}
<div class="sheet">
${pageHeader(input)}
<main>
${answerSection(input, key)}
${claimsSection(input)}
${figuresSection('figures', key ? 'More figures' : 'Figures', others)}
${trustSection(input, calibration)}
${figuresSection('training', 'Training', training)}
${methodsSection(input.methods)}
${provenanceSection(input)}
${tablesSection(data.tables)}
</main>
<footer class="end"><p>Made by infoplane. This file is complete: it loads nothing and sends nothing.</p></footer>
</div></div>
<dl id="tip" hidden></dl>`;
  return assemblePage({ study: input.plan.study, title: input.plan.title, body, data });
}

interface SortedFigures {
  /** The study's first figure of its results. */
  readonly key: DrawnFigure | null;
  readonly others: readonly DrawnFigure[];
  /** Those that show how the training went. */
  readonly training: readonly DrawnFigure[];
}

function sortFigures(figures: readonly DrawnFigure[], { plan }: ReportInput): SortedFigures {
  const isTraining = ({ figure }: DrawnFigure) =>
    plan.reports.find(({ name }) => name === figure.id)?.kind === 'training-curves';
  const [key = null, ...others] = figures.filter((drawn) => !isTraining(drawn));
  return { key, others, training: figures.filter(isTraining) };
}

function contentsOf(
  { tables, plan }: ReportInput,
  { key, others, training }: SortedFigures,
): readonly ContentsEntry[] {
  const claims = worstFirst(tables.claims).map((row) => ({ id: claimAnchor(row), title: String(row.claim) }));
  const partsOf = (figures: readonly DrawnFigure[]) =>
    figures.map(({ figure }) => ({ id: `figure-${figure.id}`, title: figure.title }));
  const all: (ContentsEntry & { readonly there?: boolean })[] = [
    { id: 'answer', title: 'Found' },
    { id: 'claims', title: 'Claims', parts: claims, there: claims.length > 0 },
    {
      id: 'figures',
      title: key ? 'More figures' : 'Figures',
      parts: partsOf(others),
      there: others.length > 0,
    },
    { id: 'trust', title: 'How far to trust it' },
    { id: 'training', title: 'Training', there: training.length > 0 && plan.stages.length > 0 },
    { id: 'methods', title: 'Methods' },
    { id: 'again', title: 'Reproduce' },
    { id: 'tables', title: 'Tables' },
  ];
  return all.filter(({ there = true }) => there);
}

/** How far the estimators can be trusted: conclusions by estimator, known cases, alarms. */
function trustSection(
  { agreement, tables, lock }: ReportInput,
  calibration: readonly DrawnCalibration[],
): Markup {
  return html`<section id="trust" aria-labelledby="trust-title">
<h2 id="trust-title">How far to trust it</h2>
${agreementBlocks(agreement, lock)}
${calibrationBlocks(calibration, tables.estimates)}
${saturationStrips(tables.estimates)}
</section>`;
}

async function drawCalibration(cards: CalibrationCard, drawing: Drawing): Promise<DrawnCalibration[]> {
  const drawn: DrawnCalibration[] = [];
  for (const [i, calibration] of cards.entries())
    drawn.push({
      calibration,
      sweepSvg: calibration.sweep && (await sweepSvg(calibration.sweep, i, drawing)),
    });
  return drawn;
}

async function sweepSvg(sweep: CalibrationSweep, at: number, drawing: Drawing): Promise<string | null> {
  const drawn = await drawPanel({ panel: sweepPanel(sweep), id: `sweep-${at}`, own: false }, drawing);
  if ('svg' in drawn) return drawn.svg;
  drawing.warn(`the sweep ${sweep.title} is not drawn: ${drawn.problem}`);
  return null;
}
