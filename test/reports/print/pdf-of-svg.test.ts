import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pdfOfSvg } from '../../../reports/print/pdf-of-svg.ts';
import { openPrintFont } from '../../../reports/print/print-font.ts';
import { lineEnds, pageContent, streamOf } from './pdf-content.ts';

const font = openPrintFont();
const about = { title: 'Drawn', date: new Date('2026-01-02T03:04:05Z') };
const pdfOf = (inner: string, width = 200, height = 100) =>
  pdfOfSvg({ svg: `<svg viewBox="0 0 ${width} ${height}">${inner}</svg>`, width, height }, font, about);

describe('a drawing as PDF', () => {
  it('has the size of its sheet, its font embedded and no other', async () => {
    const pdf = await pdfOf('<text x="5" y="20" font-size="11px">I(X;T) ≥ 0.5 σ → β</text>', 240.94, 130);
    const text = pdf.toString('latin1');
    expect(text.slice(0, 8)).toBe('%PDF-1.4');
    expect(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)!.slice(1).map(Number)).toEqual([240.94, 130]);
    expect(new Set(text.match(/\/BaseFont \/\S+/g))).toEqual(
      new Set([text.match(/\/BaseFont \/\w{6}\+DejaVuSans\b/)![0]]),
    );
    const [, file] = /\/FontFile2 (\d+) 0 R/.exec(text)!;
    const embedded = streamOf(pdf, Number(file));
    // TrueType outlines, of far fewer glyphs than the whole
    expect(embedded.toString('latin1', 0, 4)).toBe('true');
    expect(embedded.length).toBeLessThan(font.regular.length / 10);
    expect(text).toContain('(D:20260102030405Z)');
  });

  it('has the same bytes each time', async () => {
    const drawn = () => pdfOf('<path d="M0,0L10,10" stroke="#112233"/><text x="1" y="9">a</text>');
    expect((await drawn()).equals(await drawn())).toBe(true);
  });

  it('puts lines where nested translations, scales and turns put them', async () => {
    const part = fc.oneof(
      fc.tuple(
        fc.constant('translate'),
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
      ),
      fc.tuple(fc.constant('scale'), fc.double({ min: 0.2, max: 3, noNaN: true }), fc.constant(0)),
      fc.tuple(fc.constant('rotate'), fc.double({ min: -180, max: 180, noNaN: true }), fc.constant(0)),
    );
    const end = fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 }));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), end, end, async (parts, from, to) => {
        const said = parts.map(
          ([name, a, b]) =>
            `${name}(${name === 'translate' ? `${a.toFixed(3)},${b.toFixed(3)}` : a.toFixed(3)})`,
        );
        const open = said.map((each) => `<g transform="${each}">`).join('');
        const line = `<line x1="${from[0]}" y1="${from[1]}" x2="${to[0]}" y2="${to[1]}" stroke="#000000"/>`;
        const pdf = await pdfOf(open + line + '</g>'.repeat(said.length));
        const expected = [from, to].map(([x, y]) => {
          const placed = parts.reduceRight(
            ([px, py], [name, a, b]) => {
              const [p, q] = [Number(a.toFixed(3)), Number(b.toFixed(3))];
              if (name === 'translate') return [px + p, py + q] as const;
              if (name === 'scale') return [px * p, py * p] as const;
              const turn = (p * Math.PI) / 180;
              return [
                px * Math.cos(turn) - py * Math.sin(turn),
                px * Math.sin(turn) + py * Math.cos(turn),
              ] as const;
            },
            [x, y] as readonly [number, number],
          );
          return [placed[0], 100 - placed[1]];
        });
        const drawn = lineEnds(pageContent(pdf));
        expect(drawn).toHaveLength(2);
        for (const [i, [x, y]] of drawn.entries()) {
          expect(Math.abs(x - expected[i]![0]!)).toBeLessThan(0.02);
          expect(Math.abs(y - expected[i]![1]!)).toBeLessThan(0.02);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('draws what is painted and nothing else', async () => {
    const clip = '<defs><clipPath id="c"><rect x="0" y="0" width="9" height="9"/></clipPath></defs>';
    const content = pageContent(
      await pdfOf(
        `${clip}<g clip-path="url(#c)"><path d="M1,1h4v4h-4Z" fill="rgb(255, 0, 0)" fill-opacity="0.5"/></g>
<path d="M7,7h1" stroke="none" fill="none"/><path d="M8,8h1" stroke="#00ff00" display="none"/><g opacity="0"><path d="M9,9h1" stroke="#00ff00"/></g>
<path d="M2,2h3" fill="none" stroke="#0000ff" stroke-width="2" stroke-dasharray="5,3"/>`,
      ),
    );
    expect(content.match(/^W n$/gm)).toHaveLength(1);
    expect(content).toContain('1 0 0 scn');
    expect(content).toContain('0 0 1 SCN');
    expect(content).toContain('[5.00 3.00] 0 d');
    expect(content).not.toContain('0 1 0 SCN');
    expect(content.match(/^(f|S|B)$/gm)).toHaveLength(2);
  });

  it('takes gradients and pictures', async () => {
    const gradient =
      '<defs><linearGradient id="g" x1="0" x2="1" y1="0" y2="0"><stop offset="0" stop-color="#ffffff"/><stop offset="1" stop-color="#000000"/></linearGradient></defs>';
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const text = (
      await pdfOf(
        `${gradient}<path d="M0,0h50v9h-50Z" fill="url(#g)"/><image x="1" y="1" width="9" height="9" href="data:image/png;base64,${png}"/>`,
      )
    ).toString('latin1');
    expect(text).toContain('/ShadingType 2');
    expect(text).toContain('/Subtype /Image');
  });
});
