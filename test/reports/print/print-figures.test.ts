import { describe, expect, it } from 'vitest';
import { printFigure } from '../../../reports/print/print-figures.ts';
import { openPrintFont } from '../../../reports/print/print-font.ts';
import { parseSvg, type SvgElement } from '../../../reports/print/svg-tree.ts';
import type { Figure, Panel } from '../../../reports/report-input.ts';

const font = openPrintFont();
const panel = (series: readonly string[], more: Partial<Panel> = {}): Panel => ({
  title: 'one',
  group: '',
  size: 'small',
  vegaLite: {
    data: { values: series.flatMap((name) => [0, 1].map((x) => ({ series: name, x, y: x }))) },
    mark: 'point',
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
      color: { value: 'var(--s1)' },
    },
  },
  ...more,
});
const entry = (series: string, colour: number) => ({
  series,
  label: `of ${series}`,
  colour,
  shape: colour,
  dashed: false,
});
const figure = (panels: readonly Panel[], more: Partial<Figure> = {}): Figure => ({
  id: 'shown',
  title: 'Shown',
  caption: '',
  alt: '',
  legend: [entry('a', 0), entry('b', 1)],
  panels,
  scrubber: null,
  switches: [],
  data: [],
  ...more,
});
const warnings: string[] = [];
const drawing = {
  apart: async () => ({ problem: 'it is too slow' }),
  warn: (text: string) => warnings.push(text),
};
const texts = (element: SvgElement): string[] =>
  element.children
    .flatMap((child) => (typeof child === 'string' ? [child.trim()] : texts(child)))
    .filter((text) => text !== '');
const print = (shown: Figure, width = 241) => printFigure(shown, width, font, drawing);

describe('a figure for print', () => {
  it('has a sheet a panel, lettered, of the width asked for, without variables of the page', async () => {
    const printed = await print(figure([panel(['a']), panel(['b'])]));
    expect(printed.map(({ name, title }) => [name, title])).toEqual([
      ['shown-a', 'Shown, one'],
      ['shown-b', 'Shown, one'],
    ]);
    for (const { sheet } of printed) {
      expect(sheet.width).toBe(241);
      const { attributes } = parseSvg(sheet.svg);
      expect([attributes.width, attributes.height]).toEqual(['241pt', `${sheet.height}pt`]);
      expect(sheet.svg).not.toContain('var(');
    }
    expect((await print(figure([panel(['a'])])))[0]!.name).toBe('shown');
  });

  it('has its title and the entries of its own series', async () => {
    const [first, second] = await print(figure([panel(['a']), panel(['a', 'b'])]));
    expect(texts(parseSvg(first!.sheet.svg))).toEqual(expect.arrayContaining(['one', 'of a']));
    expect(texts(parseSvg(first!.sheet.svg))).not.toContain('of b');
    expect(texts(parseSvg(second!.sheet.svg))).toEqual(expect.arrayContaining(['of a', 'of b']));
  });

  it('sets its texts in at least 7 points in a column, and shrinks only what needs more room than that', async () => {
    const smallest = ({ svg, width }: { svg: string; width: number }) => {
      const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
      const [, across] = /viewBox="0 0 ([\d.]+) /.exec(svg)!;
      return (Math.min(...sizes) * width) / Number(across);
    };
    const [usual] = await print(figure([panel(['a'])]));
    expect(smallest(usual!.sheet)).toBeGreaterThanOrEqual(7);
    const [wide] = await print(figure([panel(['a'], { least: 900 })]));
    expect(wide!.sheet.svg).toContain('viewBox="0 0 900 ');
  });

  it('leaves out no label of an axis that has room for it', async () => {
    const values = [0, 1, 2, 3, 4].map((step) => ({ series: 'a', step, y: step }));
    const axis = {
      values: values.map(({ step }) => step),
      labelExpr: "'C' + datum.value + ' → P' + datum.value",
    };
    const x = { field: 'step', type: 'quantitative', axis, scale: { domain: [-0.5, 4.5], nice: false } };
    const y = { field: 'y', type: 'quantitative' };
    const vegaLite = { data: { values }, mark: 'point', encoding: { x, y } };
    const [printed] = await print(figure([panel([], { vegaLite })]));
    const labels = [...printed!.sheet.svg.matchAll(/<text[^>]*>C(\d) → P\d</g)];
    expect(labels.map(([, step]) => step)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('has pictures, those of the first choice, as they are', async () => {
    const picture = (choice: string | null, title: string) => ({
      choice,
      title,
      tiles: [{ label: '0', alt: '', source: 'data:image/png;base64,AAAA', width: 30, height: 20 }],
    });
    const choice = {
      parameter: 'p',
      label: '',
      options: [
        { value: 'x', label: '' },
        { value: 'y', label: '' },
      ],
    };
    const printed = await print(
      figure([panel(['a'])], { choice, pictures: [picture('x', 'kept'), picture('y', 'left out')] }),
    );
    expect(printed.map(({ title }) => title)).toEqual(['Shown, one', 'Shown, kept']);
    expect(printed[1]!.sheet.svg).toContain('<image ');
  });

  it('leaves out a chart that cannot be drawn, and says so', async () => {
    warnings.length = 0;
    expect(await print(figure([panel(['a'])], { own: true }))).toEqual([]);
    expect(await print(figure([], { problem: 'no view' }))).toEqual([]);
    expect(warnings).toEqual([
      'the chart shown is not drawn: it is too slow',
      'the chart shown is not drawn: no view',
    ]);
  });

  it('is whole XML whatever texts it has', async () => {
    const hostile = `<b>"&' \u0000\u0007\ud800 ${'long'.repeat(60)} שלום مرحبا`;
    const shown = figure([panel([hostile], { title: hostile })], {
      legend: [{ ...entry(hostile, 0), label: hostile }],
    });
    const [printed] = await print(shown);
    const { svg } = printed!.sheet;
    expect([...svg].filter((sign) => sign < ' ' && sign !== '\n')).toEqual([]);
    expect(svg).not.toMatch(/\p{Cs}/u);
    expect(texts(parseSvg(svg)).join('')).toContain('שלום');
  });
});
