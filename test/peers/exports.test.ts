import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { blockOf } from './page.ts';
import { pythonWith } from './python.ts';

const withPolars = pythonWith('polars', 'pyarrow');
const withTensorboard = pythonWith('tensorboard');
const validator = process.env.INFOPLANE_ROCRATE;
const needs = (there: unknown, what: string) => (there ? '' : ` (needs ${what})`);

let work: Awaited<ReturnType<typeof createWorkplace>>;
beforeAll(async () => {
  work = await createWorkplace();
  expect((await work.infoplane(['run', 'tiny.yaml', '--set', 'matrix={seed: [1, 2]}'])).code).toBe(0);
  const folders = ['--parquet', 'tables', '--tensorboard', 'board', '--ro-crate', 'crate'];
  expect((await work.infoplane(['export', 'tiny', ...folders])).code).toBe(0);
});
afterAll(() => rm(work.folder, { recursive: true }));
const python = (program: string, code: string) =>
  execFileSync(program, ['-c', code], { cwd: work.folder, encoding: 'utf8' });

describe('what others read of exports', () => {
  it.skipIf(!withPolars)(`Parquet${needs(withPolars, 'polars and pyarrow')}`, async () => {
    const told = python(
      withPolars!,
      `import json, polars, pyarrow.parquet as parquet
read = lambda name: parquet.read_table(f'tables/{name}.parquet')
print(json.dumps({name: [read(name).to_pylist(), [str(f.type) for f in read(name).schema]] for name in ('estimates', 'training', 'claims', 'cases')}))
assert polars.read_parquet('tables/estimates.parquet').shape == (read('estimates').num_rows, read('estimates').num_columns)`,
    );
    const read = JSON.parse(told);
    const tables = await readTables(join(work.folder, 'runs/tiny/latest/tables'));
    for (const name of ['estimates', 'training', 'claims', 'cases'] as const) {
      const [rows, types] = read[name];
      expect(rows).toEqual(tables[name]);
      expect(
        [...new Set(types)].filter((type) => !['string', 'int32', 'double', 'bool'].includes(String(type))),
      ).toEqual([]);
    }
    const shown = blockOf(
      readFileSync(join(packageRoot, 'docs/results.md'), 'utf8'),
      'python',
      '## As tables',
    );
    expect(python(withPolars!, `${shown}\nprint(sorted(last['layer']))`).trim()).toBe("['C1', 'F1', 'P1']");
  });

  it.skipIf(!withTensorboard)(`event files${needs(withTensorboard, 'tensorboard')}`, async () => {
    const told = python(
      withTensorboard!,
      `import glob, json
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
read = {}
for path in glob.glob('board/*/*'):
    events = EventAccumulator(path, size_guidance={'scalars': 0})
    events.Reload()
    read[path] = {tag: [[e.step, e.value, e.wall_time] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}
print(json.dumps(read))`,
    );
    const { estimates } = await readTables(join(work.folder, 'runs/tiny/latest/tables'));
    const lock = JSON.parse(readFileSync(join(work.folder, 'runs/tiny/latest/lock.json'), 'utf8'));
    const read = JSON.parse(told);
    for (const { trial, model, estimator, quantity, layer, iteration, value } of estimates)
      expect(read[`board/${trial}/${model}`][`${estimator} ${quantity}/${layer}`]).toContainEqual([
        ...[iteration, Math.fround(Number(value)), Date.parse(lock.finished) / 1000],
      ]);
  });

  it.skipIf(!validator)(`the crate${needs(validator, 'INFOPLANE_ROCRATE, see CONTRIBUTING.md')}`, () => {
    const asked = ['-y', 'validate', '-p', 'process-run-crate-0.5', '-l', 'required', '--no-paging'];
    const { status, stdout } = spawnSync(validator!, [...asked, join(work.folder, 'crate')], {
      encoding: 'utf8',
    });
    expect(status, stdout).toBe(0);
  });
});
