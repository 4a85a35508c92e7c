import type { Plan } from '../../plan/plan.ts';
import type { Io } from '../command.ts';
import { exitCodes } from '../command.ts';
import { compileFile, showDiagnostics } from '../compile-file.ts';

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
  if (options.against !== undefined) return against(plan, args[0] ?? '', options.against, options, io);
  if (options.json) io.out(`${JSON.stringify(plan, null, 2)}\n`);
  else if (options.mermaid) io.out((await import('../plan-graph.ts')).mermaidGraph(plan));
  else if (options.dot) io.out((await import('../plan-graph.ts')).dotGraph(plan));
  else io.out((await import('../plan-text.ts')).planText(plan));
  return exitCodes.done;
}

async function against(
  plan: Plan,
  path: string,
  revision: string,
  options: Options,
  io: Io,
): Promise<number> {
  const { againstText, compileRevision } = await import('../plan-against.ts');
  const before = await compileRevision(path, revision, options, io);
  if (!before.plan) {
    io.err(`the study of ${revision} is not valid today:\n`);
    showDiagnostics(before, io);
    return exitCodes.invalidStudy;
  }
  io.out(againstText(before.plan, plan, revision));
  return exitCodes.done;
}
