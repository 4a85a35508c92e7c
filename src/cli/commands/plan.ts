import { captureBudget } from '../../config/capture-budget.ts';
import { bytesText } from '../../node/bytes-text.ts';
import { machineMemory } from '../../node/require-memory.ts';
import type { CaptureBudget } from '../../plan/keeping.ts';
import type { Plan, StagePlan } from '../../plan/plan.ts';
import { stageMemory } from '../../plan/work.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { compileFile, showDiagnostics, storeOf } from '../compile-file.ts';
import type { Standing } from '../kept-now.ts';
import { missingData } from '../missing-data.ts';
import { olderNote } from '../older-note.ts';

export interface Options {
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly mermaid?: boolean;
  readonly dot?: boolean;
  readonly against?: string;
  readonly allowPlugins?: boolean;
}

/** `infoplane plan SPEC`: shows what a study would run. */
export async function run(args: readonly string[], options: Options, io: Io): Promise<number> {
  const compiled = await compileFile(args[0] ?? '', options, io);
  showDiagnostics(compiled, io);
  const { plan } = compiled;
  if (!plan) return exitCodes.invalidStudy;
  showDiagnostics({ diagnostics: await missingData(compiled, args[0] ?? '', io) }, io);
  const { against: revision } = options;
  const shown = options.mermaid || options.dot;
  if (revision !== undefined) {
    const code = await against(plan, args[0] ?? '', { ...options, against: revision }, io);
    if (code !== exitCodes.done || !shown) return code;
  }
  if (options.json) io.out(`${JSON.stringify(plan, null, 2)}\n`);
  else if (options.mermaid) io.out((await import('../plan-graph.ts')).mermaidGraph(plan));
  else if (options.dot) io.out((await import('../plan-graph.ts')).dotGraph(plan));
  else {
    const budget = captureBudget(io.env);
    const { planText } = await import('../plan-text.ts');
    io.out(planText(plan, await standings(plan, args[0] ?? '', io), budget));
  }
  io.err(memoryNote(plan, captureBudget(io.env)));
  const { tiledNote } = await import('../tiled-note.ts');
  io.err(await tiledNote(plan));
  return exitCodes.done;
}

/** Says where a training is too large for this machine; it may be planned for another. */
function memoryNote({ stages }: Plan, budget: CaptureBudget): string {
  const memory = machineMemory();
  const large = stages.map((stage) => stageMemory(stage, budget)).filter((bytes) => bytes > memory);
  if (large.length === 0) return '';
  const most = large.reduce((all, bytes) => Math.max(all, bytes), 0);
  const count = `${large.length} of ${stages.length} training${stages.length === 1 ? '' : 's'}`;
  return `note: ${count} would take more memory than the ${bytesText(memory)} of this machine: ${bytesText(most)}\n`;
}

/** How the results of the stages stand, for the data as it is now. */
async function standings(plan: Plan, path: string, io: Io): Promise<ReadonlyMap<StagePlan, Standing>> {
  const { keptResults } = await import('../../../runner/store/kept-results.ts');
  const { keptNow } = await import('../kept-now.ts');
  const kept = await keptResults(storeOf(io));
  io.err(olderNote(kept));
  return keptNow(plan.stages, kept, path, io);
}

/** Tells what a plan would run again since a revision: as the result, or beside a graph of the plan. */
async function against(
  plan: Plan,
  path: string,
  options: Options & { readonly against: string },
  io: Io,
): Promise<number> {
  const { changesSince, changesText, compileRevision } = await import('../plan-against.ts');
  const before = await compileRevision(path, options.against, options, io);
  if (before === null) io.err(`${options.against} has no ${path}: all of it is new\n`);
  else if (!before.plan) {
    io.err(`the study of ${options.against} is not valid today:\n`);
    showDiagnostics(before, io);
    return exitCodes.invalidStudy;
  }
  const changes = changesSince(before?.plan ?? null, plan, options.against);
  if (options.json) io.out(`${JSON.stringify(changes, null, 2)}\n`);
  else if (options.mermaid || options.dot) io.err(changesText(changes));
  else io.out(changesText(changes));
  return exitCodes.done;
}
