import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readModel } from '../../runner/lowering/onnx/read-model.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { recordedStudy } from '../studies/recorded-study.ts';

// A network with a relay, from the study to its captures: each probe has the signals of its own loss.

const relay = join(packageRoot, 'specs/networks/relay.yaml');
const short = ['datasets.mnist.subset={ train: 256, test: 64 }', 'models.net.training.epochs=1'].flatMap(
  (setting) => ['--set', setting],
);
let work: Awaited<ReturnType<typeof createWorkplace>>;
let plan: Plan;
beforeAll(async () => {
  work = await createWorkplace();
  const { code, err } = await work.infoplane(['run', relay, ...short]);
  expect([code, err]).toEqual([0, expect.not.stringContaining('error')]);
  plan = JSON.parse(await readFile(join(work.folder, 'runs/relay/latest/plan.json'), 'utf8'));
});
afterAll(() => rm(work.folder, { recursive: true }));

it('the signals of each loss have values of their own, and read back as such from exported captures', async () => {
  const { estimates } = await readTables(join(work.folder, 'runs/relay/latest/tables'));
  const rowOf = (estimator: string, layer: string) =>
    estimates.find((row) => row.estimator === estimator && row.layer === layer && row.iteration === 0)!.value;
  expect(rowOf('I-main', 'C2')).not.toBeCloseTo(Number(rowOf('I-relay', 'C2')), 2);
  expect(rowOf('I-relay', 'C1')).toBeGreaterThan(0.1);

  const [stage] = plan.stages;
  const exported = await work.infoplane(['export', 'relay', '--captures', 'captures']);
  expect(exported.code, exported.err).toBe(0);
  const shapes = await Promise.all(
    ['batch', 'main', 'relay'].map(async (group) => {
      const bytes = await readFile(join(work.folder, 'captures', group, '000000.safetensors'));
      return dLShape(bytes);
    }),
  );
  expect(shapes).toEqual([
    [128, 20],
    [128, 10],
    [128, 10],
  ]);
  await writeFile(join(work.folder, 'read-back.yaml'), recordedStudy(stage!, 'captures', 'base'));
  const again = await work.infoplane(['run', 'read-back.yaml']);
  expect(again.code, again.err).toBe(0);
  const read = (await readTables(join(work.folder, 'runs/read-back/latest/tables'))).estimates;
  expect(read.length).toBe(estimates.length);
  for (const row of read) {
    const same = ['estimator', 'layer', 'iteration'] as const;
    const own = estimates.find((one) => same.every((name) => one[name] === row[name]));
    expect(row.value).toBeCloseTo(Number(own!.value), 11);
  }
});

it('says which setting of a head would train it again', async () => {
  const { out } = await work.infoplane([
    'explain',
    relay,
    ...short,
    '--set',
    'models.net.heads.A1.weight=0.5',
  ]);
  expect(out).toContain('heads.A1.weight');
});

it('the step graph has an output for each loss and its signals', async () => {
  const { code, err } = await work.infoplane(['export', relay, '--onnx', 'relay.onnx']);
  expect(code, err).toBe(0);
  const { outputs } = readModel(await readFile(join(work.folder, 'relay.onnx')), 'relay.onnx');
  const names = outputs.map(({ name }) => name);
  for (const name of [
    'loss',
    'loss:1',
    'error:loss',
    'error:loss:of:0',
    'error:7:of:1',
    'next:weight:7:kernel',
  ])
    expect(names).toContain(name);
});

/** Shape of d_L, as the header of a .safetensors file has it. */
function dLShape(bytes: Buffer): readonly number[] {
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString());
  return header.dL.shape;
}
