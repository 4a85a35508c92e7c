import { Command, Option } from 'commander';
import { packageVersion } from '../node/package-info.ts';
import { wholeNumber } from './argument-values.ts';
import type { CommandRun, Io } from './command.ts';
import { engineChoices } from './engine-choices.ts';
import { addEstimateOptions } from './estimate/estimate-options.ts';
import { addExportOptions } from './export/export-options.ts';

/** Command files are imported when their command runs, so that `validate` never loads an engine. */
type Load<Options> = () => Promise<{ readonly run: CommandRun<Options> }>;

/**
 * All commands with their arguments and options.
 * @param finish is called with the exit code of the command that ran
 */
export function describeCommands(io: Io, finish: (code: number) => void): Command {
  const program = new Command('infoplane')
    .description('Studies of information flow in neural networks, from YAML to a report.')
    .version(packageVersion)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(infoplane --help lists the commands)');

  const command = <Options>(usage: string, about: string, load: Load<Options>): Command =>
    program
      .command(usage)
      .description(about)
      .action(async (...given: unknown[]) => {
        const positional = given.slice(0, -2).flat() as (string | undefined)[];
        const { run } = await load();
        finish(
          await run(
            positional.filter((one) => one !== undefined),
            given.at(-2) as Options,
            io,
          ),
        );
      });

  describeStudyCommands(command);
  describeRunCommands(command);
  describeResultCommands(command);
  describeOtherCommands(command);
  return program;
}

type Describe = <Options>(usage: string, about: string, load: Load<Options>) => Command;

const set = () =>
  new Option('--set <path=value>', 'override a value of the study, as YAML; null removes')
    .argParser((value: string, all: string[]) => [...all, value])
    .default([], 'nothing');

const allowPlugins = () =>
  new Option('--allow-plugins', "also run plugins from outside the working directory's project");

const altered = () => new Option('--altered', 'take a run as it is where its files were altered since');

function describeStudyCommands(command: Describe): void {
  command('init [dir]', 'make a folder with a first study', () => import('./commands/init.ts'));
  command(
    'validate <spec...>',
    'report every problem in studies; runs nothing',
    () => import('./commands/validate.ts'),
  )
    .addOption(set())
    .option('--json', 'problems as JSON')
    .addOption(allowPlugins());
  command(
    'fmt <spec...>',
    'write studies in canonical order and spacing; comments are kept',
    () => import('./commands/fmt.ts'),
  ).option('--check', 'write nothing; exit with 1 when a study is not in this form');
  command(
    'schema [spec]',
    'print the JSON Schema of studies; with a study, with the kinds of its plugins',
    () => import('./commands/schema.ts'),
  );
  command(
    'plan <spec>',
    'show what a study would run: stages, shapes, parameters, work',
    () => import('./commands/plan.ts'),
  )
    .addOption(set())
    .addOption(
      new Option('--json', 'the plan, or the result of --against, as JSON').conflicts(['mermaid', 'dot']),
    )
    .addOption(new Option('--mermaid', 'the graph as Mermaid').conflicts('dot'))
    .option('--dot', 'the graph as Graphviz DOT')
    .option('--against <rev>', 'what would run again since a git revision, and why')
    .addOption(allowPlugins());
  command(
    'explain <spec> [stage]',
    'say whether results are kept and, if not, which field changed',
    () => import('./commands/explain.ts'),
  )
    .addOption(set())
    .addOption(allowPlugins());
  command(
    'diff <a> <b>',
    'what differs between two studies, or two runs; exits with 1 when something does',
    () => import('./commands/diff.ts'),
  )
    .addOption(altered())
    .option('--out <dir>', 'folder for runs', 'runs')
    .addOption(allowPlugins());
}

function describeRunCommands(command: Describe): void {
  command('run <spec>', 'run a study; writes tables and a report', () => import('./commands/run.ts'))
    .addOption(set())
    .option('--jobs <n>', 'trainings side by side', wholeNumber(1024), 1)
    .option(
      '--threads <n>',
      'threads that each training computes with (onnx/cpu, tfjs/native; 1 when left out)',
      wholeNumber(1024),
    )
    .addOption(new Option('--engine <name>', 'what computes').choices(engineChoices).default('auto'))
    .addOption(
      new Option('--executor <name>', 'where trainings run').choices(['local', 'slurm']).default('local'),
    )
    .option('--profile <name>', 'how to run on the cluster; the first of infoplane.config.yaml when left out')
    .option('--detach', 'leave once the workers are submitted; the same command returns to them')
    .option('--out <dir>', 'folder for runs', 'runs')
    .option('--fresh', 'recompute cached results')
    .option('--check', 'exit with 5 when a claim fails')
    .option('--strict', 'exit with 5 unless every claim holds, over several trials')
    .option('--watch', 'show the report while it runs, on a page of this machine')
    .addOption(allowPlugins())
    .option('--json', 'the summary as JSON');
  command('worker <run>', 'used by the executors: works for a run', () => import('./commands/worker.ts'))
    .requiredOption('--id <name>', 'name of this worker')
    .addOption(new Option('--index <n>', 'its place among the workers').argParser(Number).default(0))
    .option('--attached', 'leaves when its input ends')
    .option('--submission <name>', 'what it was submitted under')
    .option('--job <id>', 'the job that it belongs to')
    .addOption(new Option('--leave-after <seconds>', 'saves and leaves then').argParser(Number));
  describeFinishedRuns(command);
}

function describeFinishedRuns(command: Describe): void {
  const exported = command(
    'export <spec|run>',
    'write what other programs take: step graph, weights, captures, figures, tables',
    () => import('./commands/export.ts'),
  );
  addExportOptions(exported)
    .addOption(set())
    .addOption(altered())
    .option('--out <dir>', 'folder for runs', 'runs')
    .addOption(allowPlugins());
}

function describeResultCommands(command: Describe): void {
  command(
    'watch [run]',
    'show the report of a run that goes on, on a page of this machine that follows it',
    () => import('./commands/watch.ts'),
  )
    .addOption(
      new Option('--port <n>', 'where it is served; a free port when left out')
        .argParser(wholeNumber(65535))
        .default(0),
    )
    .option('--out <dir>', 'folder for runs', 'runs')
    .addOption(allowPlugins());
  command(
    'report <run...>',
    "draw a run's report again, or compare up to ten on one page",
    () => import('./commands/report.ts'),
  )
    .option('--page <file>', "where the page goes; the run's folder when left out")
    .addOption(altered())
    .option('--out <dir>', 'folder for runs', 'runs')
    .addOption(allowPlugins());
  command('list', 'list the runs', () => import('./commands/list.ts'))
    .option('--out <dir>', 'folder for runs', 'runs')
    .option('--json', 'as JSON');
  command(
    'verify <run>',
    'run it again from scratch and compare the tables',
    () => import('./commands/verify.ts'),
  )
    .addOption(
      new Option('--engine <name>', "what computes; the run's own when left out").choices(engineChoices),
    )
    .addOption(allowPlugins())
    .option('--out <dir>', 'folder for runs', 'runs');
  command(
    'gc',
    'delete cached results that no run refers to, and what killed workers left behind',
    () => import('./commands/gc.ts'),
  )
    .option('--dry-run', 'only say what would be removed')
    .option('--out <dir>', 'folder for runs', 'runs');
  command(
    'status [run]',
    'show the stages of a run (the one that began last when none is named)',
    () => import('./commands/status.ts'),
  )
    .option('--out <dir>', 'folder for runs', 'runs')
    .option('--json', 'as JSON');
}

function describeEstimate(command: Describe): void {
  const estimate = command(
    'estimate <quantity>',
    'estimate from arrays in .npy, .npz, .safetensors, .csv and .arrow files',
    () => import('./commands/estimate.ts'),
  );
  addEstimateOptions(estimate);
}

function describeOtherCommands(command: Describe): void {
  describeEstimate(command);
  command('data <action> [name]', 'list, check or fetch data sets', () => import('./commands/data.ts'));
  command('nodes [kind]', 'reference for the node kinds', () => import('./commands/nodes.ts'))
    .option('--study <spec>', "include the kinds of this study's plugins")
    .option('--onnx <file>', 'the tensors of an ONNX file that can be layers');
  command(
    'engine <action> [name]',
    'list the engines, or install one that is not part of infoplane',
    () => import('./commands/engine.ts'),
  ).option(
    '--python <python>',
    "a Python whose TensorFlow or CUDA is used, in the place of the engine's own",
  );
  command(
    'doctor',
    'check the engines on this machine with a small training',
    () => import('./commands/doctor.ts'),
  ).option('--json', 'as JSON');
}
