import type { Where } from '../../src/node/parameters.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';
import { groupRows } from '../../src/table/group-rows.ts';
import { selectRows } from '../../src/table/select-rows.ts';
import type { ClaimRun, TrialFinding } from './claim-run.ts';

/** Parameters of the claims along layers. */
export interface LayerClaimParams {
  readonly estimator: string;
  readonly tolerance?: number;
  readonly where?: Where;
}

/** Values of one network at one iteration, in the order of the layers; null where one is missing. */
type Chain = readonly (number | null)[];

/**
 * A claim along the layers in the probe's order: values never step in the direction `wrong` by more than the
 * tolerance. Each step between neighbouring layers is a case, at every selected iteration.
 *
 * A trial is vacuous when within no chain (one network, one iteration) the values differ by more than the tolerance:
 * the opposite claim would fare as well. A step with a missing end is no case; it is counted as missing.
 */
export function followLayers(wrong: 'rise' | 'fall'): ClaimRun<LayerClaimParams> {
  return (params, { plan, estimates }) => {
    const tolerance = params.tolerance ?? 0;
    const own = estimates.filter((row) => row.estimator === params.estimator && row.channel == null);
    const rows = selectRows(own, params.where);
    const order = layerOrder(plan, params.estimator);
    const selected = new Set(rows.map((row) => row.layer));
    const layers = order.filter((layer) => selected.has(layer));
    const moments = distinct(rows.map(momentOf));
    const byTrial = groupRows(rows, (row) => String(row.trial));
    const trials = plan.trials.map((trial) => {
      const chains = chainsOf(byTrial.get(trial.id) ?? [], moments, layers);
      return judge(trial.id, chains, wrong === 'rise' ? 1 : -1, tolerance);
    });
    return { statement: stateClaim(wrong, rows[0], layers, tolerance), trials };
  };
}

function judge(trial: string, chains: readonly Chain[], sign: 1 | -1, tolerance: number): TrialFinding {
  let cases = 0;
  let violations = 0;
  let missing = 0;
  let worst = Number.NEGATIVE_INFINITY;
  let vacuous = true;
  for (const chain of chains) {
    const known = chain.filter((value) => value !== null);
    if (Math.max(...known) - Math.min(...known) > tolerance) vacuous = false;
    for (let i = 1; i < chain.length; i++) {
      const before = chain[i - 1] ?? null;
      const after = chain[i] ?? null;
      if (before === null || after === null) {
        missing++;
        continue;
      }
      const step = sign * (after - before);
      cases++;
      if (step > tolerance) violations++;
      worst = Math.max(worst, step);
    }
  }
  const worstMargin = cases > 0 ? tolerance - worst : null;
  return { trial, cases, violations, missing, worstMargin, vacuous: cases > 0 && vacuous };
}

function chainsOf(rows: readonly Row[], moments: readonly string[], layers: readonly string[]): Chain[] {
  const cells = new Map(rows.map((row) => [`${momentOf(row)} ${row.layer}`, row.value]));
  return moments.map((moment) =>
    layers.map((layer) => {
      const value = cells.get(`${moment} ${layer}`);
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    }),
  );
}

/** Names of the layers that an estimator sees, in the order of its probe. */
export function layerOrder(plan: Plan, estimator: string): readonly string[] {
  for (const stage of plan.stages) {
    for (const branch of stage.branches) {
      const found = branch.estimators.find((entry) => entry.name === estimator);
      const probe = found && stage.probes[found.probe];
      if (probe) return probe.layers.map((index) => stage.network.layers[index]!.name);
    }
  }
  return [];
}

function stateClaim(
  wrong: 'rise' | 'fall',
  row: Row | undefined,
  layers: readonly string[],
  tolerance: number,
): string {
  const quantity = row?.quantity ?? 'the value';
  const unit = row?.unit ?? '';
  const way = layers.length > 0 ? layers.join(' > ') : 'the layers';
  const slack = tolerance > 0 ? ` by more than ${tolerance} ${unit}`.trimEnd() : '';
  return `${quantity} does not ${wrong} along ${way}${slack}`;
}

function momentOf(row: Row): string {
  return `${row.model}@${row.iteration}`;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
