import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { createWorkplace, tinyStudy } from '../cli/tiny-study.ts';
import { blockOf } from '../peers/page.ts';

let work: Awaited<ReturnType<typeof createWorkplace>>;
let page = '';
beforeAll(async () => {
  page = await readFile(join(packageRoot, 'docs/results.md'), 'utf8');
  work = await createWorkplace();
  await writeFile(join(work.folder, 'tiny.yaml'), tinyStudy.replace('study: tiny', 'study: quickstart'));
  expect((await work.infoplane(['run', 'tiny.yaml'])).code).toBe(0);
});
afterAll(() => rm(work.folder, { recursive: true }));

describe('docs/results.md', () => {
  it('has commands that write the files that it names', async () => {
    for (const line of blockOf(page, 'sh', '# Taking').split('\n')) {
      const found = await work.infoplane(line.split(' ').slice(1));
      expect(found, found.err).toMatchObject({ code: 0 });
    }
    const paper = await readdir(join(work.folder, 'paper'));
    const table = page.slice(page.indexOf('| file '), page.indexOf('`--width` takes'));
    const named = [...table.matchAll(/`(\w+\.\w+)`/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(4);
    expect(paper).toEqual(expect.arrayContaining(named));
    const [figure, ...texts] = [
      ...blockOf(page, 'latex', '## For a paper').matchAll(/\{paper\/(\w+)\}/g),
    ].map(([, name]) => name!);
    expect(paper).toContain(`${figure}.pdf`);
    expect(texts).toEqual(['claims', 'methods', 'references']);
    expect(page).toContain('`board/<trial>/<model>/`');
    expect(existsSync(join(work.folder, 'board', 'base', 'net'))).toBe(true);
    expect(existsSync(join(work.folder, 'crate', 'ro-crate-metadata.json'))).toBe(true);
    expect(existsSync(join(work.folder, 'tables', 'estimates.parquet'))).toBe(true);
  });
});
