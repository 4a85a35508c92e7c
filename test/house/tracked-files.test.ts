import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';

/** Files that tools and readers look for at the root. */
const rootFiles = [
  /^\./,
  /^package(-lock)?\.json$/,
  /^tsconfig(\.[a-z]+)*\.json$/,
  /^(biome|knip|asconfig)\.json$/,
  /^[a-z.-]+\.config\.ts$/,
  /^[A-Z]+\.md$/,
  /^(LICENSE|CITATION\.cff)$/,
];
const rootFolders = [
  'bench',
  'docs',
  'python',
  'reports',
  'runner',
  'schemas',
  'scripts',
  'specs',
  'src',
  'test',
];

const kilobyte = 1000;
/** Most bytes of a file; of a published one, which is a table or a picture. */
const most = 200 * kilobyte;
const mostPublished = 3000 * kilobyte;
/** Files that may be larger. */
const larger: Readonly<Record<string, number>> = {
  'schemas/study.schema.json': 600 * kilobyte,
  'schemas/catalog.json': 400 * kilobyte,
};
/** Most bytes of all files, those of published runs apart; recorded trainings have 1,750 kB of them, results of benchmarks 65 kB a day that has some. */
const mostTogether = 10_900 * kilobyte;

const isPage = (path: string) => /(^|\/)report\.html$/.test(path);
const published = 'reports/published/';

/** Whether a file may stand at the root, or a folder of that name. */
function belongsAtRoot(path: string): boolean {
  const [first = '', ...rest] = path.split('/');
  if (rest.length > 0) return first.startsWith('.') || rootFolders.includes(first);
  return rootFiles.some((name) => name.test(first));
}

test('what belongs at the root', () => {
  for (const path of [
    'CITATION.cff',
    'vitest.long.config.ts',
    'tsconfig.build.json',
    '.ci/run',
    'src/index.ts',
  ])
    expect(belongsAtRoot(path), path).toBe(true);
  for (const path of ['labels.npy', 'notes.md', 'out.csv', 'package.tar.gz', 'scratch/a.ts', 'citation.cff'])
    expect(belongsAtRoot(path), path).toBe(false);
});

const isClone = existsSync(join(packageRoot, '.git'));
const listed = isClone ? execFileSync('git', ['ls-files', '-z'], { cwd: packageRoot, encoding: 'utf8' }) : '';

describe.skipIf(!isClone)('in a clone of the repository', () => {
  const tracked = listed.split('\0').filter((path) => path !== '' && existsSync(join(packageRoot, path)));
  const bytesOf = (path: string) => lstatSync(join(packageRoot, path)).size;

  test('the root holds what tools look for there, and the rooms', () => {
    expect(tracked.length).toBeGreaterThan(500);
    expect(tracked.filter((path) => !belongsAtRoot(path))).toEqual([]);
  });

  test('no page of a run is committed, but an example', () => {
    expect(tracked.filter((path) => isPage(path) && !path.startsWith('docs/'))).toEqual([]);
  });

  test('no file is larger than it may be', () => {
    const limit = (path: string) => {
      return path.startsWith(published) ? mostPublished : (larger[path] ?? most);
    };
    const large = tracked.filter((path) => bytesOf(path) > limit(path));
    expect(
      large.map((path) => `${path}: ${bytesOf(path)} bytes, ${limit(path)} allowed (\`larger\` above)`),
    ).toEqual([]);
  });

  test('all of it, published runs apart, is light', () => {
    const own = tracked.filter((path) => !path.startsWith(published));
    expect(own.reduce((sum, path) => sum + bytesOf(path), 0)).toBeLessThan(mostTogether);
  });
});
