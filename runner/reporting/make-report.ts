import type { Drawing } from '../../reports/charts/draw-panel.ts';
import { renderReport } from '../../reports/page.ts';
import type { Figure } from '../../reports/report-input.ts';
import { builtFrom } from '../../src/node/built-from.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import type { JsonObject, Plan } from '../../src/plan/plan.ts';
import type { RunTables } from '../../src/table/columns.ts';
import { countedMoments } from '../../src/table/counted-moments.ts';
import { narrowed } from '../../src/table/result-tables.ts';
import { rowsOfTrials } from '../../src/table/rows-of-trials.ts';
import { type Calibration, calibrationApart } from '../calibration/calibrate-apart.ts';
import type { KeptParts } from '../contract/kept-parts.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { ReportRun, TrainedFilters } from '../contract/report.ts';
import { conclusionsOf } from './conclusions.ts';
import { drawingApart } from './drawing-apart.ts';
import { keptDrawings } from './kept-drawings.ts';
import { leastInformationRemark } from './least-information.ts';
import { pageMethods } from './paper/page-methods.ts';

/** What a run leaves behind, as far as its report needs it. */
export interface FinishedRun {
  readonly plan: Plan;
  readonly tables: RunTables;
  /** Filters that reports draw; absent when none were kept. */
  readonly filters?: readonly TrainedFilters[];
  /** The study as written. */
  readonly spec: string;
  /** lock.json */
  readonly lock: JsonObject;
  /** Command line that runs the study again. */
  readonly command: string;
  /** Files that were altered since the run, which the page says; none when left out. */
  readonly altered?: readonly string[];
}

/**
 * Draws the report of a run: the figures of its report nodes, the calibration of its estimators, the conclusions that survive
 * a change of estimator, the methods as a paper says them, the page.
 * @param kinds those that the run's study uses
 * @returns the HTML file
 */
export async function makeReport(run: FinishedRun, kinds: Kinds, making: PageMaking = {}): Promise<string> {
  const known = making.calibration ?? calibrationApart(making);
  const [calibration, figures] = await Promise.all([
    known(run.plan, run.tables.estimates, kinds),
    drawnFigures(run, kinds),
  ]);
  const counted = { ...run.tables, estimates: countedMoments(run.tables.estimates) };
  const agreement = await conclusionsOf(run.plan, counted, kinds);
  const methods = pageMethods({ ...run, catalog: loadCatalog() });
  return renderReport({ ...run, figures, calibration, agreement, methods }, drawingOf(making));
}

/** How a page is made: who hears what is amiss with it and may end its drawing, and what is kept of earlier ones. */
export interface PageMaking {
  /** Is told of each chart of the study's own that is not drawn, and of known cases that are left out. */
  readonly warn?: (message: string) => void;
  /** Leaves out the charts of the study's own that are not drawn yet, and soon the known cases. */
  readonly signal?: AbortSignal;
  /** Where parts of pages are kept; all are made anew when left out. */
  readonly parts?: KeptParts;
  /** Gives the calibration of the estimators, where it was asked before; one of its own when left out. */
  readonly calibration?: Calibration;
}

/** Draws charts of a study's own each in a process, and all of which no drawing is kept. */
export function drawingOf({
  warn = () => {},
  signal = new AbortController().signal,
  parts,
}: PageMaking): Drawing {
  const program = parts && builtFrom();
  const kept = program && keptDrawings(parts, program);
  return { apart: drawingApart(signal), warn, ...(kept && { kept }) };
}

/**
 * The figures of a run's report nodes, in the study's order; how the training went comes after what it is to show. One whose node fails says
 * why in its place.
 */
export async function drawnFigures(
  run: Pick<FinishedRun, 'plan' | 'tables' | 'filters'>,
  kinds: Kinds,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const last = (kind: string) => Number(kind === 'training-curves');
  const reports = [...run.plan.reports].sort((a, b) => last(a.kind) - last(b.kind));
  for (const { name, kind, params, trials } of reports) {
    const node = await kinds.node('report', kind);
    const tables = narrowed(run.tables, {
      estimates: rowsOfTrials(countedMoments(run.tables.estimates), trials),
      training: rowsOfTrials(countedMoments(run.tables.training), trials),
    });
    const draw = node.run as ReportRun;
    const { filters = [] } = run;
    try {
      const figure = kinds.running(() => draw(params as never, { name, plan: run.plan, tables, filters }));
      figures.push({ ...figure, caption: figure.caption + leastInformationRemark(run.plan, name) });
    } catch (cause) {
      figures.push(notDrawn(name, cause));
    }
  }
  return figures;
}

/** A figure that cannot be drawn, in its place: the rest of the page is there all the same. */
function notDrawn(name: string, cause: unknown): Figure {
  const problem = cause instanceof Error ? cause.message : String(cause);
  const empty = { caption: '', alt: '', legend: [], panels: [], scrubber: null, switches: [], data: [] };
  return { id: name, title: name, ...empty, problem };
}
