import type { ArrayEstimate, ArraySettings } from '../../../runner/estimation/estimate-arrays.ts';
import type { KernelSettings } from '../../../runner/estimation/renyi/kernel-settings.ts';
import type { Quantity } from '../../../runner/estimation/renyi/quantities.ts';
import type { WidthRule } from '../../../runner/estimation/renyi/width-rules.ts';
import { loadCatalog } from '../../node/catalog.ts';
import { misuse } from '../../node/run-error.ts';
import { isJsonObject, type JsonObject } from '../../plan/json.ts';
import { type CommandRun, exitCodes, type Io } from '../command.ts';
import { checkOptions, fixedWidths, refuseKernelOptions } from '../estimate/check-estimate-options.ts';
import type { KindResult } from '../estimate/estimate-by-kind.ts';
import type { EstimateOptions } from '../estimate/estimate-options.ts';
import { recordedLayout } from '../estimate/recorded-layout.ts';
import { asWritten, nodeQuantities, renyiParams } from '../estimate/renyi-params.ts';

export type { EstimateOptions as Options };

/** Silverman's factor when the command line says nothing about widths: the paper's for activations. */
const defaultFactor = 5;
/** Order of the entropy when the command line says none. */
const defaultOrder = 1.01;
/** Order of a 4-d T's axes when the command line says none. */
const standardLayout = 'nhwc';
/** Entropies that the text lists; `--json` has them all. */
const mostEntropies = 12;

/**
 * `infoplane estimate QUANTITY`: quantities of arrays from anywhere, matrix-based Rényi ones unless `--estimator` says
 * otherwise.
 *
 * Phases: check the command line; read the arrays; estimate; print.
 */
export const run: CommandRun<EstimateOptions> = async (args, given, io) => {
  const layout = given.layout ?? (await recordedLayout(given.t, io.cwd));
  const options = { ...given, ...(layout === undefined ? {} : { layout }) };
  const kind = options.estimator ?? 'matrix-renyi';
  if (kind !== 'matrix-renyi') {
    refuseKernelOptions(kind, options);
    return await runNode(args[0] ?? '', kind, options, io);
  }
  const { estimateArrays } = await import('../../../runner/estimation/estimate-arrays.ts');
  const { quantityNeeds } = await import('../../../runner/estimation/renyi/quantities.ts');
  const { presets, standardKernels } = await import('../../../runner/estimation/renyi/kernel-settings.ts');
  const { spectrumRule } = await import('../../../runner/estimation/renyi/read-params.ts');
  const { allCores } = await import('../../../runner/workers/all-cores.ts');
  const { readInputs } = await import('../estimate/estimate-inputs.ts');

  const quantity = chooseQuantity(args[0] ?? '', arrayQuantities(Object.keys(quantityNeeds) as Quantity[]));
  if (quantity === null || options.param?.length) {
    checkOptions(options, []);
    return await runNode(args[0] ?? '', kind, { ...options, settings: renyiParams(options) }, io);
  }
  const needs: readonly string[] = quantityNeeds[quantity];
  checkOptions(options, needs);
  const kernels = kernelsOf(options, options.preset ? presets[options.preset] : standardKernels);
  const alignment = [kernels.rule, kernels.ruleX, kernels.ruleY].some(
    (rule) => rule && 'kind' in rule && rule.kind === 'kernel-alignment',
  );
  const arrays = await readInputs(quantity, alignment ? [...needs, 'labels'] : needs, options, io);
  const settings: ArraySettings = {
    alpha: options.alpha ?? defaultOrder,
    layout: options.layout ?? standardLayout,
    kernels,
    spectrum: options.lanczos ? { lanczos: options.lanczos } : spectrumRule(asWritten(options.spectrum)),
  };
  const { numerics, crew } = allCores();
  const estimate = estimateArrays(quantity, arrays, settings, numerics, crew);
  const result = describeResult(quantity, estimate, options);
  io.out(options.json ? `${JSON.stringify(result)}\n` : textOf(result, estimate));
  return exitCodes.done;
};

/** A quantity by the node of its kind, as a study has it. */
async function runNode(
  quantity: string,
  kind: string,
  options: EstimateOptions & { readonly settings?: JsonObject },
  io: Io,
): Promise<number> {
  const { estimateByKind } = await import('../estimate/estimate-by-kind.ts');
  const result = await estimateByKind(quantity, kind, options, io);
  io.out(options.json ? `${JSON.stringify(result)}\n` : `${linesOf(result).join('\n')}\n`);
  return exitCodes.done;
}

/** Quantities that need no node. */
function arrayQuantities(all: readonly Quantity[]): Quantity[] {
  return all.filter((quantity) => !nodeQuantities.includes(quantity));
}

/** The quantity; null for one that the node alone gives. */
function chooseQuantity(text: string, known: readonly Quantity[]): Quantity | null {
  const plain = text.replaceAll(/\s/g, '');
  const found = known.find((name) => name === plain);
  if (found !== undefined) return found;
  if (nodeQuantities.includes(plain)) return null;
  const kinds = kindsOf(plain);
  if (kinds.length > 0)
    throw misuse(`${plain} is of another estimator`, `give --estimator ${kinds.join(' or --estimator ')}`);
  const meant = [...known, ...nodeQuantities].find((name) => name.toLowerCase() === plain.toLowerCase());
  if (meant !== undefined)
    throw misuse(`'${text}' is not a quantity that arrays are estimated for`, `did you mean '${meant}'?`);
  throw misuse(
    `'${text}' is not a quantity that arrays are estimated for`,
    `take one of ${[...known, ...nodeQuantities].join(', ')}`,
  );
}

/** Kinds of estimators that have a quantity, of those that arrays are estimated by. */
function kindsOf(quantity: string): string[] {
  const has = ({ params: { properties } }: { readonly params: JsonObject }) => {
    const { quantity: schema } = isJsonObject(properties) ? properties : {};
    if (!isJsonObject(schema)) return false;
    return schema.const === quantity || (Array.isArray(schema.enum) && schema.enum.includes(quantity));
  };
  return loadCatalog()
    .entries.filter((entry) => entry.family === 'estimator' && has(entry))
    .map(({ kind }) => kind);
}

/** The preset's kernels, and what the command line says beside it. */
function kernelsOf(options: EstimateOptions, preset: KernelSettings): KernelSettings {
  const { x, t = x, y = x } = fixedWidths(options);
  const fixed = (width: number): WidthRule => ({ kind: 'fixed', width });
  const all = options.bandwidth ?? silvermanOf(options);
  const rule = t !== undefined ? fixed(t) : (all ?? preset.rule);
  const ruleX = x !== undefined ? fixed(x) : (all ?? preset.ruleX);
  const ruleY = y !== undefined ? fixed(y) : all;
  const { labelKernel = preset.labels === 'delta' ? 'delta' : 'rbf' } = options;
  const presetLabels = preset.labels === 'delta' ? standardRule : preset.labels.rbf;
  return {
    kernel: mapsOrTensor(options.kernel) ?? preset.kernel,
    divisor: options.divisor ?? preset.divisor,
    rule,
    ruleX,
    ...(ruleY ? { ruleY } : {}),
    labels: labelKernel === 'delta' ? 'delta' : { rbf: ruleY ?? presetLabels },
  };
}

/** @throws RunError (exit code 2) for a kernel that is of effective rank alone */
function mapsOrTensor(kernel: EstimateOptions['kernel']): 'maps' | 'tensor' | undefined {
  if (kernel === undefined || kernel === 'maps' || kernel === 'tensor') return kernel;
  throw misuse(`--kernel ${kernel} is of effective-rank`, 'take maps or tensor');
}

const standardRule: WidthRule = { kind: 'silverman', h: defaultFactor, exponent: 'classical' };

/** Silverman's rule where the command line asks for it, in the factor or in the exponent. */
function silvermanOf({ silverman, exponent }: EstimateOptions): WidthRule | undefined {
  if (silverman === undefined && exponent === undefined) return undefined;
  return { kind: 'silverman', h: silverman ?? defaultFactor, exponent: exponent ?? 'classical' };
}

function widthRule(options: EstimateOptions): string {
  if (Object.keys(fixedWidths(options)).length > 0) return 'fixed';
  const { bandwidth, preset } = options;
  if (bandwidth) return bandwidth.kind === 'knn' ? `knn ${bandwidth.k}` : bandwidth.kind;
  if (preset !== undefined && !silvermanOf(options)) return `preset ${preset}`;
  const exponent = options.exponent === 'paper' ? ", paper's exponent" : '';
  return `silverman ${options.silverman ?? `${defaultFactor} (default)`}${exponent}`;
}

/** What `--json` prints; the last four only where there is something to say. */
interface Result {
  readonly quantity: string;
  readonly value: number | readonly number[];
  readonly unit: 'bits' | 'nats';
  readonly samples: number;
  readonly estimator: 'matrix-renyi';
  readonly alpha: number | 'inf';
  readonly layout: 'nhwc' | 'nchw' | null;
  readonly sigma: Readonly<Record<string, number | string>>;
  readonly entropies: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
  /** Where values are not from all eigenvalues or exact. */
  readonly method?: string;
  readonly stderr?: number | readonly number[];
  /** The feature maps behind each value of a list. */
  readonly channels?: readonly (readonly number[])[];
}

function describeResult(quantity: string, estimate: ArrayEstimate, options: EstimateOptions): Result {
  const factor = options.base === 'e' ? Math.LN2 : 1;
  const { alpha = defaultOrder } = options;
  const scaled = (value: number | readonly number[]) =>
    typeof value === 'number' ? value * factor : value.map((one) => one * factor);
  const { method, stderr, channels } = estimate;
  const approximate = ['lanczos', 'lanczos-tiles', 'rational-f64', 'spectrum-f32'].includes(method);
  return {
    quantity,
    value: scaled(estimate.value),
    unit: options.base === 'e' ? 'nats' : 'bits',
    samples: estimate.samples,
    estimator: 'matrix-renyi',
    alpha: Number.isFinite(alpha) ? alpha : 'inf',
    layout: estimate.maps === null ? null : (options.layout ?? standardLayout),
    sigma: { ...estimate.sigma, rule: widthRule(options) },
    entropies: Object.fromEntries(
      Object.entries(estimate.entropies).map(([name, bits]) => [name, bits * factor]),
    ),
    flags: estimate.flags,
    ...(approximate ? { method } : {}),
    ...(stderr === null ? {} : { stderr: scaled(stderr) }),
    ...(channels === null ? {} : { channels }),
  };
}

function textOf(result: Result, { method, maps }: ArrayEstimate): string {
  const { rule, ...widths } = result.sigma;
  const list = (record: Readonly<Record<string, number | string>>) =>
    Object.entries(record)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  const shown = (value: number | readonly number[]) =>
    typeof value === 'number' ? String(value) : value.join(' ');
  const entropies = Object.entries(result.entropies);
  const shownEntropies = entropies.slice(0, mostEntropies);
  const more = entropies.length - mostEntropies;
  const error = result.stderr === undefined ? '' : ` (standard error ${shown(result.stderr)})`;
  const lines = [
    `${result.quantity} = ${shown(result.value)} ${result.unit}${error}`,
    `samples    ${result.samples}`,
    `estimator  ${result.estimator}, alpha ${result.alpha}, ${method}`,
    `widths     ${rule}${Object.keys(widths).length > 0 ? `: ${list(widths)}` : ''}`,
    ...(result.layout === null ? [] : [`layout     ${result.layout}, ${maps} feature maps`]),
    `entropies  ${list(Object.fromEntries(shownEntropies))}${more > 0 ? ` and ${more} more` : ''}`,
    ...result.flags.map((flag) => `alarm      ${flag}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The result of another kind, a line a fact. */
function linesOf({ quantity, value, unit, sigma, flags, ...facts }: KindResult): string[] {
  const said = Object.entries({ ...facts, sigma_t: sigma.t, flag: flags.join('; ') });
  const telling = said.filter(([, fact]) => fact != null && fact !== '' && typeof fact !== 'object');
  return [
    `${quantity} = ${[value].flat().join(' ')} ${unit}`.trim(),
    ...telling.map(([name, fact]) => `${name.padEnd(10)} ${fact}`),
  ];
}
