import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withSums } from '../../runner/run/altered-files.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { createWorkplace } from '../cli/tiny-study.ts';

const { publishRun } = await import(pathToFileURL(join(packageRoot, 'scripts/publish-run.mjs')).href);

let work: Awaited<ReturnType<typeof createWorkplace>>;
const published = () => join(work.folder, 'published', 'tiny');

beforeAll(async () => {
  work = await createWorkplace();
  expect((await work.infoplane(['run', 'tiny.yaml'])).code).toBe(0);
  const run = join(work.folder, 'runs', 'tiny', 'latest');
  const lock = JSON.parse(readFileSync(join(run, 'lock.json'), 'utf8'));
  const git = { commit: '5112912bde7cbafce648ad394001d21b7633242a', dirty: false };
  const { sums: _, ...facts } = lock;
  writeFileSync(join(run, 'lock.json'), JSON.stringify(await withSums(run, { ...facts, git })));
  await publishRun(run, join(work.folder, 'published'), async () => {});
});
afterAll(() => rmSync(work.folder, { recursive: true }));

test('a published run is compared, drawn and verified as the run is', async () => {
  expect(await work.infoplane(['diff', 'published/tiny', 'tiny'])).toMatchObject({ code: 0 });
  const drawn = await work.infoplane(['report', 'published/tiny']);
  expect(drawn.out.trim()).toBe(join(work.folder, 'site', 'tiny', 'report.html'));
  const { code, out } = await work.infoplane(['verify', 'published/tiny']);
  expect(out).toMatch(/verified\n$/);
  expect(code).toBe(0);
});

test('one with a file that was changed since is not verified, and the file is named', async () => {
  appendFileSync(join(published(), 'spec.yaml'), '# by somebody else\n');
  const { code, out } = await work.infoplane(['verify', 'published/tiny']);
  expect(out).toContain('\nspec.yaml altered or gone\n');
  expect(out).not.toContain('.csv');
  expect(code).toBe(1);
});
