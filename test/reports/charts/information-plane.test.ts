import { expect, test } from 'vitest';
import { informationPlaneFigure } from '../../../reports/charts/information-plane.ts';
import type { InformationPlane, PlanePoint } from '../../../reports/charts/plane-data.ts';

const layers = ['C1', 'P1', 'F1'];

/** Two networks, whose layers go the same way up the diagonal, so that each layer has a plane of its own. */
const points = ['narrow', 'wide'].flatMap((panel) =>
  layers.flatMap((series, at) =>
    Array.from(
      { length: 20 },
      (_, step): PlanePoint => ({
        series,
        panel,
        step,
        epoch: step,
        iteration: step,
        x: (step + at / 10) % 12,
        y: ((step + at / 10) % 12) / 2 + 0.3 * Math.sin(3 * step + at),
        x_low: null,
        x_high: null,
        y_low: null,
        y_high: null,
        trials: 1,
      }),
    ),
  ),
);
const chart: InformationPlane = {
  id: 'plane',
  title: 'The plane',
  layers,
  x: 'I(X;T) (bits)',
  y: 'I(T;Y) (bits)',
  limit: null,
  points,
  steps: Array.from({ length: 20 }, (_, step) => `epoch ${step}`),
  remark: '',
  zoom: null,
  trials: [],
  trialCount: 1,
  eachTrial: false,
};

test('panels of a group stand one after the other, so that letters go on along the page', () => {
  const { panels } = informationPlaneFigure(chart);
  expect(panels.map(({ title }) => title)).toEqual(['narrow', 'wide', ...layers, ...layers]);
  const groups = panels.map(({ group }) => group);
  expect(groups.filter((group, at) => group !== groups[at - 1])).toHaveLength(new Set(groups).size);
});
