import { html, type Markup } from '../html.ts';

/** A section that the contents lead to. */
export interface ContentsEntry {
  readonly id: string;
  readonly title: string;
  /** Parts of it, such as figures. */
  readonly parts?: readonly { readonly id: string; readonly title: string }[];
}

/** Parts of a section that the contents name. */
const mostParts = 12;

/** The table of contents with the page's search, which stays in view on a wide screen. */
export function contents(entries: readonly ContentsEntry[]): Markup {
  const items = entries.map(({ id, title, parts = [] }) => {
    const below = parts.slice(0, mostParts).map((part) => html`<li>${link(part)}</li>`);
    return html`<li>${link({ id, title })}${below.length > 1 ? html`<ul>${below}</ul>` : null}</li>`;
  });
  return html`<nav class="contents" aria-label="Contents">
<label class="search live" hidden>Search <input type="search" id="page-search" autocomplete="off"></label>
<ul id="page-hits" hidden aria-live="polite"></ul>
<ul class="entries">${items}</ul>
</nav>`;
}

function link({ id, title }: { readonly id: string; readonly title: string }): Markup {
  return html`<a href="#${id}">${title}</a>`;
}
