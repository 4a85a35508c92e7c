import type { KeptResult } from '../../../runner/store/kept-results.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { listed } from '../../node/listed.ts';
import { RunError } from '../../node/run-error.ts';
import { type Difference, differences } from '../../plan/differences.ts';
import type { EstimatorPlan, JsonObject, StagePlan } from '../../plan/plan.ts';
import { estimateContent, trainingContent } from '../../plan/stage-content.ts';
import { stageEstimates } from '../../plan/stage-estimates.ts';
import { exitCodes, type Io } from '../command.ts';
import { compileFile, showDiagnostics, storeOf } from '../compile-file.ts';
import { differenceLines } from '../difference-text.ts';
import type { Standing } from '../kept-now.ts';
import { olderNote } from '../older-note.ts';

export interface Options {
  readonly set?: readonly string[];
  readonly allowPlugins?: boolean;
}

/**
 * `infoplane explain SPEC [STAGE]`: whether the training of each stage and its estimates are kept and, where one is not, the fields in
 * which it differs from the kept one that comes nearest.
 */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const [path = '', name] = args;
  const compiled = await compileFile(path, options, io);
  showDiagnostics(compiled, io);
  if (!compiled.plan) return exitCodes.invalidStudy;
  const stages = compiled.plan.stages.filter((stage) => name === undefined || stage.id === name);
  if (stages.length === 0 && name !== undefined) {
    const hint = suggestName(
      name,
      compiled.plan.stages.map(({ id }) => id),
      'stages',
    );
    throw new RunError(`the study has no stage ${name}`, {
      exitCode: exitCodes.usage,
      ...(hint && { hint }),
    });
  }
  const { keptResults, keptSettings } = await import('../../../runner/store/kept-results.ts');
  const kept = await keptResults(storeOf(io));
  io.err(olderNote(kept));
  const { keptNow } = await import('../kept-now.ts');
  const standings = await keptNow(stages, kept, path, io);
  const known = { results: kept.results, settingsOf: keptSettings(storeOf(io)) };
  for (const stage of stages) io.out(await explanation(stage, known, standings.get(stage)!));
  if (stages.length === 0) io.out('nothing is trained\n');
  return exitCodes.done;
}

/** Kept results, and how their settings are read. */
interface Known {
  readonly results: readonly KeptResult[];
  readonly settingsOf: (results: readonly KeptResult[]) => Promise<readonly JsonObject[]>;
}

/** A stage in a line, with the fields that differ below it; where its training is kept, with its estimators that are not. */
async function explanation(stage: StagePlan, known: Known, standing: Standing): Promise<string> {
  const { training, estimates, uncaptured } = standing;
  if (training.kind === 'changed')
    return `${stage.id}: would run: its data has changed since it was kept (${listed(training.files)})\n`;
  if (training.kind === 'absent') {
    const trainings = known.results.filter(({ of }) => of === 'training');
    return `${stage.id}: would run${await nearest(trainingContent(stage), trainings, known)}`;
  }
  const classes = new Set(training.by.map(({ numericClass }) => Object.values(numericClass).join(' ')));
  const by = stage.recorded ? 'kept' : `kept, by ${[...classes].join('; ')}`;
  const missing = stageEstimates(stage).filter(({ key }) => estimates.get(key) !== 'kept');
  const unkept = uncaptured.map(
    (name) =>
      `  probe ${name}: makes the training run again for its captures, which it says to keep always\n`,
  );
  if (missing.length + unkept.length === 0) return `${stage.id}: ${by}\n`;
  const again = missing.some(({ key }) => estimates.get(key) === 'training') || unkept.length > 0;
  const what = missing.length > 0 ? 'estimates' : 'captures';
  const head = again ? `would run again for ${what} that are not kept; its training is ${by}` : by;
  const texts: string[] = [];
  for (const one of missing) texts.push(await missingText(stage, one, known, standing));
  return `${stage.id}: ${head}\n${[...texts, ...unkept].join('')}`;
}

async function missingText(
  stage: StagePlan,
  estimator: EstimatorPlan,
  known: Known,
  { training, estimates }: Standing,
): Promise<string> {
  const own = training.kind === 'kept' ? training.by.map(({ inStore }) => inStore) : [];
  const others = known.results.filter((one) => one.of === 'estimate' && own.includes(one.training));
  if (stage.recorded) {
    const same = others.some(({ key }) => key === estimator.key);
    const cause = same
      ? ': its files have changed since it was kept\n'
      : await nearest(estimateContent(stage, estimator), others, known);
    return `  estimator ${estimator.name}: reads its captures${cause}`;
  }
  const does =
    estimates.get(estimator.key) === 'captures' ? 'reads kept captures' : 'makes the training run again';
  const why = await nearest(estimateContent(stage, estimator), others, known);
  return `estimator ${estimator.name}: ${does}${why}`.trimEnd().replaceAll(/^/gm, '  ').concat('\n');
}

/** Why something is not kept: nothing is, or what differs from the nearest that is. */
async function nearest(
  content: JsonObject,
  kept: readonly KeptResult[],
  { settingsOf }: Known,
): Promise<string> {
  if (kept.length === 0) return ': nothing is kept\n';
  let least: Difference[] | null = null;
  for (const one of await settingsOf(kept)) {
    const found = differences(one, content);
    if (!least || found.length < least.length) least = found;
  }
  if (!least || least.length === 0)
    return ': a kind that it uses has another version than when it was kept\n';
  return `; from the nearest that is kept it differs in\n${differenceLines(least, 10)}`;
}
