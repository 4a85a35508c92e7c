import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distinctNames } from '../../src/node/file-name.ts';

it('makes names that stay in their folder on any system, and differ', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 6 }), (texts) => {
      const nameOf = distinctNames();
      const names = texts.map(nameOf);
      for (const name of names) expect(name).toMatch(/^[\w=,[\]-][\w.=,[\]-]{0,129}$/);
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    }),
  );
});

it('keeps what is plain', () => {
  const nameOf = distinctNames();
  const given = ['net[seed=1,C1.filters=6]', 'a/b', 'a\\b', 'A_B', '../x', '', '..'];
  expect(given.map(nameOf)).toEqual(['net[seed=1,C1.filters=6]', 'a_b', 'a_b-2', 'A_B-3', '___x', '_', '__']);
});
