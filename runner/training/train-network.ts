import type { StagePlan } from '../../src/plan/plan.ts';
import { trainedHere } from '../../src/plan/trained-here.ts';
import { stageTaps } from '../capture/stage-taps.ts';
import type { Dataset } from '../contract/dataset.ts';
import type { Batch, TrainingSession, Weights } from '../contract/engine.ts';
import type { StageServices } from '../contract/model.ts';
import type { CurvePoint, FinishedStage, Outcome } from '../contract/stage-result.ts';
import { initialWeights } from '../engines/weights.ts';
import { createBatchOrder, trainingInputs } from './batches.ts';
import { createCheckpointKeeper, type TrainingParts } from './checkpoint-keeper.ts';
import { endsEarly, type TrainingSamples, withoutHeldOut } from './early-stopping.ts';
import { createEstimateLedger, type EstimateLedger } from './estimate-ledger.ts';
import { eventsFirst } from './events-first.ts';
import { hasFiniteLosses } from './finite-losses.ts';
import { withRanges } from './first-ranges.ts';
import { learningRateAt } from './learning-rate.ts';
import { createProbing, type Probing } from './probing.ts';
import { createTrainingCurve, evaluateSplit } from './training-curve.ts';
import { createUpdateStretch } from './update-stretch.ts';

/**
 * Runs one stage: a training with the probes that wanted estimates read or whose captures are kept, from its latest checkpoint if there is one.
 *
 * Phases of iteration i (the weights after i updates): the rows of probes with a fixed sample; mini-batch i + 1 goes
 * through the network, which gives the rows of probes on the mini-batch and the update in one run (on a device several updates
 * follow each other where no probe looks); the curve; at the end of an epoch the test set. After the last update one further mini-batch gives the last row, without an update.
 * What is wanted decides nothing of the weights, the curve and how the training ends.
 * @param initial the weights that it begins with; those of the seed when left out
 */
export async function trainNetwork(
  stage: StagePlan,
  whole: Dataset,
  services: StageServices,
  initial: Weights = initialWeights(stage.network, stage.seed),
): Promise<FinishedStage> {
  const training = trainedHere(stage);
  const samples = withoutHeldOut(stage, whole);
  const { dataset } = samples;
  const earlier = await services.checkpoints.load(services.wanted.map(({ key }) => key));
  const session = await services.engine.open(stage.network, {
    training,
    taps: stageTaps(stage, services),
    initial: earlier ? initial : await withRanges(stage, dataset, services.engine, initial),
    seed: stage.seed,
    samples: trainingInputs(dataset.train),
    ...(earlier ? { from: earlier.session } : {}),
  });
  try {
    const ledger = createEstimateLedger(services.wanted, services.pool, earlier ?? undefined);
    const stretches = createTrainingCurve(training, earlier?.stretch);
    const curve = [...(earlier?.curve ?? (await evaluate(session, samples, 0)))];
    if (earlier) await readBefore(earlier.unread, ledger, services);
    const parts = { session, ledger, stretches, curve };
    const outcome = await train(stage, samples, parts, earlier?.iteration ?? 0, services);
    const weights = await session.weights();
    const estimates = await ledger.finish();
    return { result: { outcome, curve, estimates }, weights };
  } finally {
    await session.close();
  }
}

/** Estimates what an earlier run of the training did not, from the captures that it kept. */
async function readBefore(
  unread: readonly string[],
  ledger: EstimateLedger,
  { wanted, keeping }: Pick<StageServices, 'wanted' | 'keeping'>,
): Promise<void> {
  const only = new Set(unread);
  const probes = new Set(wanted.filter(({ key }) => only.has(key)).map(({ probe }) => probe));
  for (const probe of probes)
    for await (const capture of keeping.before(probe))
      await ledger.submit(probe, capture.iteration, () => capture, { only });
}

/** Adds to the curve and hands over captures, from iteration `first` on. */
async function train(
  stage: StagePlan,
  samples: TrainingSamples,
  parts: TrainingParts & { readonly curve: CurvePoint[] },
  first: number,
  services: StageServices,
): Promise<Outcome> {
  const { session, stretches, curve } = parts;
  const training = trainedHere(stage);
  const { dataset } = samples;
  const { updates, updatesPerEpoch, stop } = training;
  const learningRate = learningRateAt(training);
  const order = createBatchOrder(stage, dataset.train);
  const probing = createProbing(stage, dataset, parts, services);
  const update = createUpdateStretch(session, order, { learningRate, probing, updatesPerEpoch });
  const keeper = createCheckpointKeeper(services.checkpoints, parts, { first, updatesPerEpoch });

  let end = updates;
  let done = first;
  while (done < end) {
    await eventsFirst();
    const leaving = services.signal.aborted;
    await keeper.at(done, leaving);
    if (leaving) return { kind: 'interrupted', iteration: done };
    await probing.fixedSamples(done);
    for (const { batch, step, rows } of await update(done, end)) {
      const iteration = done;
      if (!hasFiniteLosses(step)) return { kind: 'diverged', iteration };
      for (const probe of rows) await probing.submit(probe, batch, step.tensors!, iteration);
      session.giveBack?.(step);
      order.giveBack(batch);
      const point = stretches.add(iteration, batch.samples, step);
      if (point) curve.push(point);
      done = iteration + 1;
      if (done % updatesPerEpoch === 0) {
        curve.push(...(await evaluate(session, samples, done)));
        if (stop && endsEarly(stop, curve)) end = done;
      }
      services.progress({ iteration: done, loss: step.loss });
    }
  }
  await probing.fixedSamples(end, true);
  const measured = await lastRow(end, order.batch(end), session, probing);
  // the last update may have been the one that was too large: the test set, or that mini-batch, tells
  const finite = measured && curve.at(-1)?.loss !== null;
  if (!finite) return { kind: 'diverged', iteration: end };
  return end < updates ? { kind: 'complete', stopped: end } : { kind: 'complete' };
}

/** The test set, and what is held out beside it. */
async function evaluate(
  session: TrainingSession,
  { dataset, heldOut }: TrainingSamples,
  iteration: number,
): Promise<CurvePoint[]> {
  const test = await evaluateSplit(session, dataset.test, iteration);
  return heldOut ? [test, await evaluateSplit(session, heldOut, iteration, 'held-out')] : [test];
}

/**
 * The row of the finished network: one further mini-batch, without an update. Layers behave as in training (the dropout
 * masks of the update that would come, the batch's own statistics), as they do in all rows before.
 * @returns whether the loss is a number there, which is asked whether a probe looks or not; where it is not no row is taken
 */
async function lastRow(
  iteration: number,
  batch: Batch,
  session: TrainingSession,
  probing: Probing,
): Promise<boolean> {
  const probes = probing.onBatch(iteration, true);
  const step = await session.observe(batch, probes.length > 0, 'training');
  if (!hasFiniteLosses(step)) return false;
  for (const probe of probes) await probing.submit(probe, batch, step.tensors!, iteration);
  return true;
}
