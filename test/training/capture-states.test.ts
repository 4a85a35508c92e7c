import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCapture } from '../../runner/capture/make-capture.ts';
import type { Samples } from '../../runner/contract/dataset.ts';
import type { Engine, TrainingSession } from '../../runner/contract/engine.ts';
import type { ProbeNode } from '../../runner/contract/probe.ts';
import { initialWeights } from '../../runner/engines/weights.ts';
import { stateHashes } from '../../runner/kernels/shannon/state-hashes.ts';
import { loadNode } from '../../runner/nodes/registry.ts';
import { batchOf } from '../../runner/training/batches.ts';
import { captureStates } from '../../runner/training/capture-states.ts';
import { trainedHere } from '../../src/plan/trained-here.ts';
import { oracleEngine } from '../engines/support/tried-engines.ts';
import { planOf, studyText } from '../plan/study-text.ts';

let engine: Engine;
let session: TrainingSession;
let node: ProbeNode;

const stage = planOf(
  studyText
    .replace(
      /- \{ conv[\s\S]*units: 10 \}/,
      `- { dense: F1, units: 4, activation: sigmoid }
      - { dense: F2, units: 3, activation: tanh }
      - { dense: out, units: 10 }`,
    )
    .replace('epochs: 2 }\n', 'epochs: 2 }\n    quantise: { bits: 3 }\n')
    .replaceAll('[C1, P1, F1]', '[F1, F2]'),
).stages[0]!;
const pixels = 28 * 28;
const samples: Samples = {
  count: 2500,
  labels: Int32Array.from({ length: 2500 }, (_, at) => at % 10),
  gather: (indices) =>
    Float32Array.from(
      { length: indices.length * pixels },
      (_, at) => ((indices[Math.floor(at / pixels)]! * 37 + (at % pixels) * 11) % 29) / 29,
    ),
};
const indices = Uint32Array.from({ length: 2345 }, (_, at) => (at * 7) % 2500);

beforeAll(async () => {
  engine = await oracleEngine['tfjs/cpu']!();
  node = (await loadNode('probe', 'activations')).run as ProbeNode;
  session = await engine.open(stage.network, {
    training: trainedHere(stage),
    taps: { activations: [0, 1], errors: [] },
    initial: initialWeights(stage.network, stage.seed),
    seed: stage.seed,
  });
});
afterAll(async () => {
  await session.close();
  await engine.close();
});

test('samples that pass through in pieces have the states of the tensors', async () => {
  const looked = { stage, probe: 0, node, samples, indices };
  const found = await captureStates(looked, session, 5, stateHashes);
  const batch = batchOf(samples, indices);
  const { tensors } = await session.observe(batch, true);
  const whole = makeCapture(
    stage,
    { ...stage.probes[0]!, sample: { split: 'test', n: 2345 } },
    node,
    batch,
    tensors!,
    5,
  );
  expect(found).toMatchObject({ samples: 2345, iteration: 5, seed: whole.seed, classes: 10 });
  expect(found!.labels).toEqual(whole.labels);
  expect(found!.layers.map(({ states }) => states)).toEqual(
    whole.layers.map(({ values }) => stateHashes(values, 2345)),
  );
  expect(found!.layers.map(({ values }) => values.length)).toEqual([0, 0]);
});

test('no row where a loss is no number', async () => {
  const broken = { ...samples, gather: (some: Uint32Array) => samples.gather(some).fill(Number.NaN, 0, 1) };
  const looked = { stage, probe: 0, node, samples: broken, indices };
  expect(await captureStates(looked, session, 5, stateHashes)).toBeNull();
});
