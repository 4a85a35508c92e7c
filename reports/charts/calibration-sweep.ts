import type { CalibrationSweep, Panel } from '../report-input.ts';

/** The estimate and the true value against the correlation of two normal variables. */
export function sweepPanel(sweep: CalibrationSweep): Panel {
  const points = sweep.points.flatMap((point) => [
    { correlation: point.correlation, value: point.value, curve: 'estimate' },
    { correlation: point.correlation, value: point.truth, curve: 'Shannon' },
  ]);
  const y = { field: 'value', type: 'quantitative', axis: { title: sweep.unit } };
  return {
    title: sweep.title,
    group: '',
    size: 'small',
    vegaLite: {
      data: { values: points },
      encoding: {
        x: { field: 'correlation', type: 'quantitative', axis: { title: 'correlation' } },
        y,
        color: {
          field: 'curve',
          type: 'nominal',
          scale: { domain: ['estimate', 'Shannon'], range: ['var(--s1)', 'var(--muted)'] },
          legend: { orient: 'top', title: null, labelColor: 'var(--muted)' },
        },
      },
      layer: [{ mark: { type: 'line', strokeWidth: 1.5 } }, { mark: { type: 'circle', size: 30 } }],
    },
  };
}
