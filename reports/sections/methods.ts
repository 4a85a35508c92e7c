import { html, type Markup } from '../html.ts';
import type { PageMethods } from '../report-input.ts';

/** How the numbers came about, as a paper says it, with what it cites and its BibTeX folded. */
export function methodsSection({ sentences, works, bibtex }: PageMethods): Markup {
  const said = sentences.map(({ text, cites }) => {
    const marks = cites.map(
      (number, at) => html`${at > 0 ? ', ' : ''}<a href="#work-${number}">${number}</a>`,
    );
    return html`${text.slice(0, -1)}${cites.length > 0 ? html` [${marks}]` : null}${text.slice(-1)} `;
  });
  const items = works.map((words, at) => html`<li id="work-${at + 1}">${words}</li>`);
  return html`<section id="methods" aria-labelledby="methods-title">
<h2 id="methods-title">Methods</h2>
<div class="card"><p class="methods">${said}</p>
<h3>What it cites</h3>
<ol class="works">${items}</ol>
<details><summary>BibTeX of the study, infoplane and these works</summary><pre tabindex="0" class="bibtex"><code>${bibtex}</code></pre></details></div>
</section>`;
}
