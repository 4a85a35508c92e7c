import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { packageVersion } from '../../src/node/package-info.ts';
import type { Json, JsonObject, Plan, RecordedPlan, StagePlan } from '../../src/plan/plan.ts';
import { stageEstimates } from '../../src/plan/stage-estimates.ts';
import { lossOf } from '../../src/plan/trained-here.ts';
import type { FileRecord, FittedTransform } from '../contract/dataset.ts';
import type { Outcome } from '../contract/stage-result.ts';
import type { ResultClass } from '../workers/result-class.ts';
import { type KnownFolders, shownPath } from './shown-path.ts';

const execute = promisify(execFile);

/**
 * How far results of another numeric class may lie from these and still count as the same: estimates in their unit,
 * loss in its own unit, accuracy as a share. Rounding differs between classes and training carries it on, so this is wider than
 * any kernel's error. Within one class every byte is the same.
 */
const tolerance = { value: 0.1, loss: 0.05, accuracy: 0.02 };

/** What lock.json says: everything that decided the numbers, and where they are kept. */
export async function describeRun(facts: {
  readonly plan: Plan;
  readonly specPath: string;
  readonly command: string;
  /** The study's file, from the run's folder. */
  readonly file: string;
  readonly numericClass: ResultClass;
  readonly files: readonly FileRecord[];
  /** How paths of data files are said. */
  readonly folders: KnownFolders;
  /** What transforms learned from training sets. */
  readonly fitted: readonly (FittedTransform & { readonly dataset: string })[];
  readonly kept: ReadonlyMap<string, string>;
  /** How trainings ended, by their keys; those that did not begin are absent. */
  readonly outcomes: ReadonlyMap<string, { readonly outcome: Outcome }>;
  /** Iteration that a training went on from, by the stage's id; those that began at 0 are absent. */
  readonly resumed: ReadonlyMap<string, number>;
  readonly started: Date;
  readonly finished: Date;
  readonly state: string;
}): Promise<JsonObject> {
  const { plan, numericClass } = facts;
  return {
    format: 1,
    study: plan.study,
    command: facts.command,
    file: facts.file,
    state: facts.state,
    started: facts.started.toISOString(),
    finished: facts.finished.toISOString(),
    versions: { infoplane: packageVersion, node: process.version },
    platform: `${process.platform}-${process.arch}`,
    git: await gitState(dirname(facts.specPath)),
    numericClass: { ...numericClass },
    tolerance: { ...tolerance },
    ...(plan.plugins ? { plugins: plan.plugins.map((plugin) => ({ ...plugin })) } : {}),
    seeds: [...new Set(plan.trials.map((trial) => trial.seed))],
    data: facts.files.map((file) => ({ ...file, path: shownPath(file.path, facts.folders) })),
    fitted: facts.fitted.map((one) => ({ ...one })),
    stages: plan.stages.map((stage): Json => {
      const resumed = facts.resumed.get(stage.id);
      return {
        id: stage.id,
        key: stage.key,
        result: facts.kept.get(stage.key) ?? null,
        estimates: Object.fromEntries(
          stageEstimates(stage).map(({ key }) => [key, facts.kept.get(key) ?? null]),
        ),
        ...(resumed === undefined ? {} : { resumed }),
        ...endOf(facts.outcomes.get(stage.key), stage),
        ...(stage.recorded ? { recorded: recordedFacts(stage, stage.recorded) } : {}),
      };
    }),
  };
}

/** Where a training ended that did not come to its end; nothing of others. */
function endOf(
  training: { readonly outcome: Outcome } | undefined,
  { training: { updates } }: StagePlan,
): JsonObject {
  const { outcome } = training ?? {};
  if (outcome === undefined || outcome.kind === 'complete') return {};
  return { ended: { how: outcome.kind, iteration: outcome.iteration, of: updates } };
}

/** What is known of a training that another program recorded, and what is not. */
function recordedFacts(
  { training, network }: StagePlan,
  { folder, program, errors }: RecordedPlan,
): JsonObject {
  const { updates, epochs } = training;
  const unknown = ['weights', 'optimiser', 'data set'];
  if (program === null) unknown.push('program');
  if (lossOf(training) === 'unknown') unknown.push('loss');
  if (network.classes === null) unknown.push('classes');
  if (epochs === null) unknown.push('epochs');
  if (!errors) unknown.push('error signals');
  return { captures: folder, program, loss: lossOf(training), updates, epochs, unknown };
}

/** Commit of the repository that the study lies in, and whether it has changes; null outside of git. */
async function gitState(folder: string): Promise<JsonObject | null> {
  try {
    const commit = await execute('git', ['rev-parse', 'HEAD'], { cwd: folder });
    const status = await execute('git', ['status', '--porcelain'], { cwd: folder });
    return { commit: commit.stdout.trim(), dirty: status.stdout !== '' };
  } catch {
    return null;
  }
}
