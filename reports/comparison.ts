import type { Json, JsonObject, Plan } from '../src/plan/plan.ts';
import type { Row, RunTables } from '../src/table/columns.ts';
import { overallRows } from '../src/table/verdict-words.ts';
import { assemblePage } from './assemble-page.ts';
import type { Drawing } from './charts/draw-panel.ts';
import { html, type Markup } from './html.ts';
import { pageData } from './page-data.ts';
import type { Figure } from './report-input.ts';
import { type ContentsEntry, contents } from './sections/contents.ts';
import { type DrawnFigure, drawFigure, figureBlock } from './sections/figures.ts';
import { alteredWarning } from './sections/page-header.ts';
import { stateWarning } from './sections/run-state.ts';
import { signed, unitOf, verdictOf, wholeArrows } from './sections/verdict.ts';

/** One of the runs that are compared. */
export interface ComparedRun {
  /** `A` for the first. */
  readonly letter: string;
  /** What figures call it: its letter and what is particular of it. */
  readonly name: string;
  /** Study and run, as `list` prints them. */
  readonly folder: string;
  readonly plan: Plan;
  readonly tables: RunTables;
  readonly lock: JsonObject;
  /** Files that were altered since the run. */
  readonly altered: readonly string[];
}

/** What is not the same in all runs, with its value in each; undefined where a run does not have it. */
export interface ComparedSetting {
  readonly path: string;
  readonly values: readonly (Json | undefined)[];
}

/** A report of the runs: one figure of all, or one of each. */
export interface ComparedFigures {
  /** Names of the runs that have it. */
  readonly runs: readonly string[];
  readonly figures: readonly Figure[];
}

export interface Comparison {
  readonly runs: readonly ComparedRun[];
  readonly settings: readonly ComparedSetting[];
  /** Versions, machine and data that differ. */
  readonly provenance: readonly ComparedSetting[];
  /** Of each run but the first, how many trials are compared with those of the first. */
  readonly differences: readonly { readonly run: string; readonly pairs: number }[];
  /** Null where no trials can be compared. */
  readonly differencesFigure: Figure | null;
  readonly figures: readonly ComparedFigures[];
}

/**
 * Several runs as one HTML file: their claims in one table, how they differ trial by trial, each figure over all runs that have it, and the
 * settings, versions and data that differ.
 */
export async function renderComparison(comparison: Comparison, drawing: Drawing): Promise<string> {
  const { runs, differencesFigure } = comparison;
  const all = [
    ...(differencesFigure ? [differencesFigure] : []),
    ...comparison.figures.flatMap((one) => one.figures),
  ];
  const figures: DrawnFigure[] = [];
  for (const figure of all) figures.push(await drawFigure(figure, drawing));
  const data = pageData(figures, []);
  const drawnOf = (figure: Figure) => data.figures[all.indexOf(figure)]!;
  const title = titleOf(runs);
  const body = html`<div class="page">
${contents(contentsOf(comparison))}
<div class="sheet">
<header class="top">
<p class="study">${runs.length} runs compared</p>
<h1>${title}</h1>
<ul class="runs">${runs.map(runLine)}</ul>${runs.map(warnings)}
</header>
<main>
${claimsTable(runs)}
${differencesSection(comparison, differencesFigure && drawnOf(differencesFigure))}
${figuresSection(comparison, drawnOf)}
${changes('settings', 'Settings that differ', comparison.settings, runs, 'The runs have the same settings.')}
${changes('provenance', 'Versions, machine and data that differ', comparison.provenance, runs, 'Versions, machine and data are the same.')}
</main>
<footer class="end"><p>Made by infoplane. This file is complete: it loads nothing and sends nothing.</p></footer>
</div></div>
<dl id="tip" hidden></dl>`;
  return assemblePage({
    study: `${runs[0]!.plan.study}-comparison`,
    title: `${title}: ${runs.map(({ letter }) => letter).join(', ')}`,
    body,
    data,
  });
}

function contentsOf({ runs, figures }: Comparison): readonly ContentsEntry[] {
  const parts = figures.flatMap((one) => one.figures.map(({ id, title }) => ({ id: `figure-${id}`, title })));
  const all: readonly (ContentsEntry & { readonly there?: boolean })[] = [
    { id: 'claims', title: 'Claims', there: namesOfClaims(runs).length > 0 },
    { id: 'differences', title: 'Differences' },
    { id: 'figures', title: 'Figures', parts, there: parts.length > 0 },
    { id: 'settings', title: 'Settings that differ' },
    { id: 'provenance', title: 'Versions, machine and data' },
  ];
  return all.filter(({ there = true }) => there);
}

/** The title of the study, or the studies of several. */
function titleOf(runs: readonly ComparedRun[]): string {
  const titles = new Set(runs.map(({ plan }) => plan.title || plan.study));
  return titles.size === 1 ? [...titles][0]! : [...new Set(runs.map(({ plan }) => plan.study))].join(', ');
}

function runLine({ letter, name, folder, plan }: ComparedRun): Markup {
  const trials = `${plan.trials.length} ${plan.trials.length === 1 ? 'trial' : 'trials'}`;
  const own = name.slice(letter.length + 2);
  return html`<li><b>${letter}</b> ${own} <span class="note">${own === folder ? '' : `${folder}, `}${trials}: ${plan.title || plan.study}</span></li>`;
}

function warnings({ letter, lock, plan, tables, altered }: ComparedRun): Markup {
  return html`${stateWarning({ lock, plan, tables }, `Run ${letter}`)}${alteredWarning(altered.map((name) => `${name} of ${letter}`))}`;
}

function namesOfClaims(runs: readonly ComparedRun[]): string[] {
  return [...new Set(runs.flatMap((run) => overallRows(run.tables.claims).map((row) => String(row.claim))))];
}

function claimsTable(runs: readonly ComparedRun[]): Markup | null {
  const names = namesOfClaims(runs);
  if (names.length === 0) return null;
  const rows = names.map((name) => {
    const own = runs.map((run) => overallRows(run.tables.claims).find((row) => row.claim === name));
    const statements = [...new Set(own.flatMap((row) => (row ? [String(row.statement ?? '')] : [])))];
    const cells = runs.map((run, at) => verdictCell(run, own[at]));
    return html`<tr><th scope="row" class="wrap">${name}<br><small class="note">${wholeArrows(statements.join(' / '))}</small></th>${cells}</tr>`;
  });
  const heads = runs.map(({ letter, name }) => html`<th scope="col" title="${name}">${letter}</th>`);
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">Claims</h2>
<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="Claims of all runs"><table class="matrix"><thead><tr><th scope="col">claim</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">The verdict, and how far the worst case is from breaking the claim, which is negative where it breaks it.</p></div>
</section>`;
}

function verdictCell(run: ComparedRun, row: Row | undefined): Markup {
  if (!row) return html`<td class="note">not claimed</td>`;
  const { word, sign, style } = verdictOf(row, run.lock);
  const margin = typeof row.worst_margin === 'number' ? signed(row.worst_margin, unitOf(run, row)) : '';
  return html`<td><span class="${style}">${sign} ${word}</span><br><small class="note">${margin}</small></td>`;
}

function differencesSection({ differences, runs }: Comparison, figure: DrawnFigure | null): Markup {
  const first = runs[0]!.letter;
  const items = differences.map(({ run, pairs }) => {
    const count = pairs === 0 ? 'no trial has' : pairs === 1 ? '1 trial has' : `${pairs} trials have`;
    return html`<li>${run}: ${count} the same seed and settings as one of ${first}${pairs === 1 ? ', so there is no interval' : ''}.</li>`;
  });
  return html`<section id="differences" aria-labelledby="differences-title">
<h2 id="differences-title">Differences, trial by trial</h2>
<ul>${items}</ul>
${figure ? figureBlock(figure) : html`<p class="card note">No value can be compared: no two trials have the same seed, or the runs estimate nothing of the same name and unit.</p>`}
</section>`;
}

function figuresSection(
  { figures, runs }: Comparison,
  drawnOf: (figure: Figure) => DrawnFigure,
): Markup | null {
  if (figures.length === 0) return null;
  const blocks = figures.map((one) => {
    const own = one.figures.map((figure) => figureBlock(drawnOf(figure)));
    const missing = runs.filter(({ name }) => !one.runs.includes(name)).map(({ letter }) => letter);
    const note =
      missing.length > 0
        ? html`<p class="note">${missing.join(', ')} ${missing.length === 1 ? 'has' : 'have'} no such figure.</p>`
        : null;
    return html`${own.length > 1 ? html`<div class="pair">${own}</div>` : own}${note}`;
  });
  return html`<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title">Figures</h2>
${blocks}
</section>`;
}

function changes(
  id: string,
  title: string,
  found: readonly ComparedSetting[],
  runs: readonly ComparedRun[],
  none: string,
): Markup {
  const rows = found.map(
    ({ path, values }) =>
      html`<tr><th scope="row">${path || '(all)'}</th>${values.map((value) => html`<td><code>${text(value)}</code></td>`)}</tr>`,
  );
  const heads = runs.map(({ letter, name }) => html`<th scope="col" title="${name}">${letter}</th>`);
  const table = html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="lock many"><thead><tr><th scope="col">setting</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<div class="card">${found.length > 0 ? table : html`<p class="note">${none}</p>`}</div>
</section>`;
}

function text(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
