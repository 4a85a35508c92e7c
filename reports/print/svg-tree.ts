/** An element of a drawing. Texts stand among its children. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (SvgElement | string)[];
}

interface OpenElement extends SvgElement {
  readonly children: (SvgElement | string)[];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads SVG as Vega and `figureSheet` write it: XML without comments, declarations and namespaces of other names, every value in double quotes.
 * @throws Error where its elements do not close
 */
export function parseSvg(text: string): SvgElement {
  const root: OpenElement = { name: '', attributes: {}, children: [] };
  const open: OpenElement[] = [root];
  for (const [, said, tag] of text.matchAll(/([^<]+)|<([^>]*)>/g)) {
    const parent = open.at(-1)!;
    if (said !== undefined) parent.children.push(decoded(said));
    else if (tag!.startsWith('/')) {
      if (open.pop()!.name !== tag!.slice(1).trim() || open.length === 0)
        throw new Error(`the drawing has </${tag!.slice(1, 40)}> where nothing of that name is open`);
    } else {
      const element = elementOf(tag!);
      parent.children.push(element);
      if (!tag!.endsWith('/')) open.push(element);
    }
  }
  const top = root.children.find((child): child is SvgElement => typeof child !== 'string');
  if (open.length !== 1 || top?.name !== 'svg') throw new Error('the drawing is no whole SVG');
  return top;
}

function elementOf(tag: string): OpenElement {
  const name = /^[\w:-]+/.exec(tag)?.[0] ?? '';
  const values = [...tag.matchAll(/\s([\w:-]+)="([^"]*)"/g)];
  return {
    name,
    attributes: Object.fromEntries(values.map(([, key, value]) => [key!, decoded(value!)])),
    children: [],
  };
}

function decoded(text: string): string {
  return text.replaceAll(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (name[0] !== '#') return entities[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
