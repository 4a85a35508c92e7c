import { defineNode, type EstimatorName, type ReportRun } from 'infoplane/plugin';

/** The last values of an estimator, a bar a layer. */
export interface Params {
  /** Estimator whose values are drawn. */
  estimator: EstimatorName;
  /**
   * Colour of the bars.
   * @default "grey"
   */
  colour?: 'grey' | 'black';
}

const run: ReportRun<Params> = ({ estimator, colour }, { name, tables }) => {
  const rows = tables.estimates.filter((row) => row.estimator === estimator);
  const last = Math.max(...rows.map((row) => Number(row.iteration)));
  const data = rows
    .filter((row) => Number(row.iteration) === last)
    .map(({ layer, value }) => ({ layer: String(layer), value: Number(value) }));
  return {
    id: name,
    title: `Last values of ${estimator}`,
    caption: 'A bar a layer.',
    alt: data.map(({ layer, value }) => `${layer}: ${value.toFixed(2)}`).join(', '),
    legend: [],
    panels: [
      {
        title: '',
        group: '',
        size: 'tall',
        vegaLite: {
          data: { values: data },
          mark: { type: 'bar', color: colour ?? 'grey' },
          encoding: { x: { field: 'layer', type: 'nominal' }, y: { field: 'value', type: 'quantitative' } },
        },
      },
    ],
    scrubber: null,
    switches: [],
    data,
  };
};

export default defineNode({
  family: 'report',
  kind: 'last-values',
  version: 1,
  inputs: [{ from: 'estimator', family: 'estimator', edge: 'table', accepts: ['estimates'] }],
  output: 'figure',
  run,
});
