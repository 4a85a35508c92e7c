import { readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { dotRowsFigure } from '../../reports/charts/dot-rows.ts';
import { type ComparedFigures, renderComparison } from '../../reports/comparison.ts';
import type { Figure } from '../../reports/report-input.ts';
import { parseDocument } from '../../src/document/parse-document.ts';
import { toPlain } from '../../src/document/tree.ts';
import { findEntry, loadCatalog } from '../../src/node/catalog.ts';
import type { Json, JsonObject, ReportPlan } from '../../src/plan/plan.ts';
import type { Kinds } from '../contract/kinds.ts';
import { type CombinedRuns, combineRuns, type NamedResults, type SharedReport } from './combine-runs.ts';
import { drawingOf, drawnFigures, type FinishedRun, type PageMaking } from './make-report.ts';
import { pairedDifferences } from './paired-differences.ts';
import { runAxis } from './run-axis.ts';
import { changedSettings, letterOfRun, nameOfFolder, runNames } from './run-names.ts';

/** Several runs as one page. */
export interface MadeComparison {
  /** What the page's file is called, by the runs before the last. */
  readonly fileName: string;
  readonly page: string;
}

/** One of the runs: its folder, what was read there, and the kinds that its study uses. */
export interface ComparedSide {
  readonly folder: string;
  readonly finished: FinishedRun;
  readonly kinds: Kinds;
}

/**
 * Draws several runs as one page from what they left in their folders: their claims side by side, how they differ from the first where
 * trials have the same seed, and each figure once, with the run as what sets curves or panels apart. Charts of a study's own, figures of
 * plugins, and grids that have both axes already, are drawn once for each run.
 * @param sides two to ten; the first is what the others are held against
 */
export async function makeComparison(
  sides: readonly ComparedSide[],
  making: PageMaking = {},
): Promise<MadeComparison> {
  const folders = await Promise.all(sides.map(({ folder }) => realpath(folder)));
  const settings = changedSettings(
    await Promise.all(sides.map((side, at) => settingsOf(folders[at]!, side))),
  );
  const names = runNames(
    sides.map(({ finished }, at) => ({ folder: folders[at]!, study: finished.plan.study })),
    settings,
  );
  const runs = sides.map(({ finished }, at): NamedResults => ({ ...finished, name: names[at]! }));
  const combined = combineRuns(runs);
  const figures: ComparedFigures[] = [];
  for (const shared of combined.reports) figures.push(await figuresOf(shared, combined, sides, names));
  const differences = pairedDifferences(runs);
  const page = await renderComparison(
    {
      runs: sides.map(({ finished }, at) => ({
        letter: letterOfRun(at),
        name: names[at]!,
        folder: nameOfFolder(folders[at]!),
        plan: finished.plan,
        tables: finished.tables,
        lock: finished.lock,
        altered: finished.altered ?? [],
      })),
      settings,
      provenance: changedSettings(sides.map(({ finished }) => machineOf(finished.lock))),
      differences: differences.map(({ run, pairs }) => ({ run, pairs })),
      differencesFigure: differencesFigure(differences, names[0]!),
      figures,
    },
    drawingOf(making),
  );
  return { fileName: fileNameOf(folders), page };
}

/** By the run that the page lies with, the last, after the others. */
function fileNameOf(folders: readonly string[]): string {
  const others = folders.slice(0, -1).map((folder) => basename(folder));
  return others.length > 2
    ? `compared-with-${others.length}-runs.html`
    : `compared-with-${others.join('-and-')}.html`;
}

/** A report over all runs that have it: one figure of all, or one of each. */
async function figuresOf(
  { report, own }: SharedReport,
  combined: CombinedRuns,
  sides: readonly ComparedSide[],
  names: readonly string[],
): Promise<ComparedFigures> {
  const runs = own.map(({ run }) => names[run]!);
  if (own.length > 1 && canOverlay(report)) {
    const plan = { ...combined.plan, reports: [{ ...report, params: overlayParams(report, combined) }] };
    return { runs, figures: await drawnFigures({ ...combined, plan }, sides[own[0]!.run]!.kinds) };
  }
  const figures: Figure[] = [];
  for (const { run, name } of own) {
    const { finished, kinds } = sides[run]!;
    const reports = finished.plan.reports.filter((each) => each.name === name);
    const drawn = await drawnFigures({ ...finished, plan: { ...finished.plan, reports } }, kinds);
    const id = `${report.name}-${letterOfRun(run).toLowerCase()}`;
    for (const figure of drawn) figures.push({ ...figure, id, title: `${figure.title} (${names[run]})` });
  }
  return { runs, figures };
}

/** Kinds that draw what a plugin or a study wrote know of no runs. */
function canOverlay({ kind, params }: ReportPlan): boolean {
  if (kind === 'chart' || findEntry(loadCatalog(), 'report', kind) === undefined) return false;
  return kind !== 'sensitivity-grid' || params.y === undefined;
}

/** Settings with which a report tells runs apart where its own would put them into one. */
function overlayParams({ kind, params }: ReportPlan, { plan }: CombinedRuns): JsonObject {
  if (kind === 'sensitivity-grid') return { ...params, y: runAxis };
  const swept = plan.axes.some(({ name }) => name !== 'seed' && name !== runAxis);
  return kind === 'training-values' && params.facet === undefined && !swept
    ? { ...params, facet: 'layer' }
    : params;
}

function differencesFigure(differences: ReturnType<typeof pairedDifferences>, first: string): Figure | null {
  const rows = differences.flatMap((one) => one.rows);
  if (rows.length === 0) return null;
  return dotRowsFigure({
    id: 'differences-of-runs',
    title: `Differences from ${first}`,
    about:
      'Each value less that of the first run, of trials with the same seed and settings, at the last row of each training.',
    rows,
    axisOf: (panel) => `change of ${panel.split(',')[0]}`,
    possible: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    aroundZero: true,
  });
}

/** The settings after bases, overrides and defaults; those of the study's own text where they were not kept. */
async function settingsOf(folder: string, { finished }: ComparedSide): Promise<Json> {
  const text = await readFile(join(folder, 'resolved.yaml'), 'utf8').catch(() => finished.spec);
  const { tree } = parseDocument({ name: 'resolved.yaml', text });
  return tree ? toPlain(tree) : {};
}

/** What lock.json says of versions, machine and data; not the run's own name and times. */
function machineOf({ versions, numericClass, data }: JsonObject): JsonObject {
  return { versions: versions ?? null, numericClass: numericClass ?? null, data: data ?? null };
}
