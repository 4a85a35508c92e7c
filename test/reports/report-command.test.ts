import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeReport } from '../../runner/reporting/make-report.ts';
import type { Io } from '../../src/cli/command.ts';
import { run } from '../../src/cli/commands/report.ts';
import { RunError } from '../../src/node/run-error.ts';
import { writeTables } from '../../src/table/run-tables.ts';
import { syntheticRun } from './synthetic-run.ts';

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
  lock: { command: 'infoplane run synthetic.yaml', state: 'done' },
};
const folder = join(home, 'runs', 'synthetic', '1');
mkdirSync(join(folder, 'tables'), { recursive: true });
writeFileSync(join(folder, 'plan.json'), JSON.stringify(finished.plan));
writeFileSync(join(folder, 'lock.json'), JSON.stringify(finished.lock));
writeFileSync(join(folder, 'spec.yaml'), finished.spec);
appendFileSync(join(folder, 'log.jsonl'), '');
await writeTables(join(folder, 'tables'), finished.tables);

test('draws the report again from what the run left', async () => {
  expect(await run([folder], {}, io)).toBe(0);
  expect(said).toEqual([`${join(folder, 'report.html')}\n`]);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(await makeReport(finished));
});

test('two runs side by side are refused with a clear message', async () => {
  await expect(run([folder, folder], {}, io)).rejects.toMatchObject({ exitCode: 2 });
});

test.each([
  ['plan.json', '{"format": 1}', /plan\.json is damaged/],
  ['plan.json', '{"form', /plan\.json is damaged/],
  ['lock.json', '[]', /lock\.json is damaged/],
  ['spec.yaml', null, /spec\.yaml does not exist/],
])('a damaged or missing %s is one clear message', async (name, text, message) => {
  const broken = join(home, 'broken');
  rmSync(broken, { recursive: true, force: true });
  cpSync(folder, broken, { recursive: true });
  if (text === null) rmSync(join(broken, name));
  else writeFileSync(join(broken, name), text);
  const failure = await run([broken], {}, io).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(RunError);
  expect((failure as RunError).message).toMatch(message);
});
