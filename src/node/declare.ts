import type { Json, JsonObject } from '../plan/json.ts';
import type { Shape, WeightPlan } from '../plan/plan.ts';
import type { EstimatorCheck, EstimatorSubject } from './estimator-check.ts';
import type { Quantities } from './quantity.ts';

/** The families of nodes, in the order in which data flows. */
export const families = ['dataset', 'model', 'probe', 'estimator', 'claim', 'report'] as const;
export type NodeFamily = (typeof families)[number];

/** What an edge can carry. */
export const portTypes = [
  'samples',
  'network',
  'forward',
  'activations',
  'errors',
  'estimates',
  'training',
  'figure',
  'verdict',
] as const;
export type PortType = (typeof portTypes)[number];

/**
 * An input of a node. `from` is the parameter that names the entry it comes from, with a dot where it lies inside
 * another one. `accepts` lists what the edge may
 * carry; where that depends on another parameter, `by` names it and `accepts` maps its values.
 */
export interface InputPort {
  readonly from: string;
  readonly family: NodeFamily;
  readonly edge: 'stream' | 'table';
  readonly accepts: readonly PortType[] | Readonly<Record<string, readonly PortType[]>>;
  readonly by?: string;
}

/**
 * What every node declares as literal data; the generator reads it from the source without running it, so it must
 * be written out in place (no variables, no calls).
 */
export interface NodeDeclaration<Run> {
  readonly family: NodeFamily;
  readonly kind: string;
  /** Counted up when the same parameters begin to give other results; part of every key. */
  readonly version: number;
  readonly inputs: readonly InputPort[];
  readonly output: PortType;
  /** Facts that the compiler needs of a dataset before it is read. */
  readonly provides?: DatasetFacts | StatedFacts;
  /**
   * Of an estimator that can do with the inner products of a layer's samples, which engines give faster than its tensor:
   * up to which squared length of a sample, its mean taken off, they are exact enough; null where the tensor is needed.
   */
  readonly longestSample?: LongestSample;
  /**
   * Of an estimator that only asks which samples of a layer are the same: hashes of their states, which it can do with, so that the
   * samples of a probe may pass through in pieces.
   */
  readonly readsStates?: StatesOf;
  /**
   * Of an estimator that looks at all pairs of samples: how many matrices of samples by samples (float64) it holds at once;
   * what does not fit into the machine's memory is refused before it is allocated.
   */
  readonly pairMatrices?: PairMatrices;
  /**
   * Of an estimator: the numbers of a capture that it averages over the rows of a training (`AveragesOf` of the contract);
   * called before `run`, which reads the means from the desk.
   */
  readonly averages?: (capture: never, params: never, desk: never) => Readonly<Record<string, unknown>>;
  /**
   * Of an estimator: cases whose answer is known, for the calibration card of reports (`Calibration` of
   * runner/calibration/known-answers.ts); a kind without it has no card.
   */
  readonly calibration?: {
    readonly shared?: readonly string[] | ((params: never) => readonly string[]);
    readonly answers: (asked: never) => unknown;
  };
  /** Of an estimator: what its quantities measure; a kind that does not say it is compared with itself only. */
  readonly quantities?: Quantities;
  /**
   * Of a claim: its settings that are in the unit of the quantity. On estimates in another unit they are converted.
   */
  readonly amounts?: readonly string[];
  /** Of an estimator: which settings do not go together, or not with its probe; called before anything is trained. */
  readonly check?: EstimatorCheck;
  readonly run: Run;
}

/** @param params the estimator's, as the plan has them @param subject the capture */
type PairMatrices = (params: never, subject: EstimatorSubject) => number;

/** @param params the estimator's, as the plan has them @param layer feature maps, and numbers in each */
export type LongestSample = (
  params: never,
  layer: { readonly channels: number; readonly features: number },
  samples: number,
) => number | null;

/** A dataset kind whose files are always the same: the facts of its official files, before transforms. */
export interface DatasetFacts {
  readonly shape: Shape;
  readonly classes: number;
  readonly trainSize: number;
  readonly testSize: number;
}

/**
 * A dataset kind whose files are the user's: the study states `shape`, `classes` and `sizes: { train, test }` in
 * settings of these names, and loading checks them. So a plan never depends on files.
 */
export interface StatedFacts {
  /** Settings that say where files lie; they are not part of a key (the checksums of the files are). */
  readonly paths: readonly string[];
}

/** Declares a node kind. One file holds one kind: its TSDoc, `interface Params`, and `export default defineNode({...})`. */
export function defineNode<Run>(declaration: NodeDeclaration<Run>): NodeDeclaration<Run> {
  return declaration;
}

/** What a claim over the estimates or the training table declares; its ports follow. */
export interface ClaimDeclaration<Run>
  extends Pick<NodeDeclaration<Run>, 'kind' | 'version' | 'amounts' | 'run'> {
  /** Whether `than` names what its values are compared with. */
  readonly compares?: true;
}

/** Declares a kind of claim over the estimates or the training table, with the ports that they all have. */
export function defineClaim<Run>({ compares, ...declaration }: ClaimDeclaration<Run>): NodeDeclaration<Run> {
  return { family: 'claim', inputs: claimInputs(compares === true), output: 'verdict', ...declaration };
}

/** The ports of a claim over the estimates or the training table. @param compares whether it reads two estimators */
export function claimInputs(compares: boolean): InputPort[] {
  const estimator = (from: string): InputPort => ({
    from,
    family: 'estimator',
    edge: 'table',
    accepts: ['estimates'],
  });
  return [
    estimator('estimator'),
    ...(compares ? [estimator('than.estimator')] : []),
    {
      from: 'models',
      family: 'model',
      edge: 'table',
      by: 'table',
      accepts: { training: ['network', 'forward'] },
    },
  ];
}

/**
 * Hashes of the states of a layer's samples, `[samples, features]`: `[samples, words]`, of each sample by itself.
 * @throws RunError where a value is not finite
 */
export type StatesOf = (values: Float32Array | Float64Array, samples: number) => Uint32Array;

/** What a layer makes of its input, or why it does not fit. */
export type ShapeResult =
  | { readonly output: Shape; readonly weights: readonly WeightPlan[]; readonly multiplyAdds: number }
  | {
      readonly misfit: string;
      readonly hint?: string;
      /** The layer's settings that it can hang on; all when left out. */
      readonly settings?: readonly string[];
    };

/** The part of a layer kind that the compiler calls: pure and light. */
export interface LayerRule<Params = never> {
  readonly kind: string;
  readonly version: number;
  /**
   * @param params with defaults filled in, as the schema checked them, without `repeat` and `layers`
   * @param input shape of one sample; for a kind that holds `layers` of its own, what the last of them puts out
   * @param others shapes of further inputs: for a kind that holds layers, what goes into the first of them
   */
  shape(params: Params, input: Shape, ...others: readonly Shape[]): ShapeResult;
}

/** An entry of the generated catalogue. */
export interface CatalogEntry {
  readonly family: NodeFamily | 'layer';
  readonly kind: string;
  readonly version: number;
  /** First paragraph of the TSDoc. */
  readonly summary: string;
  /** Whole TSDoc, Markdown. */
  readonly description: string;
  /** Where the method or the data come from. */
  readonly source: string | null;
  /** Markdown with a YAML block that shows the kind in use. */
  readonly example: string | null;
  /** JSON Schema of the parameters (closed); `reference` on a string names the family it points into. */
  readonly params: JsonObject;
  readonly inputs: readonly InputPort[];
  readonly output: PortType | null;
  readonly provides: DatasetFacts | StatedFacts | null;
  /** Of an estimator that says so: what its quantities measure. */
  readonly quantities?: Quantities;
  /** Of an estimator that can do with hashes of samples' states (`readsStates` of its declaration). */
  readonly readsStates?: true;
  /** Source file, relative to the package; of a plugin as messages name it. */
  readonly file: string;
  /** Of a plugin: the hash of its code. */
  readonly code?: string;
}

/** schemas/catalog.json */
export interface Catalog {
  readonly format: 1;
  /** JSON Schema of a study's top level (closed); `entries` on a map names the family of what it holds. */
  readonly study: JsonObject;
  /** Types that the schemas refer to by `#/definitions/<name>`. */
  readonly definitions: { readonly [name: string]: Json };
  readonly entries: readonly CatalogEntry[];
}
