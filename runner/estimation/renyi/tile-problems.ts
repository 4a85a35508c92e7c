import type { EstimatorSubject, SettingProblem } from '../../../src/node/estimator-check.ts';
import { mostByTiles } from '../../kernels/tiles/tile-job.ts';
import { mostByProducts, tooManyPairs } from '../sample-room.ts';
import { isExcess } from './asked-quantity.ts';
import type { KernelSettings } from './kernel-settings.ts';
import { type SpectrumRule, spectrumFor, tilesOf } from './large-spectra.ts';
import { orderOf, spectrumRule } from './read-params.ts';
import type { RenyiQuestion, RenyiSettings } from './renyi-settings.ts';
import { isList, looksAtSamples, type WidthRule } from './width-rules.ts';

type Params = RenyiSettings & Pick<RenyiQuestion, 'quantity' | 'null'>;

/** What matrices that are not held cannot do, and too many samples for those that are. */
export function sizeProblems(
  params: Params,
  settings: KernelSettings,
  { samples }: Pick<EstimatorSubject, 'samples'>,
): SettingProblem[] {
  const rule = ruleFor(params, settings, samples);
  if (!tilesOf(rule)) return heldProblems(rule, samples);
  return [...tooManyPairs(samples, mostByTiles), ...wholeProblems(params, settings, samples)];
}

/** How an estimator's spectra are had with so many samples. */
export function ruleFor(params: Params, settings: KernelSettings, samples: number): SpectrumRule {
  const whole = wholeProblems(params, settings, samples).length > 0;
  return spectrumFor(spectrumRule(params.spectrum), samples, whole);
}

/** What takes a whole matrix, or more digits than tiles have. */
function wholeProblems(params: Params, settings: KernelSettings, samples: number): SettingProblem[] {
  const { quantity, kernel, null: ofNull } = params;
  const permuted = ofNull ? 'null' : isExcess(quantity) ? 'quantity' : null;
  return [
    ...(permuted
      ? [wrong(permuted, `${quantity} with permutations takes a matrix for each of them`, samples)]
      : []),
    ...(kernel === 'cosine' || kernel === 'linear'
      ? [wrong('kernel', `\`kernel: ${kernel}\` takes the whole matrix`, samples)]
      : []),
    ...rulesByTiles(orderOf(params.alpha), settings, samples),
  ];
}

/** What of the kernels takes a whole matrix, or more digits than tiles have. */
export function rulesByTiles(
  alpha: number,
  { rule, ruleX, ruleY, labels }: KernelSettings,
  samples: number,
): SettingProblem[] {
  const rules = [
    ['bandwidth', isList(rule) ? null : rule],
    ['bandwidthX', ruleX],
    ['bandwidthY', ruleY ?? null],
    ['labelKernel', labels === 'delta' ? null : labels.rbf],
  ] as const satisfies (readonly [string, WidthRule | null])[];
  const bySamples = rules.filter(([, one]) => one && looksAtSamples(one));
  return [
    ...(alpha < 1 ? [ofOrder(alpha, samples)] : []),
    ...bySamples.map(([setting, one]) =>
      wrong(setting, `a width by ${one!.kind} looks at all distances at once`, samples, otherWidth),
    ),
  ];
}

const otherWidth = 'take a fixed width or `silverman`, ';

function ofOrder(alpha: number, samples: number): SettingProblem {
  const message = `at order ${alpha} eigenvalues count that are as small as the roundings of matrices by tiles`;
  return wrong('alpha', message, samples, 'take an order of 1 or more, ');
}

function heldProblems(rule: SpectrumRule, samples: number): SettingProblem[] {
  return tooManyPairs(samples, mostByProducts).map((problem) =>
    rule === 'auto'
      ? problem
      : { ...problem, setting: ['spectrum'], hint: `take \`spectrum: auto\`, or a ${problem.hint.slice(7)}` },
  );
}

function wrong(setting: string, message: string, samples: number, other = ''): SettingProblem {
  const fewer =
    samples > mostByProducts
      ? `a subset: ${mostByProducts} samples or fewer fit`
      : '`spectrum: auto`, which holds it';
  const hint = other === '' ? `take ${fewer}` : `${other}or ${fewer}`;
  return { setting: [setting], message, hint };
}
