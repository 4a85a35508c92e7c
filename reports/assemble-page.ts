import { createHash } from 'node:crypto';
import { pageScript } from './browser/page-script.ts';
import { vegaRuntime } from './browser/vega-runtime.ts';
import { html, type Markup, markup } from './html.ts';
import type { PageData } from './page-data.ts';
import { colours } from './style/colours.ts';
import { layout } from './style/layout.ts';
import { opening } from './style/opening.ts';
import { parts } from './style/parts.ts';
import { print } from './style/print.ts';

/** Said apart: in a template, bundlers rewrite it. */
const scriptEnd = markup('</script>');

/** What a page is put together from. */
export interface PageParts {
  readonly study: string;
  readonly title: string;
  readonly body: Markup;
  readonly data: Pick<PageData, 'packedFigures' | 'packedTables'>;
}

/**
 * One HTML file from its parts: the style, the body, the data packed, the two scripts. Its policy lets only these scripts
 * run, by their digests, and no request leave.
 */
export function assemblePage({ study, title, body, data }: PageParts): string {
  const blocks = [
    html`<script type="text/plain" id="page-figures">${data.packedFigures}${scriptEnd}\n`,
    html`<script type="text/plain" id="page-tables">${data.packedTables}${scriptEnd}\n`,
  ];
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
${blocks}${scripts.map((code) => html`<script>${markup(code)}${scriptEnd}\n`)}</body>
</html>
`;
  return page.html;
}
