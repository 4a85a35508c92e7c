import type { ArrayEstimate } from '../../../runner/estimation/estimate-arrays.ts';
import { RunError } from '../../node/run-error.ts';
import { type CommandRun, exitCodes } from '../command.ts';

/** Options of `infoplane estimate`, as the command line parses them. */
export interface Options {
  readonly x?: string;
  readonly t?: string;
  readonly y?: string;
  readonly labels?: string;
  readonly layout: 'nhwc' | 'nchw';
  readonly estimator?: string;
  readonly alpha: number;
  readonly sigma?: number;
  readonly sigmaT?: number;
  readonly sigmaY?: number;
  readonly silverman?: number;
  readonly exponent: 'classical' | 'paper';
  readonly divisor: '2s2' | 's2' | 's';
  readonly labelKernel: 'delta' | 'rbf';
  readonly base: '2' | 'e';
  readonly json?: boolean;
}

/** Silverman's factor when the command line says nothing about widths: the paper's for activations. */
const defaultFactor = 5;

/**
 * `infoplane estimate QUANTITY`: matrix-based Rényi quantities of arrays from anywhere.
 *
 * Phases: check the command line; read the arrays; estimate; print.
 */
export const run: CommandRun<Options> = async (args, options, io) => {
  const { estimateArrays, arrayQuantities } = await import('../../../runner/estimation/estimate-arrays.ts');
  const { createNumerics } = await import('../../../runner/kernels/wasm/wasm-numerics.ts');
  const { readArray } = await import('../../../runner/readers/read-array.ts');

  const quantity = chooseQuantity(
    args[0] ?? '',
    Object.keys(arrayQuantities) as (keyof typeof arrayQuantities)[],
  );
  const needs = arrayQuantities[quantity];
  checkOptions(options, quantity, needs);

  const read = (name: 'x' | 't' | 'y' | 'labels', needed: boolean) => {
    const path = options[name];
    return needed && path !== undefined ? readArray(path, io.cwd).then((array) => ({ [name]: array })) : {};
  };
  const needsVariable = (variable: string) => needs.some((one) => one === variable);
  const arrays = {
    ...(await read('x', needsVariable('X'))),
    ...(await read('t', needsVariable('T'))),
    ...(await read('y', needsVariable('Y'))),
    ...(await read('labels', needsVariable('Y'))),
  };

  const { alpha, layout, labelKernel, exponent, divisor } = options;
  const factor = options.silverman ?? defaultFactor;
  const kernels = { fixed: fixedWidths(options), factor, exponent, divisor };
  const estimate = estimateArrays(
    quantity,
    arrays,
    { alpha, layout, labelKernel, kernels },
    createNumerics(),
  );
  const result = describeResult(quantity, estimate, options);
  io.out(options.json ? `${JSON.stringify(result)}\n` : textOf(result));
  return exitCodes.done;
};

function chooseQuantity<Name extends string>(text: string, known: readonly Name[]): Name {
  const plain = text.replaceAll(/\s/g, '');
  const found = known.find((name) => name === plain);
  if (found !== undefined) return found;
  throw misuse(
    `'${text}' is not a quantity that arrays are estimated for`,
    `take one of ${known.join(', ')}`,
  );
}

/** @throws RunError (exit code 2) when an input is missing or options contradict each other */
function checkOptions(options: Options, quantity: string, needs: readonly string[]): void {
  const { x, t, y, labels } = options;
  if (options.estimator !== undefined && options.estimator !== 'matrix-renyi') {
    throw misuse(
      `'${options.estimator}' does not estimate from arrays`,
      'take --estimator matrix-renyi, or leave it out',
    );
  }
  if (needs.includes('X') && x === undefined) throw misuse(`${quantity} needs X`, 'give --x FILE.npy');
  if (needs.includes('T') && t === undefined) throw misuse(`${quantity} needs T`, 'give --t FILE.npy');
  if (needs.includes('Y') && y === undefined && labels === undefined) {
    throw misuse(`${quantity} needs Y`, 'give --labels FILE.npy (classes) or --y FILE.npy (real values)');
  }
  if (y !== undefined && labels !== undefined)
    throw misuse('--y and --labels are both Y', 'give one of them');
  const fixed = Object.keys(fixedWidths(options)).length > 0;
  if (fixed && options.silverman !== undefined) {
    throw misuse('--silverman chooses every width, so --sigma says something else', 'give one or the other');
  }
}

function misuse(message: string, hint: string): RunError {
  return new RunError(message, { hint, exitCode: exitCodes.usage });
}

function fixedWidths({ sigma, sigmaT, sigmaY }: Options): { x?: number; t?: number; y?: number } {
  return {
    ...(sigma === undefined ? {} : { x: sigma }),
    ...(sigmaT === undefined ? {} : { t: sigmaT }),
    ...(sigmaY === undefined ? {} : { y: sigmaY }),
  };
}

function widthRule(options: Options): string {
  if (Object.keys(fixedWidths(options)).length > 0) return 'fixed';
  const exponent = options.exponent === 'paper' ? ", paper's exponent" : '';
  return `silverman ${options.silverman ?? `${defaultFactor} (default)`}${exponent}`;
}

type Result = ReturnType<typeof describeResult>;

/** What `--json` prints. */
function describeResult(quantity: string, estimate: ArrayEstimate, options: Options) {
  const scale = options.base === 'e' ? Math.LN2 : 1;
  const { value } = estimate;
  return {
    quantity,
    value: typeof value === 'number' ? value * scale : value.map((one) => one * scale),
    unit: options.base === 'e' ? 'nats' : 'bits',
    samples: estimate.samples,
    estimator: 'matrix-renyi',
    alpha: Number.isFinite(options.alpha) ? options.alpha : 'inf',
    layout: estimate.maps === null ? null : options.layout,
    maps: estimate.maps,
    sigma: { ...estimate.sigma, rule: widthRule(options) },
    entropies: Object.fromEntries(
      Object.entries(estimate.entropies).map(([name, bits]) => [name, bits * scale]),
    ),
    flags: estimate.flags,
  };
}

function textOf(result: Result): string {
  const { rule, ...widths } = result.sigma;
  const list = (record: Readonly<Record<string, number>>) =>
    Object.entries(record)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  const value = Array.isArray(result.value) ? result.value.join(' ') : String(result.value);
  const lines = [
    `${result.quantity} = ${value} ${result.unit}`,
    `samples    ${result.samples}`,
    `estimator  ${result.estimator}, alpha ${result.alpha}`,
    `widths     ${rule}${Object.keys(widths).length > 0 ? `: ${list(widths)}` : ''}`,
    ...(result.layout === null ? [] : [`layout     ${result.layout}, ${result.maps} feature maps`]),
    `entropies  ${list(result.entropies)}`,
    ...result.flags.map((flag) => `alarm      ${flag}`),
  ];
  return `${lines.join('\n')}\n`;
}
