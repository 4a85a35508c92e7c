/** Letters of a path from which on it is a line through many points, whose tenths of a pixel cannot be seen. */
const longPath = 400;

/** Attributes that a drawing without pointer and screen reader does not use. */
const unused = / (pointer-events|aria-hidden|aria-roledescription|role)="[^"]*"| opacity="1"/g;

/**
 * An SVG of Vega's as the page has it: without what cannot be seen, coordinates to a hundredth of a pixel and to a tenth on long lines, ids of its
 * own, and a size that fits.
 * @param id put before the ids inside
 * @param font of all texts, which the page says once
 */
export function compactSvg(svg: string, id: string, font: string): string {
  return (
    svg
      .replace(/<path [^>]*\/>/g, shownPath)
      // labels that had no room
      .replace(/<text [^>]* opacity="0"[^>]*>[\s\S]*?<\/text>/g, '')
      .replace(unused, '')
      .replaceAll(` font-family="${font}"`, '')
      .replace(/ (transform|d)="[^"]*"/g, (attribute) =>
        attribute.replace(/-?\d+\.\d{2,}/g, (number) =>
          shortened(number, attribute.length > longPath ? 1 : 2),
        ),
      )
      .replace(/(id="|url\(#)(\w+)/g, `$1${id}-$2`)
      .replace(
        /<svg [^>]*width="([\d.]+)" height="([\d.]+)"/,
        '<svg focusable="false" aria-hidden="true" width="$1" height="$2"',
      )
  );
}

/** A path without the width of a line that it does not have; nothing for marks that are only to be pointed at and for frames without colour. */
function shownPath(path: string): string {
  if (path.includes(' opacity="0"')) return '';
  const stroked = path.includes(' stroke="');
  if (!stroked && !path.includes(' fill="') && /^<path class="(background|foreground)"/.test(path)) return '';
  return stroked ? path : path.replace(/ stroke-width="[^"]*"/, '');
}

function shortened(number: string, digits: number): string {
  return String(Number(Number(number).toFixed(digits)));
}
