import type { StagePlan } from '../../src/plan/plan.ts';
import { epochIn } from '../../src/plan/trained-here.ts';
import { countCaptures } from '../capture/capture-choice.ts';
import type { Capture } from '../contract/capture.ts';
import type { Dataset } from '../contract/dataset.ts';
import type { Engine } from '../contract/engine.ts';
import type { Estimation } from '../contract/estimation.ts';
import { nothingKept } from '../contract/keeping.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { ModelRun, WantedEstimate } from '../contract/model.ts';
import type { EventListener } from '../contract/run-events.ts';
import type { StageResult } from '../contract/stage-result.ts';
import type { Store } from '../store/store.ts';
import { noCheckpoints } from '../training/no-checkpoints.ts';
import { requiredTrainings } from '../workers/required-trainings.ts';
import { resultClass } from '../workers/result-class.ts';
import { resultKeys } from '../workers/result-key.ts';
import { probeNodes } from '../workers/train-stage.ts';

/** What a training is repeated with. */
export interface RepeatTools {
  readonly kinds: Kinds;
  readonly engine: Engine;
  /** Has the stages that the training is made from. */
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly listen: EventListener;
}

/** Takes a capture, with whole tensors, of the probe of that index. */
export type CaptureSink = (probe: number, capture: Capture) => Promise<void>;

/** Captures that wait for the sink at the same time. */
const mostWaiting = 2;

/**
 * Trains a stage again without estimating anything, and hands its captures to `sink`. Ends after the last one.
 * @returns its curve as far as it went, and how it ended: `interrupted` when it was stopped after the last capture
 * @throws whatever the sink threw
 */
export async function repeatTraining(
  stage: StagePlan,
  dataset: Dataset,
  sink: CaptureSink,
  { kinds, engine, store, signal, listen }: RepeatTools,
): Promise<StageResult> {
  const model = (await kinds.node('model', stage.model.kind)).run as ModelRun;
  const keys = resultKeys(resultClass(engine.numericClass), dataset.files);
  const { id, training } = stage;
  const enough = new AbortController();
  listen({ event: 'stage-started', stage: id, result: keys.training(stage.key), updates: training.updates });
  const { result } = await model(stage, dataset, {
    engine,
    pool: sinkPool(sink, countCaptures(stage), () => enough.abort()),
    probes: await probeNodes(stage, kinds),
    wanted: sinks(stage),
    required: await requiredTrainings(stage, keys, store),
    keeping: nothingKept,
    checkpoints: noCheckpoints,
    signal: AbortSignal.any([signal, enough.signal]),
    progress: ({ iteration, loss }) => {
      const epoch = epochIn(stage, iteration);
      listen({ event: 'stage-progress', stage: id, iteration, updates: training.updates, epoch, loss });
    },
  });
  return result;
}

/** One estimate a probe, which stands for the sink. */
function sinks({ probes }: StagePlan): WantedEstimate[] {
  return probes.map(({ key }, probe) => ({ key, probe, kind: 'sink', params: { probe } }));
}

/** @param enough told when the last of `count` captures is there */
function sinkPool(sink: CaptureSink, count: number, enough: () => void): Estimation {
  const waiting = new Set<Promise<void>>();
  let taken = 0;
  return {
    async ready() {
      while (waiting.size >= mostWaiting) await Promise.race(waiting);
    },
    async submit({ capture, estimators }) {
      taken += 1;
      if (taken === count) enough();
      const written = sink(Number(estimators[0]!.params.probe), capture);
      const settled = written.then(
        () => {},
        () => {},
      );
      waiting.add(settled);
      await settled;
      waiting.delete(settled);
      await written;
      return [[]];
    },
  };
}
