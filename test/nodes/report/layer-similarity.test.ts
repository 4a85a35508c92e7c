import { expect, test } from 'vitest';
import layerSimilarity from '../../../runner/nodes/report/layer-similarity.ts';
import type { Row } from '../../../src/table/columns.ts';
import { syntheticRun } from '../../reports/synthetic-run.ts';

/** A run of some seeds with a value of each two of its first three layers, which is 0.1 more with each seed and 0.2 more at the end. */
function contextOf(seeds: number) {
  const { plan, tables } = syntheticRun({ seeds });
  const pairs = plan.trials.flatMap(({ id, seed }) =>
    [0, 469].flatMap((iteration) =>
      [
        ['C1', 0, 1],
        ['C1', 0, 2],
        ['P1', 1, 2],
      ].map(
        ([layer, first, second]): Row => ({
          ...tables.estimates[0]!,
          trial: id,
          seed,
          estimator: 'layers',
          quantity: 'CKA(Ti;Tj)',
          unit: '',
          layer: layer!,
          layer_index: first!,
          channel: null,
          channel_2: second!,
          iteration,
          epoch: iteration / 469,
          value: 0.1 * seed + (iteration > 0 ? 0.2 : 0) + (first === 0 && second === 2 ? -0.25 : 0),
        }),
      ),
    ),
  );
  return { name: 'figure', plan, tables: { ...tables, estimates: [...tables.estimates, ...pairs] } };
}

test('each two layers in both orders and with themselves, at the first and the last row', () => {
  const figure = layerSimilarity.run({ estimator: 'layers' }, contextOf(1));
  expect(figure.panels.map((panel) => panel.title)).toEqual(['epoch 0', 'epoch 1']);
  expect(figure.data).toHaveLength(2 * 9);
  const valueAt = (panel: string, layer: string, layer_2: string) =>
    figure.data.find((cell) => cell.panel === panel && cell.layer === layer && cell.layer_2 === layer_2)!
      .value;
  expect(valueAt('epoch 1', 'C2', 'C1')).toBeCloseTo(0.05, 12);
  expect(valueAt('epoch 1', 'C1', 'C2')).toBeCloseTo(0.05, 12);
  expect(valueAt('epoch 0', 'P1', 'P1')).toBe(1);
  expect(figure.alt).toMatch(/epoch 1: from 0\.05 \(C1 and C2\) to 0\.3 \(/);
  expect(figure.alt).toMatch(/epoch 0: from -0\.15 \(C1 and C2\)/);
});

test('means over seeds, with their intervals, of the epochs that are asked for', () => {
  const figure = layerSimilarity.run({ estimator: 'layers', where: { epoch: 'last' } }, contextOf(3));
  expect(figure.panels).toHaveLength(1);
  const cell = figure.data.find(({ layer, layer_2 }) => layer === 'C1' && layer_2 === 'P1')!;
  expect(cell).toMatchObject({ trials: 3 });
  expect(cell.value).toBeCloseTo(0.4, 12);
  // Student's t of two degrees of freedom, 4.302653, times 0.1 over the root of 3
  expect(Number(cell.high) - 0.4).toBeCloseTo((4.302653 * 0.1) / Math.sqrt(3), 6);
});

/** Three networks of three layers; that of the last seed has its second and third layer the other way round. */
function betweenSeeds() {
  const { plan, tables } = syntheticRun({ seeds: 3 });
  const layers = ['C1', 'P1', 'C2'];
  const order = (seed: number) => (seed === 3 ? [0, 2, 1] : [0, 1, 2]);
  const pairs = plan.trials.flatMap(({ id, seed }) =>
    [1, 2, 3]
      .filter((other) => other !== seed)
      .flatMap((other) =>
        layers.flatMap((layer, i) =>
          layers.map(
            (layer_2, j): Row => ({
              ...tables.estimates[0]!,
              trial: id,
              seed,
              model: 'lenet5',
              model_2: 'lenet5',
              seed_2: other,
              estimator: 'others',
              quantity: 'CKA(Ti;Uj)',
              unit: '',
              layer,
              layer_index: i,
              layer_2,
              channel: null,
              channel_2: j,
              iteration: 469,
              epoch: 1,
              value: order(seed)[i] === order(other)[j] ? 0.9 : 0.1,
            }),
          ),
        ),
      ),
  );
  const stages = plan.stages.map((stage) => ({
    ...stage,
    branches: stage.branches.map((branch) => ({
      ...branch,
      estimators: [
        {
          key: 'k',
          name: 'others',
          kind: 'cka-between',
          params: { quantity: 'CKA(Ti;Uj)' },
          probe: 0,
          other: { stage: 'another', capture: 'c' },
        },
      ],
    })),
  }));
  return { name: 'figure', plan: { ...plan, stages }, tables: { ...tables, estimates: pairs } };
}

test('between seeds: means over pairs, and how many layers find their counterpart', () => {
  const figure = layerSimilarity.run({ estimator: 'others', where: { epoch: 'last' } }, betweenSeeds());
  expect(figure.panels).toHaveLength(1);
  expect(figure.data).toHaveLength(9);
  const valueAt = (layer: string, layer_2: string) =>
    Number(figure.data.find((cell) => cell.layer === layer && cell.layer_2 === layer_2)!.value);
  expect(valueAt('C1', 'C1')).toBeCloseTo(0.9, 12);
  // one of the three pairs of networks has them alike
  expect(valueAt('P1', 'P1')).toBeCloseTo((0.9 + 2 * 0.1) / 3, 12);
  expect(valueAt('P1', 'C2')).toBeCloseTo((0.1 + 2 * 0.9) / 3, 12);
  // six ways between three networks, three layers each: all of C1, and of the others those of one pair, both ways
  expect(figure.caption).toContain(`${Math.round((100 * 10) / 18)} % (10 of 18)`);
  expect(figure.caption).toContain('all pairs of 3 networks');
  const { x, y } = figure.panels[0]!.vegaLite.encoding as Record<string, { axis: { title: string } }>;
  expect([x!.axis.title, y!.axis.title]).toEqual(['lenet5, one seed', 'lenet5, another seed']);
});
