import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFiles } from './sources.ts';
import { testFiles } from './test-files.ts';

/** Folders of tests of what several files do together; each says in its name what that is. */
const suites = [
  'browser',
  'bundle',
  'cluster',
  'docs',
  'editor',
  'engines',
  'estimators',
  'hardening',
  'house',
  'language',
  'library',
  'peers',
  'plugins',
  'python',
  'runs',
  'scripts',
  'studies',
  'verdicts',
];

/** The folder of tests for a folder of sources. */
const testFolder = (folder: string) => folder.replace(/^(src|runner)(\/|$)/, '');

test('a test of one file is found from that file', () => {
  const sources = new Set(
    sourceFiles().map((path) => `${testFolder(dirname(path))}/${basename(path, '.ts')}`.replace(/^\//, '')),
  );
  const lost = testFiles()
    .map((path) => path.slice('test/'.length))
    .filter((path) => !suites.includes(path.split('/')[0]!))
    .filter((path) => !sources.has(path.replace(/\.(test|long)\.ts$/, '')));
  expect(lost).toEqual([]);
});

test('every suite has a test', () => {
  const folders = new Set(testFiles().map((path) => path.split('/')[1]));
  expect(suites.filter((suite) => !folders.has(suite))).toEqual([]);
});
