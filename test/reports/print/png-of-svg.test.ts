import { expect, it } from 'vitest';
import { openSkia, pngOfSvg } from '../../../reports/print/png-of-svg.ts';
import { openPrintFont } from '../../../reports/print/print-font.ts';
import { readPng } from '../../../runner/readers/png.ts';

const font = openPrintFont();
const skia = await openSkia();
const sheet = (inner: string) => ({
  svg: `<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 100 50">${inner}</svg>`,
  width: 72,
  height: 36,
});

it('has 300 pixels an inch, says so, and has colours where the drawing has them', async () => {
  const png = pngOfSvg(sheet('<rect x="0" y="0" width="50" height="50" fill="#ff0000"/>'), font, skia);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([300, 150]);
  const physical = png.indexOf('pHYs');
  expect([png.readUInt32BE(physical + 4), png.readUInt32BE(physical + 8), png[physical + 12]]).toEqual([
    11811, 11811, 1,
  ]);
  const { data } = readPng(png, 'drawn.png', { width: 300, height: 150 });
  const at = (x: number, y: number) => [0, 1, 2].map((channel) => data[(channel * 150 + y) * 300 + x]);
  expect([at(10, 75), at(290, 75)]).toEqual([
    [255, 0, 0],
    [255, 255, 255],
  ]);
});

it('draws texts with the font that goes along', async () => {
  const text = '<text x="5" y="30" font-size="20px" font-family="DejaVu Sans">Wσ→</text>';
  const size = { width: 300, height: 150 };
  const { data } = readPng(pngOfSvg(sheet(text), font, skia), 'drawn.png', size);
  expect(data.filter((value) => value < 64).length).toBeGreaterThan(500);
});

it('draws what reaches far beyond its clip and its edges', async () => {
  const clip = '<defs><clipPath id="c"><rect x="20" y="10" width="60" height="30"/></clipPath></defs>';
  const far = `<g clip-path="url(#c)"><path d="M-90000,25L80000,25" stroke="#0000ff" stroke-width="10" opacity="0.5"/>
<path d="M-5000,-9000L70000,9000L0,90000Z" fill="#00ff00" opacity="0.1"/></g>`;
  const size = { width: 300, height: 150 };
  const { data } = readPng(pngOfSvg(sheet(clip + far), font, skia), 'drawn.png', size);
  const at = (x: number, y: number) => [0, 1, 2].map((channel) => data[(channel * 150 + y) * 300 + x]!);
  expect(at(30, 75)).toEqual([255, 255, 255]);
  const [red, , blue] = at(150, 75);
  expect(red! < 200 && blue! > 220).toBe(true);
});

it('has the same bytes each time, and sets texts to the right, the middle and the left of their anchor', async () => {
  const size = { width: 300, height: 150 };
  const inked = async (anchor: string) => {
    const text = `<text x="50" y="30" font-size="20px" text-anchor="${anchor}">mmm</text>`;
    const png = pngOfSvg(sheet(text), font, skia);
    expect(pngOfSvg(sheet(text), font, skia).equals(png)).toBe(true);
    const { data } = readPng(png, 'drawn.png', size);
    const columns = Array.from({ length: 300 }, (_, x) => x).filter((x) =>
      Array.from({ length: 150 }, (_, y) => data[y * 300 + x]!).some((value) => value < 128),
    );
    return [Math.min(...columns), Math.max(...columns)] as const;
  };
  const [start, middle, end] = [await inked('start'), await inked('middle'), await inked('end')];
  expect(start[0]).toBeGreaterThanOrEqual(150);
  expect(end[1]).toBeLessThanOrEqual(150);
  expect(Math.abs(middle[0] + middle[1] - 300)).toBeLessThan(6);
});
