import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSums } from '../../../runner/run/altered-files.ts';
import { packTable } from '../../../src/table/packed-table.ts';
import { readTables } from '../../../src/table/run-tables.ts';
import { readEvents } from '../../run/export/tensorboard/read-events.ts';
import { createWorkplace } from '../tiny-study.ts';

let work: Awaited<ReturnType<typeof createWorkplace>>;
const at = (...parts: string[]) => join(work.folder, ...parts);
const text = (...parts: string[]) => readFile(at(...parts), 'utf8');
const read = (file: string) => readFile(at(file));

beforeAll(async () => {
  work = await createWorkplace();
  expect((await work.infoplane(['run', 'tiny.yaml', '--set', 'matrix={seed: [1, 2]}'])).code).toBe(0);
});
afterAll(() => rm(work.folder, { recursive: true }));

describe('infoplane export --figures', () => {
  beforeAll(async () => {
    const { code, out, err } = await work.infoplane([
      'export',
      'tiny',
      '--figures',
      'figures',
      '--width',
      '10cm',
    ]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^figures: \d+ figures as SVG, PDF and PNG; claims\.tex, /);
  });

  it('writes every panel of every report as SVG, PDF and PNG, as wide as asked', async () => {
    const names = (await readdir(at('figures'))).filter((name) => /\.(svg|pdf|png)$/.test(name));
    const stems = [...new Set(names.map((name) => name.slice(0, -4)))].sort();
    expect(names).toHaveLength(3 * stems.length);
    expect(stems.map((stem) => stem.replace(/-[a-z]+$/, ''))).toEqual(
      expect.arrayContaining(['curves', 'plane', 'training']),
    );
    for (const stem of stems) {
      const [, width] = /\/MediaBox \[0 0 ([\d.]+) /.exec(
        (await read(`figures/${stem}.pdf`)).toString('latin1'),
      )!;
      expect(Number(width)).toBeCloseTo(283.46, 2);
      expect((await read(`figures/${stem}.png`)).readUInt32BE(16)).toBe(1181);
      expect(await text('figures', `${stem}.svg`)).toContain('width="283.46pt"');
    }
  });

  it('writes claims, methods and sources', async () => {
    const latex = await text('figures/claims.tex');
    expect(latex.match(/\\\\$/gm)).toHaveLength(3);
    expect(latex).toContain('\nforward-dpi & ');
    expect(
      (await text('figures/claims.md')).split('\n').filter((line) => line.startsWith('| ')),
    ).toHaveLength(4);
    const [methods, bib, example] = [
      await text('figures/methods.tex'),
      await text('figures/references.bib'),
      await text('figures/example.tex'),
    ];
    const cited = [...methods.matchAll(/\\cite\{([^}]*)\}/g)].flatMap(([, keys]) => keys!.split(','));
    const keys = [...bib.matchAll(/^@\w+\{([^,]*),/gm)].map(([, key]) => key);
    expect(new Set([...cited, 'study-tiny'])).toEqual(new Set(keys));
    expect(keys).toEqual(expect.arrayContaining(['lecun1998', 'yu2018', 'infoplane']));
    for (const [, file] of example.matchAll(/\\includegraphics\{(.*)\}/g))
      expect((await read(`figures/${file}.pdf`)).length).toBeGreaterThan(0);
    expect(methods).toMatch(/2 trials were run: seeds 1--2\./);
  });

  it('writes the same bytes again, into an empty folder alone', async () => {
    expect((await work.infoplane(['export', 'tiny', '--figures', 'again', '--width', '10cm'])).code).toBe(0);
    for (const name of await readdir(at('figures')))
      expect((await read(`figures/${name}`)).equals(await read(`again/${name}`)), name).toBe(true);
    const into = await work.infoplane(['export', 'tiny', '--figures', 'again']);
    expect([into.code, into.err]).toEqual([2, expect.stringContaining('is not empty')]);
  });

  it('refuses widths that are none, and a width of nothing', async () => {
    expect((await work.infoplane(['export', 'tiny', '--figures', 'x', '--width', 'wide'])).code).toBe(2);
    expect((await work.infoplane(['export', 'tiny', '--parquet', 'x', '--width', '8cm'])).code).toBe(2);
  });

  it('says that a run has no figures', async () => {
    const none = ['--set', 'reports=null', '--out', 'bare'];
    expect((await work.infoplane(['run', 'tiny.yaml', ...none])).code).toBe(0);
    const { code, err } = await work.infoplane(['export', 'tiny', '--out', 'bare', '--figures', 'x']);
    expect([code, err]).toEqual([2, expect.stringContaining('no figures')]);
  });
});

describe('infoplane export --tensorboard and --parquet', () => {
  it('have the numbers of the tables', async () => {
    expect(
      (await work.infoplane(['export', 'tiny', '--tensorboard', 'board', '--parquet', 'tables'])).code,
    ).toBe(0);
    const tables = await readTables(at('runs/tiny/latest/tables'));
    expect((await readdir(at('board'))).sort()).toEqual(['seed=1', 'seed=2']);
    const folder = at('board', 'seed=2', 'net');
    const [file = ''] = await readdir(folder);
    const events = readEvents(await readFile(join(folder, file))).flatMap(({ step, summary }) =>
      (summary?.value ?? []).map(({ tag, simpleValue }) => [tag, step, simpleValue]),
    );
    const ofTrial = tables.estimates.filter(({ trial }) => trial === 'seed=2');
    for (const { estimator, quantity, layer, iteration, value } of ofTrial)
      expect(events).toContainEqual([
        `${estimator} ${quantity}/${layer}`,
        iteration,
        Math.fround(Number(value)),
      ]);
    const points = tables.training.filter(({ trial, accuracy }) => trial === 'seed=2' && accuracy !== null);
    expect(events).toHaveLength(ofTrial.length + 2 * points.length);
    const bytes = await read('tables/estimates.parquet');
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    expect(rows).toEqual(tables.estimates);
  });
});

describe('infoplane export --ro-crate', () => {
  it('has every file of the run with its sum, and what made them of what', async () => {
    expect((await work.infoplane(['export', 'tiny', '--ro-crate', 'crate'])).code).toBe(0);
    const { '@graph': graph } = JSON.parse(await text('crate/ro-crate-metadata.json'));
    const byId = new Map(graph.map((entity: { '@id': string }) => [entity['@id'], entity]));
    const files = graph.filter((entity: { '@type': string }) => entity['@type'] === 'File');
    const lying = (await readdir(at('crate'), { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(files).toHaveLength(lying.length - 1);
    for (const { '@id': id, sha256, contentSize } of files) {
      const bytes = await read(`crate/${decodeURIComponent(id)}`);
      expect([sha256, contentSize]).toEqual([
        createHash('sha256').update(bytes).digest('hex'),
        String(bytes.length),
      ]);
    }
    const run = byId.get('#run') as Record<string, unknown>;
    const lock = JSON.parse(await text('crate/lock.json'));
    expect(run).toMatchObject({ description: lock.command, startTime: lock.started.replace('Z', '+00:00') });
    const referred = JSON.stringify(graph).matchAll(/\{"@id":"([^"]*)"\}/g);
    const outside = ['https://w3id.org/ro/crate/1.1'];
    expect([...referred].map(([, id]) => id!).filter((id) => !byId.has(id) && !outside.includes(id))).toEqual(
      [],
    );
    const trainings = graph.filter(({ name = '' }) => name.startsWith('Training net'));
    expect(trainings).toHaveLength(2);
    for (const { startTime, endTime } of trainings)
      expect(Date.parse(endTime)).toBeGreaterThan(Date.parse(startTime));
  });
});

describe('what cannot be exported', () => {
  it('is a study, a folder for two things, a folder with something in it, a file', async () => {
    await mkdir(at('full'), { recursive: true });
    await writeFile(at('full/kept'), '');
    for (const args of [
      ['tiny.yaml', '--parquet', 'x'],
      ['tiny', '--parquet', 'x', '--tensorboard', './x'],
      ['tiny', '--ro-crate', 'full'],
      ['tiny', '--ro-crate', 'tiny.yaml'],
    ])
      expect((await work.infoplane(['export', ...args])).code, args.join(' ')).toBe(2);
    expect(await readdir(at('full'))).toEqual(['kept']);
  });

  it('is an altered run, unless it is taken as it is, which the crate says', async () => {
    await cp(await realpath(at('runs/tiny/latest')), at('changed'), { recursive: true });
    await writeFile(at('changed/spec.yaml'), '# changed\n', { flag: 'a' });
    expect((await work.infoplane(['export', 'changed', '--ro-crate', 'y'])).code).toBe(4);
    expect((await work.infoplane(['export', 'changed', '--ro-crate', 'y', '--altered'])).code).toBe(0);
    const { '@graph': graph } = JSON.parse(await text('y/ro-crate-metadata.json'));
    expect(graph[1].description).toContain('spec.yaml');
  });

  it('is said of a run that was interrupted, and a command that is interrupted ends as such', async () => {
    await cp(await realpath(at('runs/tiny/latest')), at('stopped'), { recursive: true });
    const lock = JSON.parse(await text('stopped/lock.json'));
    await writeFile(at('stopped/lock.json'), JSON.stringify({ ...lock, state: 'interrupted' }));
    const folders = ['--ro-crate', 'z', '--figures', 'drawn', '--altered'];
    const { code, err } = await work.infoplane(['export', 'stopped', ...folders]);
    expect([code, err]).toEqual([0, expect.stringContaining('not complete')]);
    const { '@graph': graph } = JSON.parse(await text('z/ro-crate-metadata.json'));
    const run = graph.find(({ '@id': id }: { '@id': string }) => id === '#run');
    expect(run).toMatchObject({
      actionStatus: 'http://schema.org/FailedActionStatus',
      error: expect.any(String),
    });
    expect(await text('drawn/methods.md')).toContain('not complete');
    const aborted = AbortSignal.abort();
    expect((await work.infoplane(['export', 'tiny', '--figures', 'none'], aborted)).code).toBe(130);
  });
});

it('exports a published run, which has packed tables and no log', async () => {
  const [run, folder] = [at('runs/tiny/latest'), at('published')];
  await mkdir(join(folder, 'tables'), { recursive: true });
  for (const name of ['spec.yaml', 'resolved.yaml', 'plan.json', 'lock.json'])
    await cp(join(run, name), join(folder, name));
  for (const name of ['estimates', 'training', 'claims', 'cases']) {
    const arrow = await readFile(join(run, 'tables', `${name}.arrow`));
    await writeFile(join(folder, 'tables', `${name}.arrow.gz`), packTable(arrow));
  }
  await writeSums(folder);
  const folders = ['--ro-crate', 'p1', '--figures', 'p2', '--tensorboard', 'p3', '--parquet', 'p4'];
  const found = await work.infoplane(['export', 'published', ...folders]);
  expect(found, found.err).toMatchObject({ code: 0 });
  const { '@graph': graph } = JSON.parse(await text('p1/ro-crate-metadata.json'));
  const names: string[] = graph.map(({ name = '' }) => name);
  expect(names).toContain('tables/estimates.arrow.gz');
  expect(names.filter((name) => name.startsWith('Training '))).toEqual([]);
});
