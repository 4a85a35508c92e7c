import { type CompiledPanel, compilePanel } from '../charts/compile-panel.ts';
import { seriesColour, seriesShape } from '../charts/palette.ts';
import { type PageTable, pageTable } from '../data/page-table.ts';
import { html, type Markup, markup } from '../html.ts';
import type { Figure, LegendEntry, Panel } from '../report-input.ts';
import { tableBlock } from './tables.ts';

/** A figure ready for the page. */
export interface DrawnFigure {
  readonly figure: Figure;
  readonly panels: readonly CompiledPanel[];
  readonly table: PageTable;
}

/** Compiles and draws a figure's panels, one after the other. */
export async function drawFigure(figure: Figure): Promise<DrawnFigure> {
  const panels: CompiledPanel[] = [];
  for (const [i, panel] of figure.panels.entries()) {
    panels.push(await compilePanel(panel, `${figure.id}-${i}`));
  }
  const columns = Object.keys(figure.data[0] ?? {}).map((name) => ({ name, about: '' }));
  return { figure, panels, table: pageTable(`figure-${figure.id}`, 'Values', columns, figure.data) };
}

/** The section of all figures. */
export function figuresSection(figures: readonly DrawnFigure[]): Markup {
  if (figures.length === 0) return html``;
  return html`<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title">Figures</h2>
${figures.map(figureBlock)}
</section>`;
}

/** One figure: its heading, controls, panels, caption and values. */
export function figureBlock({ figure, panels, table }: DrawnFigure): Markup {
  const groups = [...new Set(figure.panels.map((panel) => panel.group))];
  const body =
    panels.length === 0
      ? html`<p class="note">Nothing to draw: no rows of the tables are left by this report's settings.</p>`
      : groups.map((group) => panelGroup(figure, panels, group));
  return html`<figure class="card" id="figure-${figure.id}" aria-labelledby="caption-${figure.id}">
<h3>${figure.title}</h3>
<p class="unseen" id="alt-${figure.id}">${figure.alt}</p>
${controls(figure)}
<div class="panels">${body}</div>
<figcaption id="caption-${figure.id}">${figure.caption}</figcaption>
${table.rows.length > 0 ? html`<details class="values"><summary>Values of this figure</summary>${tableBlock(table)}</details>` : null}
</figure>`;
}

function panelGroup(figure: Figure, drawn: readonly CompiledPanel[], group: string): Markup {
  const panels = figure.panels.flatMap((panel, i) =>
    panel.group === group ? [panelBlock(figure, panel, drawn[i]!)] : [],
  );
  const heading = group === '' ? null : html`<h4>${group}</h4>`;
  return html`<div class="group">${heading}<div class="grid">${panels}</div></div>`;
}

function panelBlock(figure: Figure, panel: Panel, drawn: CompiledPanel): Markup {
  const name = [figure.title, panel.group, panel.title].filter((part) => part !== '').join(', ');
  return html`<div class="panel${panel.wide ? ' wide' : ''}">${panel.title === '' ? null : html`<p class="heading">${panel.title}</p>`}
<div class="chart${panel.wide ? ' wide' : ''}" role="img" aria-label="${name}" aria-describedby="alt-${figure.id}">${markup(drawn.svg)}</div></div>`;
}

function controls(figure: Figure): Markup {
  const { scrubber } = figure;
  const last = (scrubber?.steps.length ?? 1) - 1;
  const switches = figure.switches.map(
    (box) =>
      html`<label class="switch live" hidden><input type="checkbox" data-parameter="${box.parameter}"${markup(box.on ? ' checked' : '')}> ${box.label}</label>`,
  );
  const slider = scrubber
    ? html`<label class="scrubber live" hidden><span>${scrubber.label}</span><input type="range" min="0" max="${last}" value="${last}" aria-valuetext="${scrubber.steps[last]}"><output>${scrubber.steps[last]}</output></label>`
    : null;
  return html`<div class="controls"><div class="legend" role="group" aria-label="Series, shown or hidden">${figure.legend.map(legendButton)}</div>${switches}${slider}</div>`;
}

function legendButton(entry: LegendEntry): Markup {
  return html`<button type="button" disabled aria-pressed="true" data-series="${entry.series}"><svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" focusable="false"><path fill="${seriesColour(entry.place)}" d="${shapePaths[seriesShape(entry.place)]}"/></svg>${entry.label}</button>`;
}

const shapePaths: Readonly<Record<string, string>> = {
  circle: 'M5,0A5,5,0,1,1,-5,0A5,5,0,1,1,5,0',
  square: 'M-4.5,-4.5h9v9h-9Z',
  'triangle-up': 'M0,-5.5L5.5,4.5H-5.5Z',
  diamond: 'M0,-6L6,0L0,6L-6,0Z',
  cross: 'M-2,-6h4v4h4v4h-4v4h-4v-4h-4v-4h4Z',
  'triangle-down': 'M0,5.5L5.5,-4.5H-5.5Z',
  'triangle-right': 'M5.5,0L-4.5,5.5V-5.5Z',
};
