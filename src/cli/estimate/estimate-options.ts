import { type Command, InvalidArgumentError, Option } from 'commander';
import type { WidthRule } from '../../../runner/estimation/renyi/width-rules.ts';

/** Options of `infoplane estimate`, as the command line parses them; what is not said is left out. */
export interface EstimateOptions {
  readonly x?: string;
  readonly t?: string;
  readonly y?: string;
  readonly labels?: string;
  readonly layout?: 'nhwc' | 'nchw';
  readonly header?: 'yes' | 'no';
  readonly estimator?: string;
  readonly param?: readonly string[];
  readonly alpha?: number;
  readonly sigma?: number;
  readonly sigmaT?: number;
  readonly sigmaY?: number;
  readonly silverman?: number;
  readonly bandwidth?: WidthRule;
  readonly exponent?: 'classical' | 'paper';
  readonly divisor?: '2s2' | 's2' | 's';
  readonly kernel?: 'maps' | 'tensor' | 'gaussian' | 'cosine' | 'linear';
  readonly labelKernel?: 'delta' | 'rbf';
  readonly preset?: 'yu-2018' | 'wickstrom-2019' | 'yu-2020';
  readonly spectrum?: 'auto' | 'exact' | 'f32' | 'rational' | 'tiles';
  readonly lanczos?: { readonly probes: number; readonly steps: number };
  readonly base: '2' | 'e';
  readonly json?: boolean;
}

/** Describes the options of `infoplane estimate`. */
export function addEstimateOptions(command: Command): void {
  command
    .option(
      '--x <file>',
      'X, one sample a row: .npy, .npz#name, .safetensors#name, .csv#columns, .arrow#columns',
    )
    .option('--t <file>', 'T: 2-d is one variable, 4-d is feature maps')
    .option('--y <file>', 'real-valued Y, one sample a row')
    .option('--labels <file>', 'class of each sample: whole numbers or texts')
    .option('--estimator <kind>', 'kind of the estimator', 'matrix-renyi')
    .option(
      '--param <name=value>',
      'setting of the estimator, as YAML, such as "null={permutations: 99}"',
      (one: string, all: string[]) => [...all, one],
      [],
    )
    .addOption(
      new Option(
        '--layout <layout>',
        'axes of a 4-d T (nhwc when not given, of a captures folder what that says)',
      ).choices(['nhwc', 'nchw']),
    )
    .addOption(
      new Option(
        '--header <h>',
        'whether the first line of a CSV file names its columns (looked at when not given)',
      ).choices(['yes', 'no']),
    );
  addKernelOptions(command);
  command
    .addOption(
      new Option(
        '--spectrum <rule>',
        'all eigenvalues, in single precision (to 2e-5 bits), sums of fractions (to 1e-7 bits), or random vectors without the matrix',
      ).choices(['auto', 'exact', 'f32', 'rational', 'tiles']),
    )
    .option(
      '--lanczos <probes,steps>',
      'stochastic Lanczos quadrature in the place of exact spectra',
      lanczosOf,
    )
    .addOption(new Option('--base <b>', '2 for bits, e for nats').choices(['2', 'e']).default('2'))
    .option('--json', 'one JSON object');
}

function addKernelOptions(command: Command): void {
  command
    .option('--alpha <a>', 'order of the entropy, above 0, or inf (1.01 when not given)', orderOf)
    .option('--sigma <s>', "kernel width of X (and of T's maps)", positive)
    .option('--sigma-t <s>', 'kernel width of each map of T', positive)
    .option('--sigma-y <s>', 'kernel width of a real-valued Y', positive)
    .option('--silverman <h>', "Silverman's rule for every variable", positive)
    .option('--bandwidth <rule>', 'median, knn:K or kernel-alignment for every variable', bandwidthOf)
    .addOption(
      new Option('--exponent <form>', "exponent of Silverman's rule (classical when not given)").choices([
        'classical',
        'paper',
      ]),
    )
    .addOption(
      new Option(
        '--divisor <form>',
        'what the squared distance is divided by (2s2 unless the preset differs)',
      ).choices(['2s2', 's2', 's']),
    )
    .addOption(
      new Option(
        '--kernel <k>',
        'a kernel a feature map, or one on the whole tensor; of effective-rank gaussian, cosine or linear',
      ).choices(['maps', 'tensor', 'gaussian', 'cosine', 'linear']),
    )
    .addOption(new Option('--label-kernel <k>', 'kernel of labels').choices(['delta', 'rbf']))
    .addOption(
      new Option('--preset <name>', "a paper's conventions").choices([
        'yu-2018',
        'wickstrom-2019',
        'yu-2020',
      ]),
    );
}

function positive(value: string): number {
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}

function bandwidthOf(value: string): WidthRule {
  if (value === 'median') return { kind: 'median' };
  if (value === 'kernel-alignment')
    return { kind: 'kernel-alignment', grid: { from: 0.1, to: 10, points: 75 }, smoothing: 0 };
  const [, k] = /^knn:(\d+)$/.exec(value) ?? [];
  if (Number(k) >= 1) return { kind: 'knn', k: Number(k) };
  throw new InvalidArgumentError('It must be median, knn:K or kernel-alignment.');
}

function lanczosOf(value: string): { probes: number; steps: number } {
  const [, probes, steps] = /^(\d+),(\d+)$/.exec(value) ?? [];
  if (Number(probes) >= 2 && Number(steps) >= 10) return { probes: Number(probes), steps: Number(steps) };
  throw new InvalidArgumentError('It must be two numbers, such as 20,40: 2 probes and 10 steps at least.');
}

function orderOf(value: string): number {
  return value === 'inf' ? Number.POSITIVE_INFINITY : positive(value);
}
