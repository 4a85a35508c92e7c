/** A layer that an estimator is given. */
export interface SubjectLayer {
  readonly name: string;
  /** Feature maps, and the numbers in each; a dense layer is one map. */
  readonly channels: number;
  readonly features: number;
  /** Whether its numbers are on `some` levels (it is quantised) or may be `any`; null where that is not known. */
  readonly levels: 'some' | 'any' | null;
}

/** What an estimator is given, as far as that is known before anything runs. */
export interface EstimatorSubject {
  /** Samples of a capture. */
  readonly samples: number;
  /** The layers that the probe looks at, in its order. */
  readonly layers: readonly SubjectLayer[];
  /** Only of an estimator that compares two trainings: the layers of the other one. */
  readonly other?: { readonly layers: readonly SubjectLayer[] };
  /** Names of the settings that are written down; null where defaults cannot be told from them. */
  readonly said: readonly string[] | null;
  /** Where the capture comes from; null where it comes from arrays. */
  readonly from: {
    readonly probe: string;
    readonly model: string;
    /** Names of all layers of the model. */
    readonly layers: readonly string[];
    /** What the model is trained to give; null where that is not known. */
    readonly target: 'class' | 'input' | 'values' | null;
    /** Whether Y is a class; null where that is not known. */
    readonly classes: boolean | null;
  } | null;
}

/** Codes of the diagnostics that can come of a check. */
export const problemCodes = [
  'value-not-allowed',
  'value-out-of-range',
  'key-missing',
  'port-mismatch',
  'layer-unknown',
  'layer-not-quantised',
] as const;

/** A setting of an estimator that cannot work, though it is right by itself. */
export interface SettingProblem {
  /** Path of the setting, such as `['edges', 'range']`; empty for the estimator as a whole. */
  readonly setting: readonly string[];
  /** `value-not-allowed` when left out. */
  readonly code?: (typeof problemCodes)[number];
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

/**
 * Says which settings of an estimator do not go together, or not with what its probe sees. The compiler calls it before anything
 * is trained, and every capture is checked once more before it is estimated: so it must be pure and quick.
 * @param params with defaults filled in
 */
export type EstimatorCheck<Params = never> = (
  params: Params,
  subject: EstimatorSubject,
) => readonly SettingProblem[];

/**
 * That an estimator, or one of its quantities, needs a Y that is a class.
 * @param setting that asks for Y; empty for the estimator as a whole
 * @param why it has no value for real ones, after "real-valued, and"
 */
export function needsClasses(
  setting: readonly string[],
  { from }: EstimatorSubject,
  why: string,
): readonly SettingProblem[] {
  if (from?.classes !== false) return [];
  const message = `the Y of \`${from.model}\` is real-valued, and ${why}`;
  const hint =
    'ask for a quantity without Y, or take `ksg`, `sliced`, `cka` or `matrix-renyi`, which compare real values';
  return [{ setting, code: 'port-mismatch', message, hint }];
}
