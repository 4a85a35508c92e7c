import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../../src/node/write-durably.ts';
import type { JsonObject } from '../../../src/plan/json.ts';
import type { Plan, StagePlan } from '../../../src/plan/plan.ts';
import { datasetOf } from '../../../src/plan/trained-here.ts';
import { type CaptureFile, writeCapture } from '../../capture/capture-files.ts';
import type { CurvePoint, StageResult } from '../../contract/stage-result.ts';
import type { DatasetShelf } from '../../data/dataset-shelf.ts';
import { type RepeatTools, repeatTraining } from '../repeat-training.ts';

/** Name of the list of all files of an export, in its folder. */
export const captureIndex = 'captures.json';

/** A stage whose captures are written. */
export interface CapturedStage {
  readonly stage: StagePlan;
  /** Folder of its files below that of the export; empty for the same folder. */
  readonly place: string;
  /** What the run kept of it; null when that is gone. */
  readonly kept: StageResult | null;
}

/** What became of one stage. */
export interface ExportedStage {
  readonly stage: StagePlan;
  readonly files: readonly CaptureFile[];
  /** Largest difference from the losses of the run, as far as the training went; null when those are not kept. */
  readonly difference: number | null;
}

/**
 * Repeats trainings and writes what their probes captured into `folder`, and `captures.json`, which lists every array with
 * its trials, moment, layer and shape.
 */
export async function exportCaptures(
  plan: Plan,
  stages: readonly CapturedStage[],
  folder: string,
  tools: RepeatTools & { readonly shelf: DatasetShelf },
): Promise<ExportedStage[]> {
  const exported: ExportedStage[] = [];
  for (const { stage, place, kept } of stages) {
    const dataset = await tools.shelf.get(datasetOf(stage));
    const files: CaptureFile[] = [];
    const sink = async (probe: number, capture: Parameters<typeof writeCapture>[2]) => {
      files.push(...(await writeCapture(stage, probe, capture, { folder, place })));
    };
    const result = await repeatTraining(stage, dataset, sink, tools);
    tools.signal.throwIfAborted();
    exported.push({ stage, files: files.sort(byMoment), difference: kept && lossDifference(result, kept) });
  }
  const index: JsonObject = {
    format: 1,
    study: plan.study,
    layout: 'samples first, channels last',
    numericClass: { ...tools.engine.numericClass },
    captures: exported.flatMap(({ stage, files }) => {
      const trials = plan.trials.filter((trial) => trial.stages.includes(stage.key)).map(({ id }) => id);
      const about = { trials, seed: stage.seed, model: stage.model.name };
      return files.map((file) => ({ ...about, ...file, shape: [...file.shape] }));
    }),
  };
  await mkdir(folder, { recursive: true });
  await writeDurably(join(folder, captureIndex), [`${JSON.stringify(index, null, 1)}\n`]);
  return exported;
}

/** By iteration, then probe; the files of one capture stay in their order. */
function byMoment(a: CaptureFile, b: CaptureFile): number {
  return a.iteration - b.iteration || (a.probe < b.probe ? -1 : a.probe > b.probe ? 1 : 0);
}

function lossDifference(now: StageResult, kept: StageResult): number {
  const name = ({ iteration, split }: CurvePoint) => `${iteration} ${split}`;
  const before = new Map(kept.curve.map((point) => [name(point), point.loss]));
  const differences = now.curve.map((point) => {
    const [loss, other] = [point.loss, before.get(name(point))];
    if (loss === other) return 0;
    return loss === null || other == null ? Number.POSITIVE_INFINITY : Math.abs(loss - other);
  });
  return differences.reduce((most, one) => Math.max(most, one), 0);
}
