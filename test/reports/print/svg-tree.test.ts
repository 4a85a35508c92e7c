import { describe, expect, it } from 'vitest';
import { parseSvg } from '../../../reports/print/svg-tree.ts';

describe('parseSvg', () => {
  it('reads elements, values and texts, with what is escaped in them', () => {
    expect(
      parseSvg(
        '<svg a="1 &lt; 2"><g><text x="3">a &amp; &#39;b&#39; &#x3c3;</text></g><path d="M0,0"/></svg>',
      ),
    ).toEqual({
      name: 'svg',
      attributes: { a: '1 < 2' },
      children: [
        {
          name: 'g',
          attributes: {},
          children: [{ name: 'text', attributes: { x: '3' }, children: ["a & 'b' σ"] }],
        },
        { name: 'path', attributes: { d: 'M0,0' }, children: [] },
      ],
    });
  });

  it.each(['<svg><g></svg>', '<svg>', '</svg>', 'text', '<g></g>', ''])('refuses %j', (text) => {
    expect(() => parseSvg(text)).toThrow();
  });
});
