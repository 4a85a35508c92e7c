import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FileRecord } from '../../runner/contract/dataset.ts';
import { keptResults } from '../../runner/store/kept-results.ts';
import { openStore } from '../../runner/store/store.ts';
import type { ResultClass } from '../../runner/workers/result-class.ts';
import { openStageResults } from '../../runner/workers/stage-results.ts';
import type { StagePlan } from '../../src/plan/plan.ts';
import { stageEstimates } from '../../src/plan/stage-estimates.ts';
import { keptRows } from '../../src/table/kept-rows.ts';
import { planOf, studyText } from '../plan/study-text.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infoplane-results-'));
});
afterEach(() => rm(folder, { recursive: true }));

const onCpu: ResultClass = {
  engine: 'onnx/cpu',
  version: '1',
  device: 'cpu',
  threads: 1,
  kernels: 'wasm-fma',
};
const files: FileRecord[] = [{ path: 'x', md5: 'a', official: true }];
const rows = keptRows([{ iteration: 0, layer: 0, cells: { value: 1 } }]);
const open = (stage: StagePlan, numericClass = onCpu, data: readonly FileRecord[] = files) =>
  openStageResults(
    stage,
    numericClass,
    { files: data },
    openStore(folder, () => {}),
  );

/** The network, one that is pruned from it, and the network on other data. */
const { stages } = planOf(
  studyText
    .replace(
      '\nprobes:',
      '  fewer: { kind: pruned, model: net, estimator: maps, layer: C1, keep: 2 }\n\nprobes:',
    )
    .replace(
      'probes:\n',
      'probes:\n  lean: { kind: activations, model: fewer, layers: [F1], at: { epochs: [0] } }\n',
    )
    .replace(
      '\nclaims:',
      '  maps: { kind: matrix-renyi, probe: forward, quantity: I(X;Tc) }\n  L: { kind: binning, probe: lean, quantity: H(T) }\n\nclaims:',
    ),
);
const [net, fewer] = stages as [StagePlan, StagePlan];

async function keep(stage: StagePlan, ...where: [numericClass?: ResultClass, data?: readonly FileRecord[]]) {
  const results = open(stage, ...where);
  await results.keepTraining({ outcome: { kind: 'complete' }, curve: [] }, new Map(), 'digest');
  await results.keepEstimates(stageEstimates(stage).map((one) => [one, rows]));
}

it('keeps a training and each estimate under a key of its own, estimates apart by kernels too', async () => {
  await keep(net);
  const all = stageEstimates(net);
  expect((await open(net).training())?.weights).toBe('digest');
  expect(await open(net).missing(all)).toEqual([]);
  const plain: ResultClass = { ...onCpu, kernels: 'javascript' };
  expect((await open(net, plain).training())?.weights).toBe('digest');
  expect(await open(net, plain).missing(all)).toEqual(all);
  const others: [ResultClass, FileRecord[]][] = [
    [{ ...onCpu, threads: 2 }, files],
    [onCpu, [{ ...files[0]!, md5: 'b' }]],
  ];
  for (const other of others) {
    expect(await open(net, ...other).training()).toBeNull();
    expect(await open(net, ...other).missing(all)).toEqual(all);
  }
});

it('forgets a training with its estimates and the networks that are pruned from it, and no other', async () => {
  await keep(net);
  await keep(fewer);
  const otherData = [{ ...files[0]!, md5: 'b' }];
  await keep(net, onCpu, otherData);
  const before = (await keptResults(folder)).results.length;
  expect(before).toBe(2 * (1 + 3) + 2);
  await open(net).forget();
  expect(await open(net).training()).toBeNull();
  expect(await open(fewer).training()).toBeNull();
  expect(await open(net, onCpu, otherData).missing(stageEstimates(net))).toEqual([]);
  expect((await keptResults(folder)).results).toHaveLength(4);
});
