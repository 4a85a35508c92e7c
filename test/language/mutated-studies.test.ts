import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import type { Compiled } from '../../src/compile/compile-study.ts';
import { compileText, planOf, studyText } from '../plan/study-text.ts';

const full = `${studyText}matrix:\n  seed: { range: [1, 2] }\n  estimators.IXT.alpha: [1, 2]\n`;

/** Every diagnostic lies inside a text that was given; a plan comes exactly when there is no error. */
function isSound({ plan, diagnostics, sources }: Compiled): void {
  for (const { source, range, message } of diagnostics) {
    expect(message).not.toBe('');
    expect(sources).toContain(source);
    expect(range.start.line).toBeGreaterThanOrEqual(1);
    expect(range.start.column).toBeGreaterThanOrEqual(1);
    expect(range.start.offset).toBeLessThanOrEqual(range.end.offset);
    expect(range.end.offset).toBeLessThanOrEqual(source.text.length);
  }
  expect(plan === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
}

const values = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  0,
  1.5,
  1e300,
  '',
  'x',
  'mnist',
  'net',
  'C1',
  [],
  [[]],
  {},
  { kind: 'x' },
  '__proto__',
  '1/0',
);

/** All paths of a plain value. */
function paths(value: unknown): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([key, part]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return paths(part).map((path) => [step, ...path]);
  });
  return [[], ...inner];
}

const everyPath = paths(parseDocument(full).toJS()).filter((path) => path.length > 0);
const runs = { numRuns: 150 };

describe('a mutated study', () => {
  test('with another value somewhere', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyPath), values, (path, value) => {
        const document = parseDocument(full);
        document.setIn(path, document.createNode(value));
        isSound(compileText(String(document)));
      }),
      runs,
    );
  });

  test('with a part removed or a key renamed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...everyPath),
        fc.option(fc.constantFrom('kind', '__proto__', 'toString', 'x y', '<<')),
        (path, name) => {
          const document = parseDocument(full);
          const value = document.getIn(path, true);
          document.deleteIn(path);
          if (name !== null && typeof path.at(-1) === 'string')
            document.setIn([...path.slice(0, -1), name], value);
          isSound(compileText(String(document)));
        },
      ),
      runs,
    );
  });

  test('with characters changed, put in or taken out', () => {
    const character = fc.constantFrom(
      '\t',
      '\n',
      ' ',
      ':',
      '[',
      '}',
      '&',
      '*',
      '!',
      '"',
      "'",
      '#',
      '-',
      '\u0000',
      '\ud800',
      '日',
      '0',
      '|',
      '>',
    );
    fc.assert(
      fc.property(
        fc.nat(full.length - 1),
        fc.nat(8),
        fc.string({ unit: character, maxLength: 4 }),
        (at, cut, put) => {
          isSound(compileText(full.slice(0, at) + put + full.slice(at + cut)));
        },
      ),
      runs,
    );
  });

  test('by --set, with any path and value', () => {
    const path = fc.constantFrom(...everyPath).chain((known) => {
      const names = known.map(String);
      return fc.constantFrom(
        names.join('.'),
        names.slice(0, -1).concat('other').join('.'),
        [...names, 'x'].join('.'),
      );
    });
    const value = fc.oneof(
      values.map((one) => JSON.stringify(one)),
      fc.constantFrom('[', '*a', 'a: b: c', '~'),
    );
    fc.assert(
      fc.property(path, value, (name, text) => {
        fc.pre(name !== '' && text.trim() !== '');
        isSound(compileText(full, [`${name}=${text}`]));
      }),
      runs,
    );
  });
});

test('the study that is mutated is right itself', () => {
  expect(planOf(full).trials).toHaveLength(4);
});
