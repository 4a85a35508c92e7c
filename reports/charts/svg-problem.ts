/** Elements that Vega draws with. */
const elements = new Set([
  ...['svg', 'g', 'path', 'rect', 'line', 'circle', 'text', 'tspan', 'defs', 'clipPath', 'title'],
  ...['linearGradient', 'radialGradient', 'stop', 'pattern'],
]);

const attributes =
  /^(xmlns(:xlink)?|version|focusable|class|id|role|aria-[a-z]+|viewBox|width|height|x|y|x1|x2|y1|y2|cx|cy|r|fx|fy|d|dx|dy|transform|clip-path|clip-rule|fill|fill-opacity|fill-rule|display|stroke|stroke-[a-z]+|opacity|offset|stop-color|stop-opacity|font-[a-z]+|text-anchor|pointer-events|cursor|style|gradientUnits|gradientTransform|patternUnits|patternTransform|preserveAspectRatio|spreadMethod)$/;

/** Functions that a value of an attribute may have; `url` leads to the drawing itself alone. */
const calls = new Set([
  ...[
    'rgb',
    'rgba',
    'hsl',
    'hsla',
    'hwb',
    'lab',
    'lch',
    'oklab',
    'oklch',
    'color',
    'color-mix',
    'var',
    'calc',
  ],
  ...['translate', 'rotate', 'scale', 'matrix', 'skewx', 'skewy', 'url'],
]);

/**
 * What a drawn chart must not hold, so that it loads nothing, leads nowhere and runs nothing wherever it stands; null when it is sound. It is judged by
 * a list of the elements, attributes and functions that there may be; it is one element `svg`, and each element in it ends.
 *
 * @param svg as Vega writes it: XML with every value in double quotes, and `<`, `>`, `&` escaped in texts and values
 */
export function svgProblem(svg: string): string | null {
  const open: string[] = [];
  let end = 0;
  for (const { 0: whole, 1: tag = '', index } of svg.matchAll(/<([^>]*)>/g)) {
    if (open.length === 0 && (end > 0 || !tag.startsWith('svg'))) return 'parts beside its `svg`';
    end = index + whole.length;
    if (tag.startsWith('/')) {
      if (open.pop() !== tag.slice(1)) return `an end \`${tag.slice(0, 20)}\` of no element`;
      continue;
    }
    const [, name = '', rest = ''] = /^([\w:-]+)((?:\s+[\w:-]+="[^"]*")*)\s*\/?$/.exec(tag) ?? [];
    if (!elements.has(name)) return `an element \`${name || tag.slice(0, 20)}\``;
    for (const [, attribute, value] of rest.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      const why = attributeProblem(attribute!, value!);
      if (why !== null) return why;
    }
    if (!tag.endsWith('/')) open.push(name);
  }
  return open.length > 0 || svg.includes('<', end) ? 'an element that does not end' : null;
}

function attributeProblem(name: string, escaped: string): string | null {
  if (!attributes.test(name)) return `an attribute \`${name}\``;
  if (name.startsWith('aria-') || name === 'class' || name.startsWith('xmlns')) return null;
  const value = escaped.replace(/&#?\w+;/g, (entity) => entities[entity] ?? '\\');
  if (name === 'style' && !/^mix-blend-mode: [a-z-]+;?$/.test(value)) return 'a style of its own';
  if (value.includes('\\')) return `an escape in the value of \`${name}\``;
  for (let at = value.indexOf('('); at >= 0; at = value.indexOf('(', at + 1)) {
    const call = wordBefore(value, at);
    const own = call.toLowerCase();
    if (!calls.has(own)) return `\`${call}(\` in the value of \`${name}\``;
    if (
      own === 'url' &&
      !/^['"]?#[\w-]+['"]?$/.test(
        value
          .slice(at + 1)
          .split(')', 1)[0]!
          .trim(),
      )
    )
      return `\`url(\` in the value of \`${name}\``;
  }
  return null;
}

/** The name of a function whose bracket opens at a place; read from there backwards, so that a long text is looked at once. */
function wordBefore(text: string, bracket: number): string {
  let end = bracket;
  while (/\s/.test(text.charAt(end - 1))) end--;
  let start = end;
  while (/[\w-]/.test(text.charAt(start - 1))) start--;
  return text.slice(start, end);
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x9;': ' ',
  '&#xA;': ' ',
  '&#xD;': ' ',
};
