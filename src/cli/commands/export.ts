import { resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { RunError } from '../../node/run-error.ts';
import type { Plan, StagePlan } from '../../plan/plan.ts';
import { type CommandRun, exitCodes } from '../command.ts';
import { compileFile, showDiagnostics } from '../compile-file.ts';

export interface Options {
  readonly set: readonly string[];
  readonly onnx: string;
  readonly stage?: string;
}

/** `infoplane export SPEC --onnx FILE`: writes the step graph of a training; runs nothing. */
export const run: CommandRun<Options> = async (args, options, io) => {
  const compiled = await compileFile(args[0]!, options.set, io);
  showDiagnostics(compiled, io);
  if (!compiled.plan) return exitCodes.invalidStudy;
  const stage = stageOf(compiled.plan, options.stage);
  const { exportStep } = await import('../../../runner/engines/onnx/export-step.ts');
  const bytes = exportStep(stage);
  await writeFileAtomic(resolve(io.cwd, options.onnx), Buffer.from(bytes));
  const kilobytes = Math.ceil(bytes.length / 1000);
  io.out(
    `${options.onnx}: one update of ${stage.id}, ${stage.training.batchSize} samples, ${kilobytes} kB\n`,
  );
  return exitCodes.done;
};

/** @throws RunError when the study has several trainings and none of them is named, or none has that name */
function stageOf({ stages }: Plan, id: string | undefined): StagePlan {
  const found = id === undefined && stages.length === 1 ? stages[0] : stages.find((stage) => stage.id === id);
  if (found) return found;
  const shown = stages.slice(0, 5).map((stage) => stage.id);
  const rest = stages.length > shown.length ? ` and ${stages.length - shown.length} more` : '';
  throw new RunError(
    id === undefined ? `the study has ${stages.length} trainings` : `the study has no training ${id}`,
    { hint: `name one with --stage: ${shown.join(', ')}${rest}`, exitCode: exitCodes.usage },
  );
}
