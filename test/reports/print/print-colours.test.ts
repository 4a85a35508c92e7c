import { describe, expect, it } from 'vitest';
import { inPrintColours, printColours } from '../../../reports/print/print-colours.ts';

/** Relative luminance (WCAG 2), and lightness L* (CIE 1976) of a colour `#rrggbb`. */
function lightness(colour: string): { luminance: number; star: number } {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const luminance = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  return { luminance, star: luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance };
}

const series = Object.entries(printColours).flatMap(([name, colour]) => (/^s\d$/.test(name) ? [colour] : []));
const course = Object.entries(printColours).flatMap(([name, colour]) => (/^t\d$/.test(name) ? [colour] : []));

describe('colours for print', () => {
  it('of series stay apart in grey and stand out from paper', () => {
    const stars = series.map((colour) => lightness(colour).star).sort((a, b) => a - b);
    expect(stars).toHaveLength(8);
    for (let i = 1; i < stars.length; i++) expect(stars[i]! - stars[i - 1]!).toBeGreaterThan(6);
    for (const colour of series) expect(1.05 / (lightness(colour).luminance + 0.05)).toBeGreaterThan(3);
  });

  it('of a training darken from first to last', () => {
    const stars = course.map((colour) => lightness(colour).star);
    expect(stars).toHaveLength(9);
    expect(stars).toEqual([...stars].sort((a, b) => b - a));
  });

  it('take the place of every variable of the page', () => {
    expect(inPrintColours('<path fill="var(--s2)" stroke="var(--nothing)"/>')).toBe(
      '<path fill="#c98500" stroke="#000000"/>',
    );
  });
});
