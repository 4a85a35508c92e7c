import { createHash } from 'node:crypto';
import { pageScript } from './browser/page-script.ts';
import { vegaRuntime } from './browser/vega-runtime.ts';
import { pack } from './data/pack.ts';
import { columnwise, type PageTable } from './data/page-table.ts';
import { html, type Markup, markup } from './html.ts';
import type { DrawnFigure } from './sections/figures.ts';
import { colours } from './style/colours.ts';
import { layout } from './style/layout.ts';
import { opening } from './style/opening.ts';
import { parts } from './style/parts.ts';
import { print } from './style/print.ts';

/** Said apart: in a template, bundlers rewrite it. */
const scriptEnd = markup('</script>');

/** The blocks that the page's script reads. */
function packData(figures: readonly DrawnFigure[], tables: readonly PageTable[]): readonly Markup[] {
  const specifications = figures.map(({ figure, panels }) => ({
    id: figure.id,
    vega: panels.map((panel) => panel.vega),
    scrubber: figure.scrubber && { parameter: figure.scrubber.parameter, steps: figure.scrubber.steps },
  }));
  const columns = [...tables, ...figures.map((figure) => figure.table)].map(columnwise);
  return [
    html`<script type="text/plain" id="page-figures">${pack(specifications)}${scriptEnd}\n`,
    html`<script type="text/plain" id="page-tables">${pack(columns)}${scriptEnd}\n`,
  ];
}

/** What a page is put together from. */
export interface PageParts {
  readonly study: string;
  readonly title: string;
  readonly body: Markup;
  readonly figures: readonly DrawnFigure[];
  /** Tables of the page, besides those of the figures. */
  readonly tables: readonly PageTable[];
}

/**
 * One HTML file from its parts: the style, the body, the data packed, the two scripts. Its policy lets only these scripts
 * run, by their digests, and no request leave.
 */
export function assemblePage({ study, title, body, figures, tables }: PageParts): string {
  const data = packData(figures, tables);
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
<html lang="en" data-study="${study}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title || study}</title>
<link rel="icon" href="data:,">
<style>${markup(colours + layout + parts + opening + print)}</style>
</head>
<body>
${body}
${data}${scripts.map((code) => html`<script>${markup(code)}${scriptEnd}\n`)}</body>
</html>
`;
  return page.html;
}
