import { expect, test } from 'vitest';
import { expandGlob } from '../../src/captures/expand-glob.ts';

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
