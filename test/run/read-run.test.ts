import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRun } from '../../runner/run/read-run.ts';
import { temporaryProject } from '../temporary-project.ts';

const runs = ['runs/small/2026-01-01-a', 'runs/small/both', 'runs/other/both', 'elsewhere'];

function place() {
  const cwd = temporaryProject(Object.fromEntries(runs.map((run) => [`${run}/plan.json`, '{}'])));
  return { cwd, out: join(cwd, 'runs') };
}

test.each([
  ['its name alone', '2026-01-01-a', 'runs/small/2026-01-01-a'],
  ['its study and name', 'small/2026-01-01-a', 'runs/small/2026-01-01-a'],
  ['its folder', 'runs/other/both', 'runs/other/both'],
  ['a folder that lies elsewhere', 'elsewhere', 'elsewhere'],
])('a run is found by %s', async (_, name, found) => {
  const { cwd, out } = place();
  expect(await findRun(cwd, out, name)).toBe(join(cwd, found));
});

test('a name that runs of two studies have is refused, and those named', async () => {
  const { cwd, out } = place();
  await expect(findRun(cwd, out, 'both')).rejects.toMatchObject({
    exitCode: 2,
    hint: expect.stringMatching(/(?=.*`small\/both`)(?=.*`other\/both`)/),
  });
  await expect(findRun(cwd, out, 'nothing')).rejects.toMatchObject({ exitCode: 2 });
});
