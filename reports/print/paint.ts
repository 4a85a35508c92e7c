import type { SvgElement } from './svg-tree.ts';

/** A colour with its share of covering, as PDF takes it. */
export interface Paint {
  /** `#rrggbb`, or a name that CSS has. */
  readonly colour: string;
  readonly opacity: number;
}

/** A change of colour along a line, whose ends are shares of the box of what is painted. */
export interface GradientPaint {
  readonly ends: readonly [x1: number, y1: number, x2: number, y2: number];
  readonly stops: readonly (Paint & { readonly at: number })[];
}

/** A colour of SVG; null for none. What is no colour that is known here is black. */
export function paintOf(text: string): Paint | null {
  const value = text.trim().toLowerCase();
  if (value === '' || value === 'none' || value === 'transparent') return null;
  if (/^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(value)) return hexPaint(value.slice(1));
  const [, call, inner = ''] = /^(rgb|hsl)a?\(([^)]*)\)$/.exec(value) ?? [];
  if (call === undefined) return /^[a-z]+$/.test(value) ? { colour: value, opacity: 1 } : black;
  const parts = inner.split(/[\s,/]+/).filter((part) => part !== '');
  const share = (part: string | undefined, whole: number) =>
    part?.endsWith('%') ? (Number.parseFloat(part) / 100) * whole : Number.parseFloat(part ?? '');
  const opacity = parts[3] === undefined ? 1 : bounded(share(parts[3], 1), 1);
  const colour =
    call === 'rgb'
      ? parts.slice(0, 3).map((part) => bounded(share(part, 255), 255))
      : fromHsl(Number.parseFloat(parts[0] ?? ''), share(parts[1], 1), share(parts[2], 1));
  return { colour: hexOf(colour), opacity };
}

const black: Paint = { colour: '#000000', opacity: 1 };

/** @param parts red, green and blue, from 0 to 255 */
function hexOf(parts: readonly number[]): string {
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function hexPaint(digits: string): Paint {
  const long = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
  return {
    colour: `#${long.slice(0, 6)}`,
    opacity: long.length === 8 ? Number.parseInt(long.slice(6), 16) / 255 : 1,
  };
}

/** @source CSS Color Module Level 4, section 7.1 */
function fromHsl(hue: number, saturation: number, lightness: number): number[] {
  const amount = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (((n + hue / 30) % 12) + 12) % 12;
    return bounded(255 * (lightness - amount * Math.max(-1, Math.min(k - 3, 9 - k, 1))), 255);
  });
}

function bounded(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(0, value)) : 0;
}

/** The `linearGradient` that a paint such as `url(#id)` names; null for anything else. */
export function gradientOf(text: string, named: ReadonlyMap<string, SvgElement>): GradientPaint | null {
  const element = named.get(/^url\(["']?#([^"')]+)["']?\)$/.exec(text.trim())?.[1] ?? '');
  if (element?.name !== 'linearGradient') return null;
  const { x1 = '0', y1 = '0', x2 = '1', y2 = '0' } = element.attributes;
  const stops = element.children.flatMap((child) => {
    if (typeof child === 'string' || child.name !== 'stop') return [];
    const {
      offset = '0',
      'stop-color': colour = '#000000',
      'stop-opacity': opacity = '1',
    } = child.attributes;
    const paint = paintOf(colour) ?? { ...black, opacity: 0 };
    return [{ ...paint, opacity: paint.opacity * amountOf(opacity), at: amountOf(offset) }];
  });
  return { ends: [amountOf(x1), amountOf(y1), amountOf(x2), amountOf(y2)], stops };
}

/** A number or a share such as `40%`; 0 for anything else. */
export function amountOf(text: string): number {
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? (text.trim().endsWith('%') ? value / 100 : value) : 0;
}
