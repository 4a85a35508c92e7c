import { expect, test } from 'vitest';
import { expandGlob } from '../../src/captures/expand-glob.ts';
import { RunError } from '../../src/node/run-error.ts';

const tree: Readonly<Record<string, readonly string[]>> = {
  '.': ['runs', 'run1', '.hidden'],
  runs: ['mlp-10', 'mlp-2', 'cnn', '.old', 'a+b'],
  'runs/mlp-2': ['captures'],
  'runs/mlp-10': ['captures', 'other'],
};
const expand = (pattern: string) => expandGlob(pattern, (folder) => tree[folder] ?? []);

test.each([
  ['runs/mlp-2', ['runs/mlp-2']],
  ['runs/mlp-*', ['runs/mlp-10', 'runs/mlp-2']],
  ['runs/mlp-?', ['runs/mlp-2']],
  [
    'runs/*/captures',
    ['runs/a+b/captures', 'runs/cnn/captures', 'runs/mlp-10/captures', 'runs/mlp-2/captures'],
  ],
  ['runs/*', ['runs/a+b', 'runs/cnn', 'runs/mlp-10', 'runs/mlp-2']],
  ['runs/.*', ['runs/.old']],
  ['runs/a+*', ['runs/a+b']],
  ['*/mlp-1*/*', ['runs/mlp-10/captures', 'runs/mlp-10/other']],
  ['run?', ['run1', 'runs']],
  ['nowhere/*', []],
])('%s', (pattern, found) => {
  expect(expand(pattern)).toEqual(found);
});

test('a path that is found in several ways is one, however often the pattern goes up and down', () => {
  expect(expand(`runs${'/*/..'.repeat(40)}`)).toEqual(['runs']);
});

test('links of a folder to itself do not double the paths without an end', () => {
  const looped = () => expandGlob(Array.from({ length: 40 }, () => '*').join('/'), () => ['a', 'b']);
  expect(looped).toThrow(RunError);
});
