import type { Json } from '../json.ts';

const drawsRows = 'the data are the rows of `table`';
const wide = 'a chart is as wide as the page';
const oneView = 'a chart is one view, or layers of it';

/** Why a key of Vega-Lite may not stand in a study's chart. */
const refusedKeys: Readonly<Record<string, string>> = {
  data: drawsRows,
  datasets: drawsRows,
  url: 'a report loads nothing',
  href: 'a report leads nowhere',
  usermeta: 'it would steer the page around the chart',
  width: wide,
  height: wide,
  hconcat: oneView,
  vconcat: oneView,
  concat: oneView,
  repeat: oneView,
  spec: oneView,
  facet: oneView,
  row: oneView,
  column: oneView,
};

/** Numbers that say how much is to be made, and the most that they may be. */
const most: Readonly<Record<string, number>> = {
  steps: 2000,
  minsteps: 2000,
  maxsteps: 2000,
  maxbins: 2000,
  tickCount: 2000,
  columns: 2000,
};

/**
 * Why a key with its value may not stand in a study's own Vega-Lite, so that a chart loads nothing, leads nowhere and cannot
 * be made to fill the memory; null when it may.
 * @param value only looked at where it is a text or a number; maps and lists are walked into by the caller
 */
export function chartRefusal(key: string, value: Json): string | null {
  if (Object.hasOwn(refusedKeys, key)) return refusedKeys[key]!;
  if (key === 'bind' && value !== 'scales' && value !== 'legend')
    return 'of bindings it may have `scales` and `legend`';
  if (typeof value === 'number') {
    const limit = Object.hasOwn(most, key) ? most[key]! : Number.POSITIVE_INFINITY;
    return value > limit ? `it is at most ${limit}` : null;
  }
  return typeof value === 'string' ? textRefusal(key, value) : null;
}

/** The first thing in a chart's JSON that may not stand there, as a dotted path and why; null when there is none. */
export function refusedInChart(value: Json, path = '', key = ''): string | null {
  const why = path === '' ? null : chartRefusal(key, value);
  if (why !== null) return `${path}: ${why}`;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const own = Array.isArray(value) ? key : name;
    const found = refusedInChart(inner as Json, path === '' ? name : `${path}.${name}`, own);
    if (found !== null) return found;
  }
  return null;
}

function textRefusal(key: string, text: string): string | null {
  if ((key === 'mark' || key === 'type') && text === 'image') return 'a report loads no images';
  if (/url\s*\(/i.test(text)) return 'a report loads nothing, so no text says `url(`';
  if (/\b(sequence|pad)\s*\(/.test(text)) return 'it could fill the memory with `sequence(` or `pad(`';
  return null;
}
