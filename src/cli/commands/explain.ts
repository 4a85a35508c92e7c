import type { KeptStage } from '../../../runner/store/kept-stages.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { listed } from '../../node/listed.ts';
import { RunError } from '../../node/run-error.ts';
import { type Difference, differences } from '../../plan/differences.ts';
import type { StagePlan } from '../../plan/plan.ts';
import { stageContent } from '../../plan/stage-content.ts';
import { exitCodes, type Io } from '../command.ts';
import { compileFile, showDiagnostics, storeOf } from '../compile-file.ts';
import { differenceLines } from '../difference-text.ts';
import type { Standing } from '../kept-now.ts';

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
  const { keptNow } = await import('../kept-now.ts');
  const standings = await keptNow(stages, kept, path, io);
  for (const stage of stages) io.out(explanation(stage, kept, standings.get(stage)!));
  if (stages.length === 0) io.out('nothing is trained\n');
  return exitCodes.done;
}

function explanation(stage: StagePlan, kept: readonly KeptStage[], standing: Standing): string {
  if (standing.kind === 'changed')
    return `${stage.id}: would run: its data has changed since it was kept (${listed(standing.files)})\n`;
  if (standing.kind === 'kept') {
    const classes = [
      ...new Set(standing.results.map(({ numericClass }) => Object.values(numericClass).join(' '))),
    ];
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
