import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/commands/report.ts';
import type { JsonObject } from '../../src/plan/plan.ts';
import { tablesOfRows } from '../../src/table/result-tables.ts';
import { writeTables } from '../../src/table/run-tables.ts';
import { syntheticRun } from '../reports/synthetic-run.ts';

/** lock.json of a run that is done, of a clean commit, on data of this machine. */
const lock: JsonObject = {
  format: 1,
  study: 'synthetic',
  command: 'infoplane run synthetic.yaml',
  file: '../../../specs/paper/synthetic.yaml',
  state: 'done',
  finished: '2026-11-26T09:50:45.787Z',
  versions: { infoplane: '0.1.0', node: 'v20' },
  git: { commit: '5112912bde7cbafce648ad394001d21b7633242a', dirty: false },
  numericClass: { engine: 'onnx/cpu', version: '1.30.0', device: 'cpu', threads: 1 },
  tolerance: { value: 0.1, loss: 0.05, accuracy: 0.02 },
  seeds: [1, 2],
  data: [{ path: '/somebody/data/mnist/train', md5: '6bbc9ace898e44ae57da46a324031adb', official: true }],
  stages: [],
};

/** Writes what a finished run of `syntheticRun` leaves in its folder, its page too. */
export async function writeRunFolder(folder: string): Promise<void> {
  const finished = { ...syntheticRun({ title: 'Ties & <knots>', seeds: 2 }), lock };
  mkdirSync(join(folder, 'tables'), { recursive: true });
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(finished.plan));
  writeFileSync(join(folder, 'lock.json'), JSON.stringify(finished.lock));
  writeFileSync(join(folder, 'spec.yaml'), finished.spec);
  writeFileSync(join(folder, 'resolved.yaml'), finished.spec);
  writeFileSync(join(folder, 'log.jsonl'), '');
  await writeTables(join(folder, 'tables'), tablesOfRows(finished.tables));
  const { signal } = new AbortController();
  const io = { out: () => {}, err: () => {}, terminal: false, cwd: folder, env: {}, signal };
  await run([folder], { out: 'runs' }, io);
}
