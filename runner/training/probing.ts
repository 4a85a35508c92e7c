import type { StatesOf } from '../../src/node/declare.ts';
import type { ProbePlan, StagePlan } from '../../src/plan/plan.ts';
import { rowTest } from '../../src/plan/schedule.ts';
import { type CopyValues, createCaptureSlots, sharedCopy } from '../capture/capture-memory.ts';
import { makeCapture } from '../capture/make-capture.ts';
import type { Capture } from '../contract/capture.ts';
import type { Dataset } from '../contract/dataset.ts';
import type { Batch, Tensors } from '../contract/engine.ts';
import type { StageServices } from '../contract/model.ts';
import { batchOf, heldOutIndices } from './batches.ts';
import { captureStates } from './capture-states.ts';
import type { TrainingParts } from './checkpoint-keeper.ts';
import { hasFiniteLosses } from './finite-losses.ts';

/** Knows which probes take a row when, and takes those that look at a fixed sample. */
export interface Probing {
  /**
   * Probes (by index) that take a row of the mini-batch after `iteration` updates.
   * @param last whether the training ends there: who is to look at its end does so then
   */
  onBatch(iteration: number, last?: boolean): number[];
  fixedSamples(iteration: number, last?: boolean): Promise<void>;
  /** Whether any probe takes a row after `iteration` updates. */
  looks(iteration: number): boolean;
  /** Hands over what a probe sees of a batch. */
  submit(probe: number, batch: Batch, tensors: Tensors, iteration: number): Promise<void>;
}

/** @param services its `wanted` estimates decide which probes look, and in which form */
export function createProbing(
  stage: StagePlan,
  dataset: Dataset,
  { session, ledger }: Pick<TrainingParts, 'session' | 'ledger'>,
  services: Pick<StageServices, 'probes' | 'wanted' | 'keeping' | 'readsStates'>,
): Probing {
  const { probes: nodes, wanted, keeping, readsStates } = services;
  const read = new Set(wanted.map(({ probe }) => probe));
  const probes = stage.probes
    .map((probe, index) => ({ probe, index, takesRow: rowOf(stage, probe) }))
    .filter(({ index }) => read.has(index) || keeping.keeps(index));
  const onBatch = probes.filter(({ probe }) => probe.sample === 'batch');
  const fixed = probes.flatMap(({ probe, index, takesRow }) => {
    if (probe.sample === 'batch') return [];
    const samples = dataset[probe.sample.split];
    const indices = heldOutIndices(stage, samples, probe.sample);
    // of a whole split: not there unless something reads it
    let gathered: Batch | null = null;
    const batch = () => {
      gathered ??= batchOf(samples, indices);
      return gathered;
    };
    const looked = { stage, probe: index, node: nodes[index]!, samples, indices };
    return [{ index, takesRow, hash: hashOf(index, wanted, readsStates), looked, batch }];
  });
  const submit = submitter(stage, nodes, ledger, keeping);
  return {
    submit,
    onBatch: (iteration, last = false) =>
      onBatch.filter(({ takesRow }) => takesRow(iteration, last)).map(({ index }) => index),
    looks: (iteration) => [...onBatch, ...fixed].some(({ takesRow }) => takesRow(iteration, false)),
    async fixedSamples(iteration, last = false) {
      for (const { index, takesRow, hash, looked, batch } of fixed) {
        if (!takesRow(iteration, last)) continue;
        if (hash && !keeping.keeps(index)) {
          const capture = await captureStates(looked, session, iteration, hash);
          if (capture) await ledger.submit(index, iteration, () => capture);
          continue;
        }
        const step = await session.observe(batch(), true);
        if (hasFiniteLosses(step)) await submit(index, batch(), step.tensors!, iteration);
      }
    },
  };
}

/** Makes captures and hands them over: to memory that is lent where they are not kept. */
function submitter(
  stage: StagePlan,
  nodes: StageServices['probes'],
  ledger: TrainingParts['ledger'],
  keeping: StageServices['keeping'],
): Probing['submit'] {
  const slots = createCaptureSlots();
  return async (index, batch, tensors, iteration) => {
    const take = (copy: CopyValues) =>
      makeCapture(stage, stage.probes[index]!, nodes[index]!, batch, tensors, iteration, copy);
    if (!keeping.keeps(index)) {
      const slot = slots.lend();
      return ledger.submit(index, iteration, () => take(slot.copy), { done: () => slot.giveBack() });
    }
    let capture: Capture | null = null;
    await ledger.submit(index, iteration, () => {
      capture = take(sharedCopy);
      return capture;
    });
    await keeping.add(index, capture ?? take(sharedCopy));
  };
}

/** How states are hashed for all wanted estimates of a probe; null where one of them needs the tensors, or there is none. */
function hashOf(
  probe: number,
  wanted: StageServices['wanted'],
  readsStates: StageServices['readsStates'],
): StatesOf | null {
  const readers = wanted.filter((one) => one.probe === probe);
  const [first, ...others] = new Set(readers.map(({ kind }) => readsStates?.get(kind)));
  return others.length === 0 ? (first ?? null) : null;
}

/** Whether a probe takes a row; one that is to look at the end of the training does where it ends early. */
function rowOf({ training: { updates } }: StagePlan, { rows }: ProbePlan) {
  const isRow = rowTest(rows);
  const atEnd = isRow(updates);
  return (iteration: number, last: boolean) => isRow(iteration) || (last && atEnd);
}
