import type { Json } from '../json.ts';

const longest = 2000;

const shapes = [
  ...['circle', 'square', 'cross', 'diamond', 'stroke', 'arrow', 'wedge', 'triangle'],
  ...['triangle-up', 'triangle-down', 'triangle-right', 'triangle-left'],
];

/** What the reader may do to a selection. */
const events = [
  ...['click', 'dblclick', 'mouseover', 'mousemove', 'mouseout', 'mousedown', 'mouseup', 'wheel!'],
  ...['pointerover', 'pointermove', 'pointerout', 'pointerdown', 'pointerup'],
];

/**
 * Why a text may not stand in a chart; null when it may.
 * @param key of the map that has the text, or the list with it
 */
export function textRefusal(key: string, text: string): string | null {
  if (text.length > longest) return `a text has at most ${longest} characters`;
  if ((key === 'mark' || key === 'type') && text === 'image') return 'a report loads no images';
  if (/url\s*\(/i.test(withoutEscapes(text))) return 'a report loads nothing, so no text says `url(`';
  if (/format$/i.test(key) && (/["'\\]/.test(text) || /\d{3}/.test(text)))
    return 'a format has no quotes, no backslash and no width of three digits';
  if (key === 'shape' && !shapes.includes(text) && !isPath(text))
    return `a shape is a path of SVG or one of ${shapes.join(', ')}`;
  return null;
}

/** Why a setting of a selection may not stand in a chart: the reader's events are plain ones. */
export function selectionRefusal(key: string, value: Json): string | null {
  if (typeof value === 'boolean' || !['on', 'clear', 'translate', 'zoom', 'toggle'].includes(key))
    return null;
  if (key === 'toggle') return 'it must be true or false';
  return typeof value === 'string' && events.includes(value)
    ? null
    : `it must be true, false or one of ${events.join(', ')}`;
}

/** A text as CSS reads it: `\75rl(` says `url(`. */
function withoutEscapes(text: string): string {
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/gis, (_, code?: string, plain?: string) => {
    if (code === undefined) return plain ?? '';
    const point = Number.parseInt(code, 16);
    return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
  });
}

/** Letters and numbers of an SVG path, with as many numbers as its letters take. */
function isPath(text: string): boolean {
  if (!/^\s*m/i.test(text)) return false;
  return [...text.matchAll(/([a-z])([^a-df-z]*)/gi)].every(([, letter, rest]) => {
    const takes = { m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, a: 7, z: 0 }[letter!.toLowerCase()];
    const numbers = rest!.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? [];
    const other = rest!.replace(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi, '').replace(/[\s,]/g, '');
    if (takes === undefined || other !== '') return false;
    return takes === 0 ? numbers.length === 0 : numbers.length > 0 && numbers.length % takes === 0;
  });
}
