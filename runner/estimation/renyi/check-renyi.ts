import type { EstimatorCheck, EstimatorSubject, SettingProblem } from '../../../src/node/estimator-check.ts';
import { asked, isExcess } from './asked-quantity.ts';
import type { KernelSettings } from './kernel-settings.ts';
import { tilesOf } from './large-spectra.ts';
import { ownProblems, permutationProblems } from './own-settings.ts';
import { kernelSettings, settingBesidePreset } from './read-params.ts';
import { targetProblems } from './real-target.ts';
import type { RenyiQuestion, RenyiSettings } from './renyi-settings.ts';
import { ruleFor, sizeProblems } from './tile-problems.ts';
import { isList, looksAtSamples, tooManyNeighbours, type WidthRule } from './width-rules.ts';

type Params = RenyiSettings & Omit<RenyiQuestion, 'probe'>;

/** Settings of the matrix-based estimator that do not go together, or not with the layers and samples of a capture. */
export const checkRenyi: EstimatorCheck<Params> = (params, subject) => {
  const settings = kernelSettings(params);
  return [
    ...presetProblems(params, subject),
    ...reconstructionProblems(params, subject),
    ...kernelProblems(params, settings),
    ...ownProblems(params, subject),
    ...permutationProblems(params),
    ...listProblems(params, settings, subject),
    ...ruleProblems(params, settings, subject),
    ...targetProblems(settings, params.quantity.includes('Y'), subject),
    ...(hasMatrices(params) ? sizeProblems(params, settings, subject) : []),
  ];
};

/**
 * Matrices that the estimator holds at once: the distances of the variable in the place of X and of each layer, or of
 * each of its maps where these have widths of their own, and four while one is made and solved; none of classes alone, or by
 * tiles.
 */
export function renyiMatrices(params: Params, subject: EstimatorSubject): number {
  const settings = kernelSettings(params);
  const { rule } = settings;
  const { x, t } = variablesOf(params);
  if (!hasMatrices(params) || tilesOf(ruleFor(params, settings, subject.samples))) return 0;
  const apart = asked(params).ofMaps || (!isList(rule) && looksAtSamples(rule));
  const maps = (layer: Layer) => (apart ? mapsOf(params, layer) : 1);
  const layers = t ? layersOf(params, subject).reduce((sum, layer) => sum + maps(layer), 0) : 0;
  return layers + (x === null ? 0 : 1) + working + (params.null || isExcess(params.quantity) ? 1 : 0);
}

/** Whether anything is asked but of classes alone. */
function hasMatrices(params: Params): boolean {
  const { x, t } = variablesOf(params);
  return x !== null || t;
}

/** Matrices that are held while a Gram matrix is made and its spectrum taken. */
export const working = 4;

function presetProblems(params: Params, { said }: EstimatorSubject): SettingProblem[] {
  const name = settingBesidePreset(params, said);
  if (name === undefined) return [];
  const message = `\`${name}\` beside \`preset: ${params.preset}\`, which decides it`;
  const hint =
    'remove one of them; `infoplane nodes matrix-renyi` and docs/conventions.md say what a preset stands for';
  return [{ setting: [name], message, hint }];
}

/** I(T;X') reads a probe of an autoencoder that lists its last layer, whose output is X'. */
function reconstructionProblems({ quantity }: Params, { layers, from }: EstimatorSubject): SettingProblem[] {
  if (quantity !== "I(T;X')" || !from) return [];
  const setting = ['quantity'];
  if (from.target === 'class' || from.target === 'values') {
    const message = `I(T;X') is of an autoencoder, and \`${from.model}\` does not give its input again`;
    return [{ setting, code: 'port-mismatch', message, hint: 'train with `loss: mse` and `target: input`' }];
  }
  const last = from.layers.at(-1);
  if (last === undefined || layers.some(({ name }) => name === last)) return [];
  const message = `I(T;X') needs the reconstruction X', the output of \`${last}\`, and probe \`${from.probe}\` does not look at it`;
  return [{ setting, code: 'layer-unknown', message, hint: `add \`${last}\` to the layers of the probe` }];
}

function kernelProblems(params: Params, { kernel }: KernelSettings): SettingProblem[] {
  const { quantity, preset = 'none' } = params;
  if (kernel !== 'tensor' || !asked(params).ofMaps) return [];
  const decided = preset === 'none' ? 'kernel: tensor' : `preset: ${preset}`;
  return [
    {
      setting: [preset === 'none' ? 'kernel' : 'preset'],
      message: `${quantity} is of single feature maps, and \`${decided}\` takes all of them as one`,
      hint:
        preset === 'none'
          ? 'set `kernel: maps`'
          : 'set its other conventions one by one, with `kernel: maps`',
    },
  ];
}

/** A list of widths has one for each map of every layer, and none for the variable in the place of X. */
function listProblems(params: Params, settings: KernelSettings, subject: EstimatorSubject): SettingProblem[] {
  const { rule, ruleX, kernel } = settings;
  if (!isList(rule)) return [];
  const setting = ['bandwidth'];
  const { x, t } = variablesOf(params);
  const problems: SettingProblem[] = [];
  if (x !== null && ruleX === null) {
    const message = `widths are listed for feature maps, and ${x} has none`;
    problems.push({ setting, code: 'key-missing', message, hint: `set \`bandwidthX\` for ${x}` });
  }
  if (!t) return problems;
  if (kernel === 'tensor') {
    const message = 'widths are listed for feature maps, and one kernel on the whole tensor has one width';
    return [...problems, { setting, message, hint: 'give one width, or set `kernel: maps`' }];
  }
  const wrong = layersOf(params, subject).find((layer) => mapsOf(params, layer) !== rule.length);
  if (!wrong) return problems;
  const maps = mapsOf(params, wrong);
  const message = `${rule.length} widths for the ${maps} feature map${maps === 1 ? '' : 's'} of ${wrong.name}`;
  const hint = 'give one width for each map, and layers with other counts an estimator of their own';
  return [...problems, { setting, message, hint }];
}

function ruleProblems(params: Params, settings: KernelSettings, subject: EstimatorSubject): SettingProblem[] {
  const { x, t } = variablesOf(params);
  const { rule, ruleX } = settings;
  const used = t || (x !== null && ruleX === null);
  return [
    ...(used && !isList(rule) ? ruleProblem('bandwidth', t ? 'T' : x!, rule, subject) : []),
    ...(x !== null && ruleX ? ruleProblem('bandwidthX', x, ruleX, subject) : []),
  ];
}

function ruleProblem(
  name: string,
  variable: string,
  rule: WidthRule,
  { samples }: EstimatorSubject,
): SettingProblem[] {
  if (rule.kind === 'knn') {
    const found = tooManyNeighbours(variable, rule.k, samples);
    return found ? [{ setting: [name, 'knn'], code: 'value-out-of-range', ...found }] : [];
  }
  if (rule.kind !== 'kernel-alignment' || rule.grid.from <= rule.grid.to) return [];
  const { from, to } = rule.grid;
  return [
    {
      setting: [name, 'kernel-alignment', 'from'],
      code: 'value-out-of-range',
      message: `the grid of widths ends before it begins: from ${from} to ${to}`,
      hint: `give a \`from\` that is at most \`to\`, such as \`{ from: ${to}, to: ${from} }\``,
    },
  ];
}

/** What a quantity is of: the vector in the place of X by its name, null where there is none, and whether of layers. */
function variablesOf(params: Params): { readonly x: string | null; readonly t: boolean } {
  const { x, ofLayers } = asked(params);
  return { x, t: ofLayers };
}

type Layer = EstimatorSubject['layers'][number];

/** The layers that the quantity is asked of: all but the reconstruction; none where it cannot be told. */
function layersOf({ quantity }: Params, { layers, from }: EstimatorSubject): readonly Layer[] {
  if (quantity !== "I(T;X')") return layers;
  return !from ? [] : layers.filter(({ name }) => name !== from.layers.at(-1));
}

function mapsOf({ split }: Params, { channels, features }: Layer): number {
  return split === 'units' && channels === 1 ? features : channels;
}
