import { type ClaimRun, defineNode, type EstimatorName } from 'infoplane/plugin';

/** Every value of an estimator lies between two bounds. */
export interface Params {
  /** Estimator whose values are judged. */
  estimator: EstimatorName;
  /** The lower bound. */
  low: number;
  /** The upper bound. */
  high: number;
}

const run: ClaimRun<Params> = ({ estimator, low, high }, { plan, estimates }) => ({
  statement: `${estimator} lies between ${low} and ${high}`,
  trials: plan.trials.map(({ id }) => {
    const values = estimates
      .filter((row) => row.trial === id && row.estimator === estimator)
      .map(({ value }) => Number(value));
    const margins = values.map((value) => Math.min(value - low, high - value));
    return {
      trial: id,
      cases: values.length,
      violations: margins.filter((margin) => margin < 0).length,
      missing: 0,
      worstMargin: Math.min(...margins),
      vacuous: false,
    };
  }),
});

export default defineNode({
  family: 'claim',
  kind: 'between',
  version: 1,
  inputs: [{ from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'verdict',
  amounts: ['low', 'high'],
  run,
});
