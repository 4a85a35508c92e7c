import { describe, expect, test } from 'vitest';
import { courseColours, seriesColour } from '../../../reports/charts/palette.ts';
import { colours } from '../../../reports/style/colours.ts';

const [light, dark] = colours.split('@media') as [string, string];
const names = Array.from({ length: 8 }, (_, place) => seriesColour(place));

/** What full loss of one kind of cone does to linear RGB. @source Machado, Oliveira & Fernandes 2009 */
const sights: Readonly<Record<string, readonly (readonly number[])[]>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no long': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no medium': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no short': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear RGB of a CSS variable in one of the two themes. */
function linear(theme: string, variable: string): number[] {
  const name = variable.replace(/^var\((.*)\)$/, '$1');
  const hex = new RegExp(`${name}: #([0-9a-f]{6})`).exec(theme)![1]!;
  return [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
}

const luminance = ([r, g, b]: readonly number[]) => 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;

function contrast(theme: string, first: string, second: string): number {
  const [low, high] = [first, second].map((name) => luminance(linear(theme, name))).sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/** CIE L*a*b*, white D65. */
function lab(rgb: readonly number[]): number[] {
  const [r, g, b] = rgb.map((part) => Math.min(1, Math.max(0, part)));
  const xyz = [
    (0.4124 * r! + 0.3576 * g! + 0.1805 * b!) / 0.95047,
    luminance([r!, g!, b!]),
    (0.0193 * r! + 0.1192 * g! + 0.9505 * b!) / 1.08883,
  ];
  const [x, y, z] = xyz.map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116));
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

const seen = (rgb: readonly number[], sight: readonly (readonly number[])[]) =>
  lab(sight.map((row) => row.reduce((sum, weight, i) => sum + weight * rgb[i]!, 0)));

describe.each([
  ['light', light],
  ['dark', dark],
])('colours of the series, %s', (_, theme) => {
  test('stand out from the panel (WCAG: 3 for graphics)', () => {
    for (const name of names) expect.soft(contrast(theme, name, '--panel'), name).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.keys(sights))('are told apart with %s', (sight) => {
    const places = names.map((name) => seen(linear(theme, name), sights[sight]!));
    for (const [i, a] of places.entries()) {
      for (const [j, b] of places.slice(0, i).entries()) {
        const apart = Math.hypot(...a.map((part, at) => part - b[at]!));
        expect.soft(apart, `${names[i]} and ${names[j]}`).toBeGreaterThan(13);
      }
    }
  });

  test('the course of a training goes one way in lightness', () => {
    const way = theme === light ? -1 : 1;
    const lightness = courseColours.map((name) => lab(linear(theme, name))[0]!);
    for (const [i, next] of lightness.slice(1).entries())
      expect.soft(way * (next - lightness[i]!), `step ${i}`).toBeGreaterThan(0);
  });
});
