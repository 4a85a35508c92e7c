import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ownKinds } from '../../../runner/nodes/own-kinds.ts';
import { makeReport } from '../../../runner/reporting/make-report.ts';
import { sumsBelow, writeSums } from '../../../runner/run/altered-files.ts';
import type { Io } from '../../../src/cli/command.ts';
import { run } from '../../../src/cli/commands/report.ts';
import { RunError } from '../../../src/node/run-error.ts';
import { tablesOfRows } from '../../../src/table/result-tables.ts';
import { writeTables } from '../../../src/table/run-tables.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';

const home = mkdtempSync(join(tmpdir(), 'infoplane-report-'));
afterAll(() => rmSync(home, { recursive: true }));

const said: string[] = [];
const io: Io = {
  out: (text) => said.push(text),
  err: () => {},
  terminal: false,
  cwd: home,
  env: {},
  signal: new AbortController().signal,
};

const finished = {
  ...syntheticRun({ seeds: 2 }),
  lock: {
    format: 1,
    command: 'infoplane run synthetic.yaml',
    state: 'done',
    numericClass: { engine: 'onnx/cpu', version: '1.30.0', device: 'cpu', threads: 1 },
    tolerance: { value: 0.1, loss: 0.05, accuracy: 0.02 },
    stages: [],
  },
};
const folder = join(home, 'runs', 'synthetic', '1');
mkdirSync(join(folder, 'tables'), { recursive: true });
writeFileSync(join(folder, 'plan.json'), JSON.stringify(finished.plan));
writeFileSync(join(folder, 'lock.json'), JSON.stringify(finished.lock));
writeFileSync(join(folder, 'spec.yaml'), finished.spec);
appendFileSync(join(folder, 'log.jsonl'), '');
await writeTables(join(folder, 'tables'), tablesOfRows(finished.tables));

test('draws the report again from what the run left', async () => {
  expect(await run([folder], { out: 'runs' }, io)).toBe(0);
  expect(said).toEqual([`${join(folder, 'report.html')}\n`]);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(await makeReport(finished, ownKinds));
});

test('what is drawn is kept in a store that is there, and no store is made for it', async () => {
  const parts = join(home, '.infoplane/parts');
  expect(existsSync(parts)).toBe(false);
  mkdirSync(join(home, '.infoplane'));
  const page = () => readFileSync(join(folder, 'report.html'), 'utf8');
  const before = page();
  await run([folder], { out: 'runs' }, io);
  const kept = readdirSync(parts);
  expect(kept.length).toBeGreaterThan(0);
  expect(page()).toBe(before);
  await run([folder], { out: 'runs' }, io);
  expect(readdirSync(parts)).toEqual(kept);
  expect(page()).toBe(before);
  rmSync(join(home, '.infoplane'), { recursive: true });
});

test('two runs compared: claims of both, settings that differ, each figure of both', async () => {
  const other = join(home, 'runs', 'synthetic', '2');
  cpSync(folder, other, { recursive: true });
  writeFileSync(join(folder, 'resolved.yaml'), 'study: synthetic\nmodels: { net: { epochs: 1 } }\n');
  writeFileSync(join(other, 'resolved.yaml'), 'study: synthetic\nmodels: { net: { epochs: 7 } }\n');
  said.length = 0;
  expect(await run([folder, other], { out: 'runs' }, io)).toBe(0);
  expect(said).toEqual([`${join(other, 'compared-with-1.html')}\n`]);
  const page = readFileSync(join(other, 'compared-with-1.html'), 'utf8');
  expect(page).toContain(
    '<th scope="row">models.net.epochs</th><td><code>1</code></td><td><code>7</code></td>',
  );
  const ids = [...page.matchAll(/<figure class="card" id="([^"]+)"/g)].map((found) => found[1]);
  expect(ids).toEqual(['differences-of-runs', 'dpi', 'plane', 'training'].map((name) => `figure-${name}`));
  const verdicts = finished.tables.claims.filter((row) => row.trial === 'all').map((row) => row.claim);
  for (const claim of verdicts) expect(page).toContain(`<th scope="row" class="wrap">${claim}<br>`);
});

test('a run that was killed is drawn as far as it came, its verdicts as provisional', async () => {
  const killed = join(home, 'runs', 'synthetic', 'killed');
  cpSync(folder, killed, { recursive: true });
  for (const name of ['lock.json', 'tables', 'report.html'])
    rmSync(join(killed, name), { recursive: true, force: true });
  const begun = {
    event: 'run-started',
    study: 'synthetic',
    folder: 'killed',
    engine: 'none',
    stages: [],
    process: 1,
    began: { system: 'gone', started: '1' },
  };
  writeFileSync(join(killed, 'log.jsonl'), `${JSON.stringify({ time: '2026-01-01T00:00:00Z', ...begun })}\n`);
  expect(await run([killed], { out: 'runs' }, io)).toBe(0);
  const page = readFileSync(join(killed, 'report.html'), 'utf8');
  expect(page).toContain('data-state="interrupted"');
  expect(page).toContain('2 have no rows yet');
  expect(page).toMatch(/class="claim [^"]*provisional"/);
});

test('a page goes to the file that is named', async () => {
  const page = join(home, 'pages', 'one.html');
  said.length = 0;
  expect(await run([folder], { out: 'runs', page: 'pages/one.html' }, io)).toBe(0);
  expect(said).toEqual([`${page}\n`]);
  expect(readFileSync(page, 'utf8')).toBe(await makeReport(finished, ownKinds));
});

test('the page of a published run goes elsewhere, and nothing is added to its folder', async () => {
  const published = join(home, 'published', 'synthetic');
  cpSync(folder, published, { recursive: true });
  rmSync(join(published, 'report.html'), { force: true });
  await writeSums(published);
  const before = [...(await sumsBelow(published)).keys()];
  said.length = 0;
  expect(await run([published], { out: 'runs' }, io)).toBe(0);
  expect(await run([folder, published], { out: 'runs' }, io)).toBe(0);
  const site = join(home, 'site', 'synthetic');
  expect(said).toEqual([`${join(site, 'report.html')}\n`, `${join(site, 'compared-with-1.html')}\n`]);
  expect(readFileSync(join(site, 'report.html'), 'utf8')).toBe(await makeReport(finished, ownKinds));
  expect([...(await sumsBelow(published)).keys()]).toEqual(before);
});

test('a run that was published as a page alone is wrong use', async () => {
  const page = join(home, 'page');
  mkdirSync(page);
  writeFileSync(join(page, 'report.html'), '');
  await expect(run([page], { out: 'runs' }, io)).rejects.toMatchObject({ exitCode: 2 });
});

test('ten runs are compared, more are wrong use', async () => {
  const ten = Array.from({ length: 10 }, () => folder);
  expect(await run(ten, { out: 'runs', page: 'pages/ten.html' }, io)).toBe(0);
  await expect(run([...ten, folder], { out: 'runs' }, io)).rejects.toMatchObject({ exitCode: 2 });
});

test.each([
  ['plan.json', '{"format": 1}', /plan\.json is not what/],
  ['plan.json', '{"form', /plan\.json is not what/],
  ['lock.json', '[]', /lock\.json is not what/],
  ['spec.yaml', null, /spec\.yaml does not exist/],
])('a damaged or missing %s is one clear message', async (name, text, message) => {
  const broken = join(home, 'broken');
  rmSync(broken, { recursive: true, force: true });
  cpSync(folder, broken, { recursive: true });
  if (text === null) rmSync(join(broken, name));
  else writeFileSync(join(broken, name), text);
  const failure = await run([broken], { out: 'runs' }, io).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RunError);
  expect((failure as RunError).message).toMatch(message);
});
