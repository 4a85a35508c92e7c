import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';

const text = readFileSync(join(packageRoot, 'CONTRIBUTING.md'), 'utf8');

/** Files that a text names in backticks, with a folder and an ending. */
const filesNamed = [...text.matchAll(/`([a-z][\w./-]*\/[\w.-]+\.(?:ts|mjs|cjs|md|json|txt))`/g)].map(
  ([, path]) => path!,
);

test('the files that CONTRIBUTING.md names are there', () => {
  expect(filesNamed.length).toBeGreaterThan(15);
  expect(filesNamed.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([]);
});

test('the way of the data has ten steps, each at a file', () => {
  const way = text.slice(text.indexOf('## The path of the data'), text.indexOf('## Words'));
  const steps = way.split('\n').filter((line) => /^\d+\. /.test(line));
  expect(steps).toHaveLength(10);
  expect(steps.filter((step) => !/^\d+\. `[\w./-]+\.ts`/.test(step))).toEqual([]);
});
