import type { EstimatorCheck, EstimatorSubject } from '../../src/node/estimator-check.ts';
import { RunError } from '../../src/node/run-error.ts';
import type { JsonObject } from '../../src/plan/plan.ts';
import type { Capture } from '../contract/capture.ts';
import type { Averaging } from '../contract/estimation.ts';
import type { AveragesOf, EstimateRow, EstimatorRun, SpectrumDesk } from '../contract/estimator.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { Numerics } from '../kernels/numerics.ts';
import { requireRoom } from './sample-room.ts';
import { createSpectrumDesk } from './spectrum-desk.ts';
import { aloneCrew, type TileCrew } from './tile-crew.ts';
import { withClasses } from './with-classes.ts';

/** An estimator as a plan has it: its kind and its parameters with defaults filled in. */
export interface EstimatorJob {
  readonly kind: string;
  readonly params: JsonObject;
}

/**
 * The rows of all estimators of one capture, each matrix built and solved once.
 *
 * Phases: every estimator's settings are checked against the capture; what estimators average over the rows of a training is averaged; every estimator asks the desk; the desk solves; every
 * estimator makes its rows.
 * @param kinds those that the estimators are of
 * @param average over the rows of each estimator before this one; a capture alone is its own mean
 * @param crew makes tiles of matrices that are too large to be held
 * @returns rows by estimator, in the order given
 * @throws RunError when settings and capture do not go together, or the capture cannot be estimated
 */
export async function estimateCapture(
  capture: Capture,
  estimators: readonly EstimatorJob[],
  numerics: Numerics,
  kinds: Kinds,
  average: Averaging | null = null,
  crew: TileCrew = aloneCrew(numerics),
): Promise<EstimateRow[][]> {
  const desk = createSpectrumDesk(numerics, crew);
  const subject = subjectOf(capture);
  const nodes = await Promise.all(estimators.map(({ kind }) => loadEstimator(kind, kinds)));
  for (const [at, { check }] of nodes.entries()) {
    const [problem] = check?.(estimators[at]!.params, subject) ?? [];
    if (problem) throw new RunError(`${estimators[at]!.kind}: ${problem.message}`, problem);
  }
  const matrices = nodes.map(({ pairMatrices }, at) => pairMatrices?.(estimators[at]!.params, subject) ?? 0);
  requireRoom(capture.samples, Math.max(0, ...matrices));
  const seen = withClasses(capture);
  const found = nodes.map(({ averages }, at) =>
    average ? (averages?.(seen, estimators[at]!.params, desk) ?? {}) : {},
  );
  const averaged = found.some((one) => Object.keys(one).length > 0);
  const means = averaged && average ? await average(found) : [];
  const pending = nodes.map(({ run }, at) =>
    run(seen, estimators[at]!.params, withMeans(desk, means[at] ?? {})),
  );
  desk.solve();
  return pending.map((rows) => [...rows()]);
}

/** The desk as one estimator sees it: what it averages is its own. */
function withMeans(desk: SpectrumDesk, means: Readonly<Record<string, number>>): SpectrumDesk {
  return { ...desk, averaged: (name, { value }) => means[name] ?? value };
}

interface Estimator {
  readonly run: EstimatorRun;
  readonly averages: AveragesOf | undefined;
  readonly check: EstimatorCheck<JsonObject> | undefined;
  readonly pairMatrices: PairMatricesOf | undefined;
}

type PairMatricesOf = (params: JsonObject, subject: EstimatorSubject) => number;

/** What can be told of a capture alone. */
function subjectOf({ samples, layers, other }: Capture): EstimatorSubject {
  return {
    samples,
    layers: subjectLayers(layers),
    ...(other ? { other: { layers: subjectLayers(other.layers) } } : {}),
    said: null,
    from: null,
  };
}

function subjectLayers(layers: Capture['layers']): EstimatorSubject['layers'] {
  return layers.map(({ index, channels, features }) => ({
    name: `layer ${index}`,
    channels,
    features,
    levels: null,
  }));
}

async function loadEstimator(kind: string, kinds: Kinds): Promise<Estimator> {
  const { run, averages, check, pairMatrices } = await kinds.node('estimator', kind);
  if (typeof run !== 'function') throw new Error(`estimator/${kind} has nothing to run`);
  return {
    run: run as EstimatorRun,
    averages: averages as AveragesOf | undefined,
    check: check as EstimatorCheck<JsonObject> | undefined,
    pairMatrices: pairMatrices as PairMatricesOf | undefined,
  };
}
