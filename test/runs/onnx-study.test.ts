import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpy } from '../../runner/readers/npy.ts';
import { type StoredTensor, safetensorsBytes } from '../../runner/readers/safetensors.ts';
import type { Row } from '../../src/table/columns.ts';
import { readTables } from '../../src/table/run-tables.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { farthest } from '../forward/fixtures.ts';
import { lenet5Network } from './onnx-network.ts';

const common = `seed: 4
datasets:
  digits: { kind: mnist, subset: { train: 640, test: 200 } }
probes:
  forward: { kind: activations, model: net, layers: [C1, P1, C2, P2, F1, F2], at: AT, sample: { split: test, n: 64 } }
estimators:
  IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T), alpha: 1.01, bandwidth: { silverman: 5 } }
  ITY: { kind: matrix-renyi, probe: forward, quantity: I(T;Y), alpha: 1.01, bandwidth: { silverman: 5 } }
  maps: { kind: matrix-renyi, probe: forward, quantity: I(X;Tc), alpha: 2, bandwidth: { silverman: 5 } }
  bins: { kind: kde, probe: forward, quantity: I(T;Y) }
claims:
  learns: { expect: at-least, table: training, value: accuracy, bound: 0.1, where: { epoch: last } }
reports:
  curves: { kind: layer-curves, estimators: [IXT] }
  training: { kind: training-curves }
`;
const trained = `study: trained
${common.replace('AT', '{ epochs: [0, 2] }')}models:
  net:
    kind: network
    dataset: digits
    layers:
      - { conv: C1, filters: 6, kernel: 5, activation: relu }
      - { pool: P1, size: 2 }
      - { conv: C2, filters: 16, kernel: 5, activation: relu }
      - { pool: P2, size: 2 }
      - { dense: F1, units: 120, activation: relu }
      - { dense: F2, units: 84, activation: relu }
      - { dense: out, units: 10 }
    training: { learningRate: 0.1, batchSize: 64, epochs: 2 }
`;
const forward = `study: forward
${common.replace(' at: AT,', '')}models:
  net:
    kind: onnx
    file: lenet5.onnx
    dataset: digits
    layers: { C1: c1, P1: p1, C2: c2, P2: p2, F1: f1, F2: f2 }
    checkpoints: step-*.safetensors
    updatesPerEpoch: 10
`;
/** Weights of ours by the names that PyTorch would give them. */
const names: Readonly<Record<string, string>> = {
  C1: 'conv1',
  C2: 'conv2',
  F1: 'fc1',
  F2: 'fc2',
  out: 'fc3',
};

describe('LeNet-5 that was trained here, run from an ONNX file', () => {
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  const ours: Row[] = [];
  const theirs: Row[] = [];
  const run = async (...args: string[]) => {
    const done = await work.infoplane(args[0] === 'run' ? [...args, '--engine', 'onnx/cpu'] : args);
    expect(done.code, done.err).toBe(0);
    return done;
  };
  const at = (name: string) => join(work.folder, name);
  const tables = (study: string) => readTables(at(`runs/${study}/latest/tables`));

  beforeAll(async () => {
    work = await createWorkplace();
    writeFileSync(at('trained.yaml'), trained);
    writeFileSync(at('forward.yaml'), forward);
    writeFileSync(at('lenet5.onnx'), lenet5Network());
    writeFileSync(at('package.json'), '{}');
    await run('run', 'trained.yaml');
    await run('export', 'runs/trained/latest', '--weights', 'weights');
    const tensors = new Map<string, StoredTensor>();
    for (const [layer, name] of Object.entries(names))
      for (const [own, other] of [
        ['kernel', 'weight'],
        ['bias', 'bias'],
      ] as const) {
        const { shape, values } = readNpy(readFileSync(at(`weights/${layer}.${own}.npy`)), own);
        const data = new Uint8Array(Float32Array.from(values).buffer);
        tensors.set(`${name}.${other}`, { dtype: 'F32', shape, data });
      }
    writeFileSync(at('step-20.safetensors'), safetensorsBytes(tensors));
    await run('run', 'forward.yaml');
    ours.push(...(await tables('trained')).estimates.filter(({ epoch }) => epoch === 2));
    theirs.push(...(await tables('forward')).estimates);
  }, 120_000);
  afterAll(() => rm(work.folder, { recursive: true }));

  it('gives the same estimates to 1e-6', () => {
    expect(theirs.length).toBe(ours.length);
    expect(theirs.length).toBeGreaterThan(40);
    for (const [place, row] of theirs.entries()) {
      const { estimator, layer, channel, epoch, iteration } = row;
      const { estimator: e, layer: l, channel: c } = ours[place]!;
      expect([estimator, layer, channel, epoch, iteration]).toEqual([e, l, c, 2, 20]);
      expect(Math.abs(Number(row.value) - Number(ours[place]!.value)), `${estimator} ${layer}`).toBeLessThan(
        1e-6,
      );
    }
  });

  it('has loss and accuracy of the test set', async () => {
    const curve = (await tables('forward')).training;
    const [last] = (await tables('trained')).training.filter(
      ({ split, iteration }) => split === 'test' && iteration === 20,
    );
    expect(curve).toHaveLength(1);
    expect(curve[0]).toMatchObject({ split: 'test', iteration: 20, epoch: 2, accuracy: last!.accuracy });
    expect(Math.abs(Number(curve[0]!.loss) - Number(last!.loss))).toBeLessThan(1e-5);
  });

  it('gives the same activations to 1e-5', async () => {
    await run('export', 'runs/trained/latest', '--captures', 'a', '--npy', '--iterations', '20');
    await run('export', 'runs/forward/latest', '--captures', 'b', '--npy', '--iterations', '20');
    const arrays = readdirSync(at('b/forward/20')).filter((name) => name !== 'Y.npy');
    expect(arrays).toHaveLength(7);
    for (const name of arrays) {
      const [a, b] = ['a', 'b'].map((folder) =>
        readNpy(readFileSync(at(`${folder}/forward/20/${name}`)), name),
      );
      expect(b!.shape).toEqual(a!.shape);
      const far = farthest(b!.values, a!.values);
      expect(far, name).toBeLessThan(1e-5);
    }
  });

  it('is compared with the network that it is: each layer is the same in both', async () => {
    const part = (text: string, name: string) =>
      /models:\n {2}net:\n([\s\S]*)$/.exec(text)![1]!.replace(/^/, `  ${name}:\n`);
    const probe = (model: string, when: string) =>
      `  ${model}: { kind: activations, model: ${model}, layers: [C1, P2, F2],${when} sample: { split: test, n: 64 } }\n`;
    const both = `study: both
seed: 4
datasets:
  digits: { kind: mnist, subset: { train: 640, test: 200 } }
models:
${part(trained, 'here')}${part(forward, 'there')}probes:
${probe('here', ' at: { epochs: [2] },')}${probe('there', '')}estimators:
  alike: { kind: cka-between, probe: here, with: there }
  back: { kind: cka-between, probe: there, with: here }
  lead: { kind: cka-between, probe: there, with: here, quantity: lead(Ti;Ui) }
claims:
  found: { estimator: lead, expect: at-least, bound: 0 }
`;
    writeFileSync(at('both.yaml'), both);
    await run('run', 'both.yaml');
    const { estimates, claims } = await tables('both');
    const similarity = (estimator: string, layer: string, layer_2: string) =>
      Number(
        estimates.find(
          (row) => row.estimator === estimator && row.layer === layer && row.layer_2 === layer_2,
        )!.value,
      );
    for (const layer of ['C1', 'P2', 'F2']) {
      expect(similarity('alike', layer, layer)).toBeCloseTo(1, 6);
      for (const other of ['C1', 'P2', 'F2'])
        expect(similarity('back', other, layer)).toBeCloseTo(similarity('alike', layer, other), 9);
    }
    expect(estimates.map(({ epoch }) => epoch)).toEqual(estimates.map(() => 2));
    expect(claims.at(-1)!.verdict).toBe('held-once');
    expect((await run('run', 'both.yaml')).err).toContain('there compared: kept from an earlier run');
  });

  it('is kept, and run again when a checkpoint is another one', async () => {
    expect((await run('run', 'forward.yaml')).err).toContain('kept from an earlier run');
    expect((await run('plan', 'forward.yaml')).out).toMatch(/kept/);
    const bytes = readFileSync(at('step-20.safetensors'));
    bytes[bytes.length - 3]! ^= 1;
    rmSync(at('step-20.safetensors'));
    writeFileSync(at('step-20.safetensors'), bytes);
    expect((await run('run', 'forward.yaml')).err).not.toContain('kept from an earlier run');
  });
});
