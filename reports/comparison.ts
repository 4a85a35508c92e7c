import type { Json, Plan } from '../src/plan/plan.ts';
import type { Row, RunTables } from '../src/table/columns.ts';
import { overallRows } from '../src/table/verdict-words.ts';
import { assemblePage } from './assemble-page.ts';
import { onCommonScales } from './charts/align-scales.ts';
import { html, type Markup } from './html.ts';
import type { Figure } from './report-input.ts';
import { type Drawing, type DrawnFigure, drawFigure, figureBlock } from './sections/figures.ts';
import { alteredWarning } from './sections/page-header.ts';
import { signed, unitOf, verdictOf } from './sections/verdict.ts';

/** One of two runs that are shown side by side. */
export interface ComparedRun {
  /** What the reader calls it, such as `quickstart/2026-11-22`. */
  readonly name: string;
  readonly plan: Plan;
  readonly tables: RunTables;
  readonly figures: readonly Figure[];
  /** Files that were altered since the run; none when left out. */
  readonly altered?: readonly string[];
}

/** A setting that is not the same; undefined where a run does not have it. */
export interface ChangedSetting {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export interface Comparison {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  /** Settings that differ. */
  readonly settings: readonly ChangedSetting[];
  /** Versions, machine and data that differ. */
  readonly provenance: readonly ChangedSetting[];
}

/**
 * Two runs side by side as one HTML file: their claims, the settings that differ, and each figure twice, on common scales.
 * Figures that only one run has stand alone.
 */
export async function renderComparison(
  { a, b, settings, provenance }: Comparison,
  drawing: Drawing,
): Promise<string> {
  const names = [...new Set([...a.figures, ...b.figures].map((figure) => figure.id))];
  const pairs: { readonly left: DrawnFigure | null; readonly right: DrawnFigure | null }[] = [];
  for (const name of names) {
    const [left, right] = figuresOf(a, b, name);
    pairs.push({ left: await drawSide(left, 'a', drawing), right: await drawSide(right, 'b', drawing) });
  }
  const title = a.plan.title === b.plan.title ? a.plan.title : `${a.plan.title} / ${b.plan.title}`;
  const body = html`<header class="top">
<p class="study">two runs side by side</p>
<h1>${title}</h1>
<p class="facts">A: ${a.name} · B: ${b.name}</p>${alteredWarning([...alteredOf(a, 'A'), ...alteredOf(b, 'B')])}
</header>
<main class="both">
${claimsTable(a, b)}
${changes('settings', 'Settings that differ', settings, 'The two runs have the same settings.')}
${changes('provenance', 'Versions, machine and data that differ', provenance, 'Versions, machine and data are the same.')}
${pairs.length > 0 ? figurePairs(pairs) : null}
</main>
<footer class="end"><p>Made by infoplane. This file is complete: it loads nothing and sends nothing.</p></footer>
<dl id="tip" hidden></dl>`;
  const figures = pairs.flatMap(({ left, right }) => [left, right]).filter((drawn) => drawn !== null);
  return assemblePage({
    study: `${a.plan.study}-comparison`,
    title: `${title}: A and B`,
    body,
    figures,
    tables: [],
  });
}

function alteredOf({ altered = [] }: ComparedRun, side: string): string[] {
  return altered.map((name) => `${name} of ${side}`);
}

/** The figure of both runs that has this name; null where one has none. */
function figuresOf(a: ComparedRun, b: ComparedRun, name: string): readonly [Figure | null, Figure | null] {
  const [left, right] = [a, b].map(({ figures }) => figures.find(({ id }) => id === name) ?? null);
  return left && right ? onCommonScales(left, right) : [left ?? null, right ?? null];
}

async function drawSide(
  figure: Figure | null,
  side: 'a' | 'b',
  drawing: Drawing,
): Promise<DrawnFigure | null> {
  if (figure === null) return null;
  const title = `${side.toUpperCase()}: ${figure.title}`;
  return drawFigure({ ...figure, id: `${figure.id}-${side}`, title }, drawing);
}

function figurePairs(
  pairs: readonly { readonly left: DrawnFigure | null; readonly right: DrawnFigure | null }[],
): Markup {
  const none = html`<p class="card note">This run has no such figure.</p>`;
  const rows = pairs.map(
    ({ left, right }) =>
      html`<div class="pair">${left ? figureBlock(left) : none}${right ? figureBlock(right) : none}</div>`,
  );
  return html`<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title">Figures</h2>
${rows}
</section>`;
}

function claimsTable(a: ComparedRun, b: ComparedRun): Markup | null {
  const names = [...new Set([...verdictRows(a), ...verdictRows(b)].map((row) => String(row.claim)))];
  if (names.length === 0) return null;
  const rows = names.map((name) => {
    const [left, right] = [a, b].map((run) => verdictRows(run).find((row) => row.claim === name));
    const said = String(left?.statement ?? right?.statement ?? '');
    const other = right && left && right.statement !== left.statement ? ` / ${right.statement}` : '';
    return html`<tr><th scope="row">${name}</th>${verdictCells(a, left)}${verdictCells(b, right)}<td class="wrap">${said}${other}</td></tr>`;
  });
  const heads = ['A', 'B'].map(
    (side) => html`<th scope="col">${side}</th><th scope="col" class="number">worst margin ${side}</th>`,
  );
  return html`<section id="claims" aria-labelledby="claims-title">
<h2 id="claims-title">Claims</h2>
<div class="card"><div class="scroll" tabindex="0" role="region" aria-label="Claims of both runs"><table><thead><tr><th scope="col">claim</th>${heads}<th scope="col">statement</th></tr></thead><tbody>${rows}</tbody></table></div></div>
</section>`;
}

function verdictRows(run: ComparedRun): readonly Row[] {
  return overallRows(run.tables.claims);
}

function verdictCells(run: ComparedRun, row: Row | undefined): Markup {
  if (!row) return html`<td>not claimed</td><td></td>`;
  const { word, sign, style } = verdictOf(row);
  const margin = typeof row.worst_margin === 'number' ? signed(row.worst_margin, unitOf(run, row)) : '';
  return html`<td class="${style}">${sign} ${word}</td><td class="number">${margin}</td>`;
}

function changes(id: string, title: string, found: readonly ChangedSetting[], none: string): Markup {
  const rows = found.map(
    ({ path, before, after }) =>
      html`<tr><th scope="row">${path || '(all)'}</th><td><code>${text(before)}</code></td><td><code>${text(after)}</code></td></tr>`,
  );
  const table = html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="lock"><thead><tr><th scope="col">setting</th><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
<div class="card">${found.length > 0 ? table : html`<p class="note">${none}</p>`}</div>
</section>`;
}

function text(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
