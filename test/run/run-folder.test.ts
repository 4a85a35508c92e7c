import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createRunFolder } from '../../runner/run/run-folder.ts';
import { workersFolder } from '../../runner/workers/work-order.ts';
import { temporaryProject } from '../temporary-project.ts';

it('the log and the order of a run hold no absolute path, and the order is read as it was written', async () => {
  const out = temporaryProject({});
  const folder = await createRunFolder(out, 's', new Date(0), () => {});
  folder.log({ event: 'run-started', study: 's', folder: folder.path, engine: 'e', stages: [], process: 1 });
  const workers = workersFolder(folder.path);
  const plugin = {
    file: 'p.ts',
    family: 'layer',
    kind: 'p',
    main: 'p.mjs',
    folder: join(out, 'store/plugins/p'),
  };
  const order = {
    store: join(out, 'store'),
    study: dirname(out),
    engine: 'auto',
    fresh: false,
    workers: 2,
    plugins: [plugin],
    executor: 'local',
  } as const;
  await workers.writeOrder(order);
  for (const name of ['log.jsonl', 'workers/order.json']) {
    expect(readFileSync(join(folder.path, name), 'utf8')).not.toContain(dirname(out));
  }
  expect(await workers.order()).toEqual(order);
});
