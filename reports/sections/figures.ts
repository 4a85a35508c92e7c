import { type Drawing, type DrawnPanel, drawPanel } from '../charts/draw-panel.ts';
import { courseColours, seriesColour, seriesShape, shapePaths } from '../charts/palette.ts';
import { letterOf } from '../data/letter-of.ts';
import { type PageTable, pageTable } from '../data/page-table.ts';
import { html, type Markup, markup } from '../html.ts';
import type { Figure, LegendEntry, Panel, Picture } from '../report-input.ts';
import { tableBlock } from './tables.ts';

/** A figure ready for the page. */
export interface DrawnFigure {
  readonly figure: Figure;
  readonly panels: readonly DrawnPanel[];
  readonly table: PageTable;
  /** Why it has no panels, as the end of a sentence; null when nothing is wrong. */
  readonly problem: string | null;
}

/** Draws a figure's panels, one after the other, or takes those that are kept. */
export async function drawFigure(figure: Figure, drawing: Drawing): Promise<DrawnFigure> {
  const panels: DrawnPanel[] = [];
  let problem = figure.problem ?? null;
  for (const [i, panel] of figure.panels.entries()) {
    const id = `${figure.id}-${i}`;
    const drawn = await drawPanel({ panel, id, own: figure.own ?? false }, drawing);
    if ('problem' in drawn) problem = drawn.problem;
    else panels.push(drawn);
  }
  if (problem !== null) drawing.warn(`the chart ${figure.id} is not drawn: ${problem}`);
  const columns = Object.keys(figure.data[0] ?? {}).map((name) => ({ name, about: '' }));
  const table = pageTable(`figure-${figure.id}`, 'Values', columns, figure.data);
  return { figure, panels: problem === null ? panels : [], table, problem };
}

/** A section of figures; nothing without one. */
export function figuresSection(id: string, title: string, figures: readonly DrawnFigure[]): Markup {
  if (figures.length === 0) return html``;
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${figures.map(figureBlock)}
</section>`;
}

/** One figure: its heading, controls, panels, caption and values. */
export function figureBlock({ figure, panels, table, problem }: DrawnFigure): Markup {
  const groups = [...new Set(figure.panels.map((panel) => panel.group))];
  const body =
    panels.length === 0
      ? html`<p class="note">${problem === null ? "Nothing to draw: no rows of the tables are left by this report's settings." : `This chart is not drawn: ${problem}.`}</p>`
      : groups.map((group) => panelGroup(figure, panels, group));
  return html`<figure class="card" id="figure-${figure.id}" aria-labelledby="caption-${figure.id}">
<header><h3>${figure.title}</h3>${panels.length > 0 ? takeButtons(figure) : null}</header>
<p class="unseen" id="alt-${figure.id}">${figure.alt}</p>
${controls(figure)}
<div class="panels">${body}</div>
${(figure.pictures ?? []).length > 0 ? html`<div class="pictures">${figure.pictures!.map((picture) => pictureBlock(picture, figure))}</div>` : null}
<figcaption id="caption-${figure.id}">${figure.caption}</figcaption>
${table.rows.length > 0 ? html`<details class="values"><summary>Values of this figure</summary>${tableBlock(table)}</details>` : null}
</figure>`;
}

/** Buttons that save a figure. */
function takeButtons({ id, data }: Figure): Markup {
  const forms = ['svg', 'png', ...(data.length > 0 ? ['csv'] : [])];
  return html`<div class="take live" hidden role="group" aria-label="Save ${id} as">${forms.map((form) => html`<button type="button" data-form="${form}">${form.toUpperCase()}</button>`)}</div>`;
}

function panelGroup(figure: Figure, drawn: readonly DrawnPanel[], group: string): Markup {
  const panels = figure.panels.flatMap((panel, i) =>
    panel.group === group ? [panelBlock(figure, panel, drawn[i]!)] : [],
  );
  const heading = group === '' ? null : html`<h4>${group}</h4>`;
  const least = Math.max(
    0,
    ...figure.panels.map((panel) => (panel.group === group ? (panel.least ?? 0) : 0)),
  );
  const room = least > 0 ? html` style="--least:${least}px"` : null;
  return html`<div class="group">${heading}<div class="grid"${room}>${panels}</div></div>`;
}

function panelBlock(figure: Figure, panel: Panel, drawn: DrawnPanel): Markup {
  const name = [figure.title, panel.group, panel.title].filter((part) => part !== '').join(', ');
  const letter = figure.panels.length > 1 ? `(${letterOf(figure.panels.indexOf(panel))}) ` : '';
  const heading = `${letter}${panel.title}`.trim();
  // A line may end after a comma, never before it.
  const said = heading.split(', ');
  const parts = said.map((part, i) => html`<span>${part}${i < said.length - 1 ? ',' : ''}</span> `);
  const chart = html`<div class="chart ${panel.size}"${panel.least === undefined ? null : html` style="min-width:${panel.least}px"`} data-panel="${figure.panels.indexOf(panel)}" role="img" aria-label="${name}" aria-describedby="alt-${figure.id}">${markup(drawn.svg)}</div>`;
  const place =
    panel.least === undefined
      ? chart
      : html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">${chart}</div>`;
  return html`<div class="panel ${panel.size}">${heading === '' ? null : html`<p class="heading">${parts}</p>`}
${place}</div>`;
}

/** Small images in a row, each with its label. Those of a choice that is not the first wait for the page's script. */
function pictureBlock(picture: Picture, figure: Figure): Markup {
  const away = picture.choice !== null && picture.choice !== figure.choice?.options[0]?.value;
  const tiles = picture.tiles.map(
    ({ label, alt, source, width, height }) =>
      html`<li><img src="${source}" alt="${alt}" width="${width}" height="${height}"><span>${label}</span></li>`,
  );
  return html`<div class="picture" data-choice="${picture.choice}"${markup(away ? ' hidden' : '')}><p class="heading">${picture.title}</p><ul>${tiles}</ul></div>`;
}

function controls(figure: Figure): Markup {
  const { scrubber, choice, course } = figure;
  const last = (scrubber?.steps.length ?? 1) - 1;
  const switches = figure.switches.map(
    (box) =>
      html`<label class="switch live" hidden><input type="checkbox" data-parameter="${box.parameter}"${markup(box.on ? ' checked' : '')}> ${box.label}</label>`,
  );
  const list = choice
    ? html`<label class="choice live" hidden>${choice.label} <select data-parameter="${choice.parameter}">${choice.options.map(({ value, label }) => html`<option value="${value}">${label}</option>`)}</select></label>`
    : null;
  const slider = scrubber
    ? html`<div class="scrubber live" hidden><button type="button" class="play">Play</button><label><span>${scrubber.label}</span><input type="range" min="0" max="${last}" value="${last}" aria-valuetext="${scrubber.steps[last]}"></label><output>${scrubber.steps[last]}</output></div>`
    : null;
  const ramp = course
    ? html`<p class="course"><span>${course.first}</span><span class="ramp" aria-hidden="true">${courseColours.map((colour) => html`<i style="background:${colour}"></i>`)}</span><span>${course.last}</span></p>`
    : null;
  const legend =
    figure.legend.length > 0
      ? html`<div class="legend" role="group" aria-label="Series, shown or hidden">${figure.legend.map(legendButton)}</div>`
      : null;
  return html`<div class="controls">${legend}${list}${switches}</div>${slider || ramp ? html`<div class="controls">${ramp}${slider}</div>` : null}`;
}

function legendButton(entry: LegendEntry): Markup {
  const colour = seriesColour(entry.colour);
  const dash = entry.dashed ? markup(' stroke-dasharray="5 3"') : null;
  const line = html`<path stroke="${colour}" stroke-width="2" d="M-11,0H11"${dash}/>`;
  const symbol =
    entry.shape === null ? null : html`<path fill="${colour}" d="${shapePaths[seriesShape(entry.shape)]}"/>`;
  return html`<button type="button" disabled aria-pressed="true" data-series="${entry.series}"><svg width="22" height="14" viewBox="-11 -7 22 14" aria-hidden="true" focusable="false">${line}${symbol}</svg>${entry.label}</button>`;
}
