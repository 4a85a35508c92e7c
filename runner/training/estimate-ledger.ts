import type { BranchPlan, JsonObject, ProbePlan, StagePlan } from '../../src/plan/plan.ts';
import type { Batch, Tensors } from '../engines/engine.ts';
import type { Capture, ProbeNode, StageServices } from '../nodes/contract.ts';
import type { KeptEstimate } from './stage-result.ts';

/** An estimator that one or more branches read from the same probe: computed once. */
interface SharedEstimator {
  readonly kind: string;
  readonly params: JsonObject;
  readonly owners: { readonly branch: number; readonly estimator: number }[];
}

/** Sends captures to the estimators in the worker threads and gathers their rows in a defined order. */
export interface EstimateLedger {
  /** Hands over a capture of probe number `probe`; waits while the workers have enough to do. */
  submit(probe: number, batch: Batch, tensors: Tensors, iteration: number): Promise<void>;
  /** All rows, once every capture is estimated. */
  finish(): Promise<KeptEstimate[]>;
}

/** @throws whatever an estimator threw, at the next `submit` or at `finish` */
export function createEstimateLedger(
  stage: StagePlan,
  { pool, probes }: Pick<StageServices, 'pool' | 'probes'>,
): EstimateLedger {
  const shared = stage.probes.map((_, probe) => shareEstimators(stage.branches, probe));
  const pending: Promise<void>[] = [];
  const rows: KeptEstimate[] = [];
  let failure: { readonly cause: unknown } | null = null;

  return {
    async submit(probe, batch, tensors, iteration) {
      const estimators = shared[probe]!;
      if (estimators.length === 0) return;
      await pool.ready();
      if (failure) throw failure.cause;
      const capture = captureOf(stage, stage.probes[probe]!, probes[probe]!, batch, tensors, iteration);
      const job = pool
        .submit({ capture, estimators: estimators.map(({ kind, params }) => ({ kind, params })) })
        .then((results) => {
          results.forEach((result, at) => {
            for (const owner of estimators[at]!.owners) {
              for (const { layer, cells } of result) rows.push({ ...owner, iteration, layer, cells });
            }
          });
        })
        .catch((cause: unknown) => {
          failure ??= { cause };
        });
      pending.push(job);
    },
    async finish() {
      await Promise.all(pending);
      if (failure) throw failure.cause;
      return rows.sort(
        (a, b) => a.branch - b.branch || a.iteration - b.iteration || a.estimator - b.estimator,
      );
    },
  };
}

function shareEstimators(branches: readonly BranchPlan[], probe: number): SharedEstimator[] {
  const byContent = new Map<string, SharedEstimator>();
  branches.forEach((branch, branchIndex) => {
    branch.estimators.forEach((estimator, index) => {
      if (estimator.probe !== probe) return;
      const content = JSON.stringify([estimator.kind, estimator.params]);
      const known = byContent.get(content) ?? { kind: estimator.kind, params: estimator.params, owners: [] };
      known.owners.push({ branch: branchIndex, estimator: index });
      byContent.set(content, known);
    });
  });
  return [...byContent.values()];
}

/** Copies out of a batch and its tensors what `probe` hands to its estimators; the capture owns its memory. */
function captureOf(
  stage: StagePlan,
  probe: ProbePlan,
  kind: ProbeNode,
  batch: Batch,
  tensors: Tensors,
  iteration: number,
): Capture {
  const { layers, lossError } = kind.read(tensors);
  return {
    iteration,
    seed: stage.seed,
    samples: batch.samples,
    classes: stage.network.classes,
    inputs: batch.inputs.slice(),
    labels: batch.labels.slice(),
    lossError: lossError.slice(),
    layers: probe.layers.map((index) => {
      const [channels = 1, height, width] = stage.network.layers[index]!.output;
      const values = layers.get(index);
      if (!values) throw new Error(`the engine gave no tensor of layer ${index} to the probe ${probe.kind}`);
      const maps = height !== undefined && width !== undefined;
      return {
        index,
        channels: maps ? channels : 1,
        features: maps ? height * width : channels,
        values: values.slice(),
      };
    }),
  };
}
