/** Text that is HTML already. Only `html` makes it from a template's own text, and `markup` from trusted text. */
export interface Markup {
  readonly html: string;
}

type Content = Markup | string | number | null | undefined | readonly Content[];

/**
 * HTML from a template. Text and numbers that are put in are escaped; markup and lists of it go in as they are; null
 * and undefined leave nothing. Attribute values have to stand in double quotes.
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const pieces = parts.map((part, i) => part + (i < contents.length ? render(contents[i]) : ''));
  return { html: pieces.join('') };
}

/** Marks text that infoplane made itself as HTML. */
export function markup(trusted: string): Markup {
  return { html: trusted };
}

/** Text with the five characters that mean something in HTML replaced. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function render(content: Content): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content));
  if ('html' in content) return content.html;
  return content.map(render).join('');
}
