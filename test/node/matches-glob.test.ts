import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchesGlob } from '../../src/node/matches-glob.ts';
import { blockCounter } from '../hardening/block-counter.ts';

/** The same as a regular expression, which is slow where there are many stars. */
function byExpression(pattern: string, name: string): boolean {
  const parts: Readonly<Record<string, string>> = { '*': '[^]*', '?': '[^]' };
  const letters = [...pattern].map((sign) => parts[sign] ?? sign.replace(/[\\^$.*+?()[\]{}|]/, '\\$&'));
  return new RegExp(`^${letters.join('')}$`, 'u').test(name);
}

describe('matchesGlob', () => {
  const { begin, counted, end } = blockCounter();
  beforeAll(begin);
  afterAll(end);

  it('is what the regular expression says', () => {
    const signs = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '🙂'), maxLength: 6 });
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '🙂'), maxLength: 8 });
    let matched = 0;
    fc.assert(
      fc.property(signs, letters, (pattern, name) => {
        const found = matchesGlob(pattern, name);
        matched += Number(found);
        expect(found).toBe(byExpression(pattern, name));
      }),
      { numRuns: 5000 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  describe('work is at most letters of the pattern times letters of the name', () => {
    it.each([
      ['*a'.repeat(40), `${'a'.repeat(254)}b`],
      [`${'*a'.repeat(40)}b`, 'a'.repeat(255)],
      ['*a?'.repeat(40), `a${'b'.repeat(254)}`],
      [`*${'a'.repeat(127)}b`, 'a'.repeat(255)],
      [`${'*'.repeat(255)}b`, 'a'.repeat(255)],
    ])('%s', async (pattern, name) => {
      let found = true;
      const steps = await counted(() => {
        found = matchesGlob(pattern, name);
      });
      expect(found).toBe(false);
      expect(steps).toBeGreaterThan(name.length);
      expect(steps).toBeLessThan(6 * pattern.length * name.length);
    });
  });
});
