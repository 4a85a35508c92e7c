import { findEntry, loadCatalog } from '../../node/catalog.ts';
import { misuse } from '../../node/run-error.ts';
import { isJsonObject } from '../../plan/json.ts';
import type { EstimateOptions } from './estimate-options.ts';

/** Options that are of the matrix-based estimator alone. */
const kernelOptions = [
  'alpha',
  'sigma',
  'sigmaT',
  'sigmaY',
  'silverman',
  'bandwidth',
  'exponent',
  'divisor',
  'kernel',
  'labelKernel',
  'preset',
  'spectrum',
  'lanczos',
] as const satisfies readonly (keyof EstimateOptions)[];

/** Kinds that compare a real-valued Y. */
export const kindsOfRealTargets: readonly string[] = ['cka', 'ksg', 'matrix-renyi', 'sliced'];

/** Settings of a kind that options of their own, or the arrays, stand for. */
const saidElsewhere = ['probe', 'quantity', 'base'];

/**
 * Makes sure that no option is given that an estimator of another kind than `matrix-renyi` would leave aside.
 * @throws RunError (exit code 2) that names the option and the settings that the kind has
 */
export function refuseKernelOptions(kind: string, options: EstimateOptions): void {
  const entry = findEntry(loadCatalog(), 'estimator', kind);
  if (!entry) return;
  const { properties } = entry.params;
  const settings = Object.keys(isJsonObject(properties) ? properties : {});
  const own = settings.filter((name) => !saidElsewhere.includes(name)).join(', ');
  const said = kernelOptions.find((name) => options[name] !== undefined);
  if (said !== undefined)
    throw misuse(
      `${flagOf(said)} is of the estimator matrix-renyi, and ${kind} has no such setting`,
      `leave it out; the settings of ${kind} are --param NAME=VALUE: ${own}`,
    );
  if (options.y !== undefined && !kindsOfRealTargets.includes(kind))
    throw misuse(
      `--y is for the estimators ${kindsOfRealTargets.join(', ')}; ${kind} takes classes`,
      'give --labels FILE',
    );
}

/**
 * Makes sure that the options of the matrix-based estimator go together.
 * @param needs variables that the quantity needs
 * @throws RunError (exit code 2) when options contradict each other or leave a width open
 */
export function checkOptions(options: EstimateOptions, needs: readonly string[]): void {
  const { silverman, bandwidth, exponent, spectrum } = options;
  if (options.lanczos && spectrum !== undefined)
    throw misuse(`--lanczos and --spectrum ${spectrum} both say how spectra are had`, 'give one of them');
  const fixed = fixedWidths(options);
  const isFixed = Object.keys(fixed).length > 0;
  const ways = [isFixed, silverman !== undefined, bandwidth !== undefined];
  if (ways.filter(Boolean).length > 1) {
    throw misuse(
      '--silverman and --bandwidth choose every width, so --sigma says something else',
      'give one of them',
    );
  }
  if (exponent !== undefined && (isFixed || bandwidth !== undefined)) {
    const other = isFixed ? 'a width by --sigma' : '--bandwidth';
    throw misuse(`--exponent is of Silverman's rule, and ${other} takes its place`, 'leave one of them out');
  }
  if (isFixed) requireAllWidths(options, fixed, needs);
}

function requireAllWidths(options: EstimateOptions, fixed: Widths, needs: readonly string[]): void {
  if (fixed.x !== undefined) return;
  const rbf = options.y !== undefined || options.labelKernel === 'rbf';
  const open = [
    ...(needs.includes('X') ? ['X'] : []),
    ...(needs.includes('T') && fixed.t === undefined ? ['T'] : []),
    ...(needs.includes('Y') && rbf && fixed.y === undefined ? ['Y'] : []),
  ];
  if (open.length > 0)
    throw misuse(`no kernel width for ${open.join(' and ')}`, 'give --sigma too, or --silverman for all');
}

interface Widths {
  readonly x?: number;
  readonly t?: number;
  readonly y?: number;
}

/** The widths that are given as numbers. */
export function fixedWidths({ sigma, sigmaT, sigmaY }: EstimateOptions): Widths {
  return {
    ...(sigma === undefined ? {} : { x: sigma }),
    ...(sigmaT === undefined ? {} : { t: sigmaT }),
    ...(sigmaY === undefined ? {} : { y: sigmaY }),
  };
}

/** As it is written on the command line: `--label-kernel`. */
function flagOf(option: string): string {
  return `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
