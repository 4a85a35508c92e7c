import type { ColumnTable } from './page-data.ts';

/** Opens what folds around the part of the page that the address names, and shows it. */
function openTarget(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let part: Element | null = target; part; part = part.parentElement)
    if (part instanceof HTMLDetailsElement) part.open = true;
  target.scrollIntoView();
}

/** What the search finds: claims, figures, sections and blocks by their words, tables by their rows. */
function searchPage(wanted: string, tables: readonly ColumnTable[]): HTMLLIElement[] {
  const words = wanted.trim().toLowerCase().split(/\s+/);
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const link = (id: string, text: string, act?: () => void) => {
    const item = document.createElement('li');
    const anchor = document.createElement('a');
    anchor.href = `#${encodeURIComponent(id)}`;
    anchor.textContent = text;
    if (act) anchor.addEventListener('click', act);
    item.append(anchor);
    return item;
  };
  const places = [...document.querySelectorAll<HTMLElement>('main [id]')].flatMap((part) => {
    const named = part.matches('.claim')
      ? part.querySelector('summary .statement')
      : part.querySelector(':scope > h2, :scope > h3, :scope > header h3, :scope > summary');
    const text = (named?.textContent ?? '').trim().replace(/\s+/g, ' ');
    const more = part.matches('figure') ? (part.querySelector('figcaption')?.textContent ?? '') : '';
    return text !== '' && matches(`${text} ${part.id} ${more}`) ? [link(part.id, text.slice(0, 120))] : [];
  });
  const rows = tables.flatMap(({ id, names, values }) => {
    const count = values[0]?.length ?? 0;
    let found = 0;
    for (let row = 0; row < count; row++)
      if (
        names.some((_, column) =>
          String(values[column]![row] ?? '')
            .toLowerCase()
            .includes(wanted.trim().toLowerCase()),
        )
      )
        found++;
    if (found === 0) return [];
    return [
      link(`table-${id}`, `${found.toLocaleString('en')} rows of ${id}`, () => {
        const input = document.querySelector<HTMLInputElement>(`#table-${CSS.escape(id)} input`);
        if (!input) return;
        input.value = wanted.trim();
        input.dispatchEvent(new Event('input'));
      }),
    ];
  });
  return [...places.slice(0, 20), ...rows.slice(0, 8)];
}

/** Makes the page's search find, and links open what they lead to. */
function mountPage(tables: readonly ColumnTable[]): void {
  window.addEventListener('hashchange', openTarget);
  window.addEventListener('beforeprint', () => {
    for (const part of document.querySelectorAll<HTMLDetailsElement>('details.claim')) part.open = true;
  });
  const input = document.querySelector<HTMLInputElement>('#page-search');
  const hits = document.getElementById('page-hits');
  if (!input || !hits) return;
  let waiting = 0;
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      hits.hidden = input.value.trim() === '';
      if (hits.hidden) return hits.replaceChildren();
      const found = searchPage(input.value, tables);
      if (found.length > 0) return hits.replaceChildren(...found);
      const none = document.createElement('li');
      none.textContent = 'nothing found';
      hits.replaceChildren(none);
    }, 150);
  });
  input.closest<HTMLElement>('.live')!.hidden = false;
  if (location.hash !== '') openTarget();
}

export const searchScript = [openTarget, searchPage, mountPage];
export type MountPage = typeof mountPage;
