import type { StageInputs } from '../../../runner/contract/stage-result.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { RunError } from '../../node/run-error.ts';
import { type Difference, differences } from '../../plan/differences.ts';
import type { StagePlan } from '../../plan/plan.ts';
import { stageContent } from '../../plan/stage-content.ts';
import { exitCodes, type Io } from '../command.ts';
import { compileFile, showDiagnostics, storeOf } from '../compile-file.ts';
import { differenceLines } from '../difference-text.ts';

export interface Options {
  readonly set?: readonly string[];
  readonly allowPlugins?: boolean;
}

/**
 * `infoplane explain SPEC [STAGE]`: whether the result of each stage is kept and, where it is not, the fields in which
 * it differs from the kept result that comes nearest.
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
  const { keptStages } = await import('../../../runner/store/kept-stages.ts');
  const kept = await keptStages(storeOf(io));
  for (const stage of stages) io.out(explanation(stage, kept));
  if (stages.length === 0) io.out('nothing is trained\n');
  return exitCodes.done;
}

function explanation(stage: StagePlan, kept: readonly StageInputs[]): string {
  const same = kept.filter((one) => one.stage === stage.key);
  if (same.length > 0) {
    const classes = [...new Set(same.map(({ numericClass }) => Object.values(numericClass).join(' ')))];
    return `${stage.id}: kept, by ${classes.join('; ')}\n`;
  }
  if (kept.length === 0) return `${stage.id}: would run: nothing is kept\n`;
  const content = stageContent(stage);
  let nearest: Difference[] | null = null;
  for (const one of kept) {
    const found = differences(one.content, content);
    if (!nearest || found.length < nearest.length) nearest = found;
  }
  if (!nearest || nearest.length === 0)
    return `${stage.id}: would run: a kind that it uses has another version than when it was kept\n`;
  return `${stage.id}: would run; from the nearest kept result it differs in\n${differenceLines(nearest, 10)}`;
}
