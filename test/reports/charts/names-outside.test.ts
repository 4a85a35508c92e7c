import { expect, test } from 'vitest';
import { namesOutside } from '../../../reports/charts/names-outside.ts';

test.each([
  { marks: [{ type: 'symbol', encode: { update: { x: { field: 'url' } } } }] },
  { data: [{ name: 'source_0', values: [{ url: 'a', type: 'image', href: 'b' }] }] },
  { marks: [], signals: [null, 'url', 3] },
])('a specification with all that it needs: %j', (vega) => expect(namesOutside(vega)).toBe(false));

test.each([
  { data: [{ name: 'source_0', url: 'https://e.example' }] },
  { marks: [{ type: 'group', marks: [{ encode: { enter: { href: { value: 'https://e.example' } } } }] }] },
  { marks: [{ type: 'group', marks: [{ type: 'image' }] }] },
])('one that leads or loads from somewhere: %j', (vega) => expect(namesOutside(vega)).toBe(true));
