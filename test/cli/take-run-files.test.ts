import { appendFile, cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filtersFile } from '../../runner/reporting/filters-file.ts';
import { alteredFiles, withSums } from '../../runner/run/altered-files.ts';
import { createWorkplace } from './tiny-study.ts';

describe('a run whose files were altered', { timeout: 300_000 }, () => {
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  const runs = () => join(work.folder, 'runs', 'tiny');
  const sound = () => join(runs(), 'sound');
  const copy = () => join(runs(), 'copy');

  beforeAll(async () => {
    work = await createWorkplace();
    await work.infoplane(['run', 'tiny.yaml']);
    const [name] = (await readdir(runs())).filter((one) => one !== 'latest');
    await rename(join(runs(), name!), sound());
    // the same run as one that draws filters
    await writeFile(join(sound(), filtersFile), '[]\n');
    const { sums: _, ...lock } = JSON.parse(await readFile(join(sound(), 'lock.json'), 'utf8'));
    await writeFile(join(sound(), 'lock.json'), JSON.stringify(await withSums(sound(), lock)));
  });
  afterAll(() => rm(work.folder, { recursive: true }));

  const altering = async (happen: () => Promise<void>) => {
    await rm(copy(), { recursive: true, force: true });
    await cp(sound(), copy(), { recursive: true });
    await happen();
  };
  const reading = [
    ['report', 'tiny/copy'],
    ['report', 'tiny/sound', 'tiny/copy'],
    ['diff', 'tiny/sound', 'tiny/copy'],
    ['export', 'tiny/copy', '--weights', 'weights'],
  ];

  it('has sums of all that commands read, tables by what lies there', async () => {
    const { sums } = JSON.parse(await readFile(join(sound(), 'lock.json'), 'utf8'));
    const tables = (await readdir(join(sound(), 'tables'))).map((name) => `tables/${name}`);
    const others = ['filters.json', 'lock.json', 'plan.json', 'resolved.yaml', 'spec.yaml'];
    expect(Object.keys(sums).sort()).toEqual([...others, ...tables].sort());
    expect(await alteredFiles(sound())).toEqual([]);
  });

  it('is refused by what draws, compares and exports, and named by status, whichever file it is', async () => {
    const { sums } = JSON.parse(await readFile(join(sound(), 'lock.json'), 'utf8'));
    for (const name of Object.keys(sums)) {
      await altering(async () => {
        const path = join(copy(), name);
        if (name !== 'lock.json') return appendFile(path, ' ');
        const text = await readFile(path, 'utf8');
        await writeFile(path, text.replace('"threads":1', '"threads":2'));
      });
      for (const args of reading) {
        const { code, err } = await work.infoplane(args);
        expect([args[0], code]).toEqual([args[0], 4]);
        expect(err).toContain(`tiny/copy is not as the run left it: ${name} `);
      }
      const { altered } = JSON.parse((await work.infoplane(['status', 'tiny/copy', '--json'])).out);
      expect(altered).toEqual([name]);
    }
  });

  it('is drawn, compared and exported when asked to, and marked on the page', async () => {
    await altering(() => appendFile(join(copy(), 'resolved.yaml'), '\n# a word\n'));
    const codes: number[] = [];
    for (const args of reading) codes.push((await work.infoplane([...args, '--altered'])).code);
    expect(codes).toEqual([0, 0, expect.any(Number), 0]);
    expect(codes[2]).toBeLessThan(2);
    const page = await readFile(join(copy(), 'report.html'), 'utf8');
    expect(page).toContain('resolved.yaml was altered since');
    const both = await readFile(join(copy(), 'compared-with-sound.html'), 'utf8');
    expect(both).toContain('resolved.yaml of B was altered since');
    expect(await readFile(join(sound(), 'report.html'), 'utf8')).not.toContain('altered since');
  });

  it('is not one whose page was drawn again, whose log went on, or with a file more', async () => {
    await altering(async () => {
      await writeFile(join(copy(), 'report.html'), 'another page');
      await appendFile(join(copy(), 'log.jsonl'), '\n');
      await writeFile(join(copy(), 'tables', 'notes.txt'), 'mine');
    });
    expect(await work.infoplane(['report', 'tiny/copy'])).toMatchObject({ code: 0, err: '' });
  });

  it('without sums is drawn, with a note', async () => {
    await altering(async () => {
      const { sums: _, ...lock } = JSON.parse(await readFile(join(copy(), 'lock.json'), 'utf8'));
      await writeFile(join(copy(), 'lock.json'), JSON.stringify(lock));
      await appendFile(join(copy(), 'spec.yaml'), ' ');
    });
    const { code, err } = await work.infoplane(['report', 'tiny/copy']);
    expect([code, err]).toEqual([0, expect.stringContaining('has no sums')]);
    expect(JSON.parse((await work.infoplane(['status', 'tiny/copy', '--json'])).out).altered).toBe(null);
  });
});
