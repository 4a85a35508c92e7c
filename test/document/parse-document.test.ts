import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../src/document/parse-document.ts';
import { at } from '../../src/document/path.ts';
import { toPlain } from '../../src/document/tree.ts';

const parse = (text: string) => parseDocument({ name: 'a.yaml', text });
const codes = (text: string) =>
  parse(text).diagnostics.map(({ code, range: { start } }) => `${code} ${start.line}:${start.column}`);

test('values are those of the YAML 1.2 core schema, whatever version the text claims', () => {
  const { tree } = parse(
    '%YAML 1.1\n---\na: yes\nb: 0x1F\nc: 1_000\nd: 2020-01-01\ne: ~\nf: 1/3\ng: "1"\nh: .inf\n',
  );
  expect(JSON.stringify(toPlain(tree!))).toBe(
    '{"a":"yes","b":31,"c":"1_000","d":"2020-01-01","e":null,"f":"1/3","g":"1","h":null}',
  );
});

test('every key and value knows where it was written', () => {
  const { tree } = parse('a:\n  b: [1, { c: "日本" }]\n');
  const places = [['a'], ['a', 'b'], ['a', 'b', 0], ['a', 'b', 1, 'c']].map((path) => {
    const { key, node } = at(tree!, path)!;
    const range = node.origin.range;
    return [
      `${key.range.start.line}:${key.range.start.column}`,
      `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`,
    ];
  });
  expect(places).toEqual([
    ['1:1', '2:3-3:1'],
    ['2:3', '2:6-2:22'],
    ['2:7', '2:7-2:8'],
    ['2:12', '2:15-2:19'],
  ]);
});

test('a key that is the word null is called so, and an empty one is empty', () => {
  const { tree } = parse('null: { a: 1 }\nb: { null: 2 }\n? \n: 3\n');
  expect(toPlain(tree!)).toEqual({ null: { a: 1 }, b: { null: 2 }, '': 3 });
});

test('an alias has the places of what it repeats', () => {
  const { tree } = parse('a: &x [1, 2]\nb: *x\n');
  expect(at(tree!, ['b'])!.node.origin.range.start).toMatchObject({ line: 1 });
  expect(toPlain(tree!)).toMatchObject({ b: [1, 2] });
});

test('an empty value is said to be at its key', () => {
  const { tree } = parse('a:\nb: 1\n');
  expect(at(tree!, ['a'])!.node.origin.range).toEqual(at(tree!, ['a'])!.key.range);
});

test('dangerous keys are keys like any other', () => {
  const { tree } = parse('__proto__: { polluted: true }\nconstructor: 1\n');
  const plain = toPlain(tree!);
  expect(Object.keys(plain as object)).toEqual(['__proto__', 'constructor']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

describe('problems', () => {
  test.each([
    ['a: 1\nb: 2\na: 3\n', ['yaml-duplicate-key 3:1']],
    ['a: { b: 1, b: 2 }\nc: 1\nc: 2\n', ['yaml-duplicate-key 1:12', 'yaml-duplicate-key 3:1']],
    ['a: 1\n---\nb: 2\n', ['yaml-syntax 2:1']],
    ['a:\n\tb: 1\n', ['yaml-syntax 2:1']],
    ['? [a]\n: 1\n', ['yaml-syntax 1:3']],
    ['a: !!python/object x\n', ['yaml-syntax 1:4']],
    ['a: *x\n', ['yaml-alias 1:4']],
    ['# only a comment\n', ['file-empty 1:1']],
    ['null\n', ['file-empty 1:1']],
    ['- 1\n- 2\n', []],
  ])('%j', (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test('aliases cannot fill the memory', () => {
    const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const text = levels
      .map(
        (name, index) =>
          `${name}: &${name} [${Array(10)
            .fill(index === 0 ? 1 : `*${levels[index - 1]}`)
            .join(', ')}]`,
      )
      .join('\n');
    const { tree, diagnostics } = parse(text);
    expect(tree).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(['yaml-alias']);
  });

  test.each(['[', '{a: ', '- ', '? ', '- ? ', 'a: ', '[{a: '])(
    'deep nesting of %j is a problem, not a crash',
    (part) => {
      expect(codes(part.repeat(20_000)).length).toBeGreaterThan(0);
      expect(codes(part.repeat(20_000)).length).toBeLessThan(20);
    },
  );

  test('a closed text may be 100 levels deep and no deeper', () => {
    expect(codes(`${'['.repeat(90)}${']'.repeat(90)}`)).toEqual([]);
    expect(codes(`${'['.repeat(110)}${']'.repeat(110)}`)).toHaveLength(1);
  });
});
