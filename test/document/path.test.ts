import { describe, expect, test } from 'vitest';
import { parseDocument } from '../../src/document/parse-document.ts';
import { at, isFailure, removeAt, setAt } from '../../src/document/path.ts';
import { type LocatedNode, toPlain } from '../../src/document/tree.ts';

const { tree } = parseDocument({
  name: 'a.yaml',
  text: 'layers:\n  - { conv: C1, filters: 6 }\n  - { pool: P1, size: 2 }\nlist: [10, 20]\n',
});
const value = parseDocument({ name: '--set', text: 'x=7' }, 2).tree!;
const steps = (path: string) => path.split('.').map((name) => ({ name, origin: value.origin }));
const plain = (node: ReturnType<typeof setAt>) => {
  if (isFailure(node)) throw new Error('failed');
  return JSON.parse(JSON.stringify(toPlain(node)));
};
const read = (path: string) => {
  const place = at(tree!, path.split('.'));
  return place && toPlain(place.node);
};

test('paths go by keys, names of list entries, and numbers', () => {
  expect(read('layers.C1.filters')).toBe(6);
  expect(read('layers.1.size')).toBe(2);
  expect(read('list.1')).toBe(20);
  expect(read('layers.C9')).toBeNull();
  expect(read('list.1.x')).toBeNull();
});

describe('setAt', () => {
  test('changes a copy; the new value keeps its own place', () => {
    const changed = setAt(tree!, steps('layers.P1.size'), value) as LocatedNode;
    expect(plain(changed).layers).toEqual([
      { conv: 'C1', filters: 6 },
      { pool: 'P1', size: 7 },
    ]);
    expect(read('layers.P1.size')).toBe(2);
    expect(at(changed, ['layers', 'P1', 'size'])!.node.origin).toMatchObject({
      source: { name: '--set' },
      range: { start: { line: 1, column: 3 } },
    });
    expect(at(changed, ['layers', 'C1'])!.node).toBe(at(tree!, ['layers', 'C1'])!.node);
  });

  test('makes missing keys, said to be where the path was written', () => {
    const changed = setAt(tree!, steps('new.inner'), value) as LocatedNode;
    expect(plain(changed).new).toEqual({ inner: 7 });
    expect(at(changed, ['new', 'inner'])!.key.source.name).toBe('--set');
  });

  test('fails at the step that leads nowhere', () => {
    expect(setAt(tree!, steps('layers.C9.filters'), value)).toEqual({ failed: 1, known: ['C1', 'P1'] });
    expect(setAt(tree!, steps('list.5'), value)).toEqual({ failed: 1, known: ['0', '1'] });
    expect(setAt(tree!, steps('list.0.x'), value)).toEqual({ failed: 2, known: [] });
  });
});

test('removeAt removes keys and list entries', () => {
  expect(plain(removeAt(tree!, steps('layers.C1')))).toEqual({
    layers: [{ pool: 'P1', size: 2 }],
    list: [10, 20],
  });
  expect(plain(removeAt(tree!, steps('list'))).list).toBeUndefined();
  expect(removeAt(tree!, steps('nothing'))).toEqual({ failed: 0, known: ['layers', 'list'] });
});
