/**
 * A study of information flow in a neural network.
 *
 * It says which data, which network, what to look at while it trains, what to estimate from it, what it claims, and
 * how to show it. Entries have names that the study chooses and refer to each other by name.
 */
export interface Study {
  /** Name of the study: small letters, digits and hyphens. It names the run folder. */
  study: StudyName;
  /**
   * Studies to build on: one path or several, relative to this file and inside its project. This study is put over them,
   * and of several the later ones win: maps merge, layers merge by name, other lists are replaced, `null` removes.
   */
  extends?: Bases;
  /**
   * Kinds of your own: TypeScript files, each a node or a layer, relative to the file that names them and inside its project.
   * Those of studies that are extended are there too.
   */
  plugins?: Plugins;
  /** Title, as the report prints it. */
  title?: string;
  /** What the study asks, in a sentence: the report begins with it. */
  question?: string;
  /** Where the study comes from, such as a paper and its figure. */
  source?: string;
  /**
   * Root seed; every random stream derives from it.
   * @default 1
   */
  seed?: Seed;
  /**
   * Data sets by name.
   * @entries dataset
   * @minProperties 1
   * @propertyNames {"pattern": "^[A-Za-z][A-Za-z0-9_-]*$"}
   */
  datasets?: Record<string, unknown>;
  /**
   * Networks and their training by name.
   * @entries model
   * @minProperties 1
   * @propertyNames {"pattern": "^[A-Za-z][A-Za-z0-9_-]*$"}
   */
  models: Record<string, unknown>;
  /**
   * What is looked at while a model trains, by name.
   * @entries probe
   * @propertyNames {"pattern": "^[A-Za-z][A-Za-z0-9_-]*$"}
   */
  probes?: Record<string, unknown>;
  /**
   * What is estimated from a probe's captures, by name.
   * @entries estimator
   * @propertyNames {"pattern": "^[A-Za-z][A-Za-z0-9_-]*$"}
   */
  estimators?: Record<string, unknown>;
  /**
   * Hypotheses about the results by name; the report shows their verdicts first.
   * @entries claim
   * @propertyNames {"pattern": "^[A-Za-z][A-Za-z0-9_-]*$"}
   */
  claims?: Record<string, unknown>;
  /**
   * What is varied: each axis is the dotted path of a setting (or `seed`) with its values, or a name of your own with named
   * variants. The trials are all combinations; `zip`, `include` and `exclude` change that.
   */
  matrix?: Matrix;
  /**
   * Figures of the report by name.
   * @entries report
   * @propertyNames {"pattern": "^[A-Za-z][A-Za-z0-9_-]*$"}
   */
  reports?: Record<string, unknown>;
}

/**
 * Name of a study.
 * @pattern ^[a-z0-9]+(-[a-z0-9]+)*$
 * @maxLength 100
 */
export type StudyName = string;

/**
 * Seed of random numbers: a whole number.
 * @asType integer
 * @minimum 0
 * @maximum 9007199254740991
 */
export type Seed = number;

/** Paths of studies to build on. */
export type Bases = BasePath | BasePaths;

/** Path of a study, such as `./base.yaml`. */
export type BasePath = string;

/**
 * Paths of several studies; of what they both say, the later one wins.
 * @minItems 1
 */
export type BasePaths = BasePath[];

/**
 * Paths of plugins.
 * @minItems 1
 */
export type Plugins = PluginPath[];

/**
 * Path of a plugin, such as `./my-kind.ts`.
 * @pattern [.]ts$
 */
export type PluginPath = string;

/**
 * What is varied.
 * @propertyNames {"pattern": "^[A-Za-z][A-Za-z0-9_-]*([.][A-Za-z0-9_-]+)*$"}
 */
export interface Matrix {
  /** Groups of axes that go in step: the first trial takes the first value of each, and so on. */
  zip?: ZipGroup[];
  /** Further trials: each says values by the axes' paths or names. Axes that it leaves out keep the study's own setting. */
  include?: TrialSettings[];
  /** Combinations to leave out: each says values by the axes' paths or names, one or a list. */
  exclude?: TrialSettings[];
  [axis: string]: Axis;
}

/**
 * Axes that go in step, each the path of a setting with its values; all have the same number of values.
 * @minProperties 2
 */
export type ZipGroup = Record<string, AxisValues>;

/**
 * Values by the paths or names of axes.
 * @minProperties 1
 */
export type TrialSettings = Record<string, unknown>;

/** Values of an axis: `[1, 2]`, `{ range: [1, 10] }`, or for a name of your own `{ small: { PATH: VALUE }, ... }`. */
export type Axis = AxisValues | AxisRange | AxisVariants;

/**
 * Named variants: what each changes, as paths of settings with their values; `null` removes a setting. One that changes
 * nothing is the study as it is.
 * @title map of named variants
 * @minProperties 1
 * @propertyNames {"pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$"}
 */
export type AxisVariants = Record<string, Variant>;

/** What a variant changes: values by the dotted paths of settings. */
export type Variant = Record<string, unknown>;

/**
 * The values in the order of the trials; each is written as in the place that the path names.
 * @title list of values
 * @minItems 1
 */
export type AxisValues = unknown[];

/**
 * All numbers from the first to the last in equal steps.
 * @title range
 */
export interface AxisRange {
  /** First and last value, both included; `step` says what lies between. */
  range: [number, number];
  /**
   * From one value to the next.
   * @default 1
   * @exclusiveMinimum 0
   */
  step?: number;
}
