import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageVersion } from '../../../src/node/package-info.ts';
import { writeDurably } from '../../../src/node/write-durably.ts';
import type { JsonObject } from '../../../src/plan/json.ts';
import type { Plan, StagePlan } from '../../../src/plan/plan.ts';
import { datasetOf } from '../../../src/plan/trained-here.ts';
import { type CaptureFile, writeCapture } from '../../capture/capture-files.ts';
import { createCapturesWriter } from '../../capture/captures-writer.ts';
import type { CurvePoint, KeptTraining, StageResult } from '../../contract/stage-result.ts';
import type { DatasetShelf } from '../../data/dataset-shelf.ts';
import { type RepeatTools, repeatTraining } from '../repeat-training.ts';

/** Name of the list of all .npy files of an export, in its folder. */
export const arrayIndex = 'arrays.json';

/** A stage whose captures are written. */
export interface CapturedStage {
  readonly stage: StagePlan;
  /** Folder of its files below that of the export; empty for the same folder. */
  readonly place: string;
  /** The training that the run kept; null when that is gone. */
  readonly kept: KeptTraining | null;
}

/** What became of one stage. */
export interface ExportedStage {
  readonly stage: StagePlan;
  readonly place: string;
  /** Rows of its captures folder. */
  readonly rows: number;
  /** Its .npy files; none where they are not wanted. */
  readonly files: readonly CaptureFile[];
  /** Largest difference from the losses of the run, as far as the training went; null when those are not kept. */
  readonly difference: number | null;
}

/**
 * Repeats trainings and writes what their probes captured, a captures folder each.
 * @param tools `npy`: writes each array as an .npy file too, and `arrays.json`, which lists them with their trials, moments, layers
 * and shapes
 */
export async function exportCaptures(
  plan: Plan,
  stages: readonly CapturedStage[],
  folder: string,
  tools: RepeatTools & { readonly shelf: DatasetShelf; readonly npy: boolean },
): Promise<ExportedStage[]> {
  const exported: ExportedStage[] = [];
  for (const one of stages) exported.push(await exportStage(plan, one, folder, tools));
  if (tools.npy) {
    const index = indexOf(plan, exported, { ...tools.engine.numericClass });
    await mkdir(folder, { recursive: true });
    await writeDurably(join(folder, arrayIndex), [`${JSON.stringify(index, null, 1)}\n`]);
  }
  return exported;
}

async function exportStage(
  plan: Plan,
  { stage, place, kept }: CapturedStage,
  folder: string,
  tools: Parameters<typeof exportCaptures>[3],
): Promise<ExportedStage> {
  const dataset = await tools.shelf.get(datasetOf(stage));
  const files: CaptureFile[] = [];
  const writer = createCapturesWriter(stage, join(folder, place), {
    settings: settingsOf(plan, stage),
    program: `infoplane ${packageVersion}`,
    meta: { study: plan.study, stage: stage.id, numericClass: { ...tools.engine.numericClass } },
  });
  const result = await repeatTraining(
    stage,
    dataset,
    async (probe, capture) => {
      if (tools.npy) files.push(...(await writeCapture(stage, probe, capture, { folder, place })));
      await writer.take(probe, capture);
    },
    tools,
  );
  tools.signal.throwIfAborted();
  // the training ends with the last capture, its curve may not
  await writer.finish(kept?.curve ?? result.curve);
  const difference = kept && lossDifference(result, kept);
  return { stage, place, rows: writer.rows, files: files.sort(byMoment), difference };
}

/** What of the matrix made a training, without the seed: texts, numbers and truth values as they are, all else as JSON. */
function settingsOf({ axes, trials }: Plan, { key }: StagePlan): JsonObject {
  const trial = trials.find(({ stages }) => stages.includes(key));
  const own = axes.filter(({ name, retrains }) => retrains && name !== 'seed');
  const settings = own.map(({ name }) => [name, trial?.settings[name] ?? null] as const);
  return Object.fromEntries(
    settings.flatMap(([name, value]) => {
      if (value === null) return [];
      return [[name, typeof value === 'object' ? JSON.stringify(value) : value]];
    }),
  );
}

function indexOf(plan: Plan, exported: readonly ExportedStage[], numericClass: JsonObject): JsonObject {
  return {
    format: 1,
    study: plan.study,
    layout: 'samples first, channels last',
    numericClass,
    captures: exported.flatMap(({ stage, files }) => {
      const trials = plan.trials.filter((trial) => trial.stages.includes(stage.key)).map(({ id }) => id);
      const about = { trials, seed: stage.seed, model: stage.model.name };
      return files.map((file) => ({ ...about, ...file, shape: [...file.shape] }));
    }),
  };
}

/** By iteration, then probe; the files of one capture stay in their order. */
function byMoment(a: CaptureFile, b: CaptureFile): number {
  return a.iteration - b.iteration || (a.probe < b.probe ? -1 : a.probe > b.probe ? 1 : 0);
}

function lossDifference(now: StageResult, kept: KeptTraining): number {
  const name = ({ iteration, split }: CurvePoint) => `${iteration} ${split}`;
  const before = new Map(kept.curve.map((point) => [name(point), point.loss]));
  const differences = now.curve.map((point) => {
    const [loss, other] = [point.loss, before.get(name(point))];
    if (loss === other) return 0;
    return loss === null || other == null ? Number.POSITIVE_INFINITY : Math.abs(loss - other);
  });
  return differences.reduce((most, one) => Math.max(most, one), 0);
}
