import type { TileCost, tileCost } from '../../runner/estimation/renyi/tile-cost.ts';
import { bytesText } from '../node/bytes-text.ts';
import { featureMaps } from '../plan/feature-maps.ts';
import type { EstimatorPlan, Plan, StagePlan } from '../plan/plan.ts';
import { rowCount } from '../plan/schedule.ts';
import { isElsewhere } from '../plan/trained-here.ts';

/** Multiply-adds a second of one core, measured (bench/README.md): some cores do half of it. */
const ofCore = 2e10;

/** Says what matrices that are made by tiles cost, where a plan has any; they can take longer than all trainings. */
export async function tiledNote({ stages }: Plan): Promise<string> {
  const { tileCost: costOfRow } = await import('../../runner/estimation/renyi/tile-cost.ts');
  let [rows, work, bytes] = [0, 0, 0];
  const held = new Map<EstimatorPlan['params'], Set<number>>();
  for (const stage of stages) {
    for (const estimator of estimatorsOf(stage)) {
      const cost = costOf(stage, estimator, held, costOfRow);
      if (!cost) continue;
      const own = rowCount(stage.probes[estimator.probe]!.rows);
      rows += own;
      work += own * cost.multiplyAdds;
      bytes = Math.max(bytes, cost.bytes);
    }
  }
  if (rows === 0) return '';
  const minutes = Math.ceil(work / ofCore / 60);
  return `note: ${rows} row${rows === 1 ? '' : 's'} of matrices by tiles: at most ${work.toExponential(1)} multiply-adds, some ${minutes} minutes of one core, and ${bytesText(bytes)} at once\n`;
}

function estimatorsOf({ branches }: StagePlan): EstimatorPlan[] {
  const all = branches.flatMap(({ estimators }) => estimators.filter(({ kind }) => kind === 'matrix-renyi'));
  return [...new Map(all.map((estimator) => [estimator.key, estimator])).values()];
}

/** @param held settings and numbers of samples of which no matrix is made by tiles, whatever the layers are */
function costOf(
  { probes, network, training }: StagePlan,
  { params, probe }: EstimatorPlan,
  held: Map<EstimatorPlan['params'], Set<number>>,
  costOfRow: typeof tileCost,
): TileCost | null {
  const { sample, layers, split } = probes[probe]!;
  const samples = sample === 'batch' ? (isElsewhere(training) ? 0 : training.batchSize) : sample.n;
  if (held.get(params)?.has(samples)) return null;
  const features = network.input.reduce((all, length) => all * length, 1);
  const seen = layers.map((place) => featureMaps(network.layers[place]!.output, split));
  const cost = costOfRow(params as never, samples, features, seen);
  if (!cost) held.set(params, (held.get(params) ?? new Set()).add(samples));
  return cost;
}
