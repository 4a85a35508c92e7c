import { html, type Markup, markup } from './html.ts';
import type { ShownVerdict } from './sections/verdict.ts';
import { colours } from './style/colours.ts';
import { indexCards } from './style/index-cards.ts';
import { layout } from './style/layout.ts';

/** A published study, as the index has it. */
export interface IndexEntry {
  readonly study: string;
  readonly title: string;
  /** What it is about; empty when it does not say. */
  readonly source: string;
  /** One a claim, over all trials. */
  readonly verdicts: readonly ShownVerdict[];
  /** When and how it was run, in a few words each. */
  readonly facts: readonly string[];
  /** Address of its page, from the index. */
  readonly page: string;
  /** Picture of its first figure, its size in pixels; null without one. */
  readonly picture: { readonly file: string; readonly width: number; readonly height: number } | null;
}

/** Studies that belong together. */
export interface IndexGroup {
  readonly title: string;
  readonly entries: readonly IndexEntry[];
}

/** The page that leads to the reports of all published studies: HTML alone, no script. Groups without studies are left out. */
export function renderIndex(groups: readonly IndexGroup[]): string {
  const entries = groups.flatMap((group) => group.entries);
  const claims = entries.flatMap((entry) => entry.verdicts);
  const filled = groups.filter((group) => group.entries.length > 0);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>infoplane: published studies</title>
<link rel="icon" href="data:,">
<style>${markup(colours + layout + indexCards)}</style>
</head>
<body>
<header class="top">
<p class="study">infoplane</p>
<h1>Studies of information flow in neural networks</h1>
<p class="lead">Each study is one YAML file that says what is trained, what is estimated and what is claimed. Its report has the verdicts, the figures, the tables and how to run it again. A claim that fails is a result like any other.</p>
<p class="facts">${plural(entries.length, 'study', 'studies')}, ${plural(claims.length, 'claim', 'claims')}</p>
${verdictCounts(claims)}
</header>
<main>
${filled.map(
  (group, i) => html`<section aria-labelledby="group-${i}"><h2 id="group-${i}">${group.title}</h2>
<div class="runs">${group.entries.map(card)}</div></section>
`,
)}</main>
<footer class="end">Drawn from the tables of the published runs by <code>npm run site</code>.</footer>
</body>
</html>
`;
  return page.html;
}

function card({ study, title, source, verdicts, facts, page, picture }: IndexEntry): Markup {
  const image =
    picture &&
    html`<a class="picture" href="${page}" tabindex="-1" aria-hidden="true"><img src="${picture.file}" width="${picture.width}" height="${picture.height}" alt="" loading="lazy"></a>`;
  return html`<article class="card run">${image}
<div><h3><a href="${page}">${title || study}</a></h3>
${source === '' ? null : html`<p class="source">${source}</p>`}
${verdictCounts(verdicts)}
<p class="facts">${[study, ...facts].join(' · ')}</p></div>
</article>
`;
}

/** How many claims have each verdict, in the order in which the verdicts first come, those that hold first. */
function verdictCounts(verdicts: readonly ShownVerdict[]): Markup | null {
  const counts = new Map<string, { readonly verdict: ShownVerdict; count: number }>();
  for (const verdict of verdicts) {
    const known = counts.get(verdict.word);
    if (known) known.count++;
    else counts.set(verdict.word, { verdict, count: 1 });
  }
  if (counts.size === 0) return null;
  const ordered = [...counts.values()].sort((a, b) => rank[a.verdict.style] - rank[b.verdict.style]);
  return html`<ul class="summary" aria-label="Verdicts">${ordered.map(
    ({ verdict, count }) =>
      html`<li class="${verdict.style}"><span aria-hidden="true">${verdict.sign}</span> ${verdict.word} <b>${count}</b></li>`,
  )}</ul>`;
}

const rank: Readonly<Record<ShownVerdict['style'], number>> = { good: 0, bad: 1, neutral: 2 };

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
