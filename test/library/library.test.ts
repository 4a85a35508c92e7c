import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { op } from 'arquero';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile, RunError, readArqueroTables, readTables, run } from '../../src/index.ts';
import { plainRow } from '../../src/table/row-view.ts';
import { createWorkplace } from '../cli/tiny-study.ts';

let work: Awaited<ReturnType<typeof createWorkplace>>;
let study: string;
beforeAll(async () => {
  work = await createWorkplace();
  study = join(work.folder, 'tiny.yaml');
});
afterAll(() => rm(work.folder, { recursive: true }));

test('a study is compiled by its path alone, or with overrides', async () => {
  const { plan, diagnostics } = await compile(study);
  expect(diagnostics).toEqual([]);
  expect(plan!.trials.map(({ seed }) => seed)).toEqual([3]);
  const changed = await compile({ path: study, set: ['seed=7'] });
  expect(changed.plan!.trials.map(({ seed }) => seed)).toEqual([7]);
});

test('a run gives its folder, whose tables can be read, and notes the command that does the same', async () => {
  const place = { out: join(work.folder, 'runs'), store: join(work.folder, 'store') };
  const set = ['models.net.training.epochs=1', 'probes.forward.at={epochs: [0, 1]}'];
  const { folder, state, claims } = await run({ path: study, set }, { ...place, engine: 'onnx/cpu' });
  expect(state).toBe('done');
  expect(claims.length).toBeGreaterThan(0);
  const { estimates } = await readTables(join(folder, 'tables'));
  expect(new Set(estimates.filter((row) => row.estimator === 'IXT').map((row) => row.epoch))).toEqual(
    new Set([0, 1]),
  );
  const arquero = await readArqueroTables(join(folder, 'tables'));
  expect(arquero.estimates.objects().map((row) => ({ ...row }))).toEqual(
    estimates.map((row) => plainRow(row)),
  );
  const means = arquero.estimates
    .filter((row: { estimator: string }) => row.estimator === 'IXT')
    .groupby('layer')
    .rollup({ mean: op.mean('value') });
  expect(means.numRows()).toBe(
    new Set(estimates.filter((row) => row.estimator === 'IXT').map((row) => row.layer)).size,
  );
  const { command } = JSON.parse(await readFile(join(folder, 'lock.json'), 'utf8'));
  expect(command).toContain(
    "--set models.net.training.epochs=1 --set 'probes.forward.at={epochs: [0, 1]}' --engine onnx/cpu",
  );
});

test('what is not valid is thrown with every problem as text', async () => {
  const failing = run({ path: study, set: ['models.net.layers.C1.filtres=3'] });
  await expect(failing).rejects.toThrow(/is not valid\n--set:1:22: error\[key-unknown\]/);
  await expect(failing).rejects.toBeInstanceOf(RunError);
});
