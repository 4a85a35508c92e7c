import { describe, expect, test } from 'vitest';
import { codesAndPlaces, compileText, planOf, studyText } from '../study-text.ts';

const added = `
  fewer: { kind: pruned, model: net, estimator: maps, layer: C1, keep: 2 }
`;
const study = (pruned = added) =>
  studyText
    .replace('\nprobes:', `${pruned}\nprobes:`)
    .replace('\nclaims:', '  maps: { kind: matrix-renyi, probe: forward, quantity: I(X;Tc) }\n\nclaims:')
    .replace('reports:\n', 'reports:\n  training: { kind: training-curves }\n');

describe('a pruned network', () => {
  test('is a stage that requires the training of its base, with fewer maps from there on', () => {
    const { stages } = planOf(study());
    expect(stages.map((stage) => stage.id)).toEqual(['net', 'fewer']);
    const [base, fewer] = stages;
    expect(fewer!.requires).toEqual([base!.key]);
    expect(base!.requires).toBeUndefined();
    const { key } = base!.branches[0]!.estimators.find(({ name }) => name === 'maps')!;
    expect(fewer!.pruning).toEqual({ layer: 0, keep: 2, drop: 'smallest', estimate: key });
    expect(fewer!.network.layers.map(({ output }) => output)).toEqual([[2, 24, 24], [2, 12, 12], [20], [10]]);
    expect(fewer!.network.layers[2]!.weights[0]!.shape).toEqual([20, 2 * 12 * 12]);
    expect([fewer!.training.epochs, fewer!.training.updates]).toEqual([0, 0]);
  });

  test('comes after its base, whatever the order of the study', () => {
    const first = study('').replace('models:\n', `models:${added}`);
    expect(planOf(first).stages.map((stage) => stage.id)).toEqual(['net', 'fewer']);
  });

  test('may be trained further, against the loss of its base', () => {
    const tuned = study(
      added.replace('keep: 2', 'keep: 2, training: { learningRate: 0.01, batchSize: 50, epochs: 3 }'),
    );
    expect(planOf(tuned).stages[1]!.training).toMatchObject({ learningRate: 0.01, updates: 60, epochs: 3 });
  });

  test('has a key that changes with its base, its estimator and its settings, not with names', () => {
    const keyOf = (text: string) => planOf(text).stages.at(-1)!.key;
    const key = keyOf(study());
    expect(keyOf(study().replaceAll('fewer', 'lean'))).toBe(key);
    for (const [from, to] of [
      ['keep: 2', 'keep: 3'],
      ['keep: 2', 'keep: 2, drop: random'],
      ['seed: 1', 'seed: 2'],
      ['quantity: I(X;Tc)', 'quantity: I(X;Tc), alpha: 2'],
      ['learningRate: 0.1', 'learningRate: 0.2'],
    ] as const) {
      expect(keyOf(study().replace(from, to))).not.toBe(key);
    }
  });

  test('that any maps may be dropped of depends on no estimator', () => {
    const drawn = study(added.replace('keep: 2', 'keep: 2, drop: random'));
    const [base, fewer] = planOf(drawn).stages;
    expect(fewer!.pruning).toEqual({ layer: 0, keep: 2, drop: 'random' });
    const other = planOf(drawn.replace('quantity: I(X;Tc)', 'quantity: I(X;Tc), alpha: 2')).stages;
    expect(other.map(({ key }) => key)).toEqual([base!.key, fewer!.key]);
    const along = planOf(`${drawn}matrix: { estimators.maps.alpha: [1.01, 2] }\n`).stages;
    expect(along.map(({ key }) => key)).toEqual([base!.key, fewer!.key]);
  });

  test('is trained anew for each value of an axis of the estimator that ranks its maps, and of no other', () => {
    const along = (axis: string) => planOf(`${study()}matrix: { ${axis}: [1.01, 2] }\n`).stages;
    const ranked = along('estimators.maps.alpha');
    expect(ranked.map(({ id }) => id)).toEqual(['net', 'fewer[alpha=1.01]', 'fewer[alpha=2]']);
    expect(new Set(ranked.map(({ key }) => key)).size).toBe(3);
    expect(along('estimators.IXT.alpha').map(({ id }) => id)).toEqual(['net', 'fewer']);
  });

  test.each([
    ['model: net', 'model: nett', 'reference-unknown'],
    ['estimator: maps', 'estimator: IXT', 'port-mismatch'],
    ['layer: C1', 'layer: C9', 'layer-unknown'],
    ['layer: C1', 'layer: P1', 'layer-misfit'],
    ['keep: 2', 'keep: 6', 'value-out-of-range'],
  ])('with %s as %s is told: %s', (from, to, code) => {
    const found = codesAndPlaces(compileText(study(added.replace(from, to))));
    expect(found.map((one) => one.split(' ')[0])).toEqual([code]);
  });

  test('needs a row of its estimator after the last update, unless the maps are drawn', () => {
    const early = (drop: string) =>
      study(added.replace('keep: 2', `keep: 2, drop: ${drop}`)).replace(
        'epochs: [0, 1/3, 2]',
        'epochs: [0, 1/3]',
      );
    const { diagnostics } = compileText(early('smallest'));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'port-mismatch `maps` has no row after the last update of `net`, whose weights are pruned',
    ]);
    expect(diagnostics[0]!.hint).toBe('let probe `forward` look at epoch 2 too');
    expect(compileText(early('random')).diagnostics).toEqual([]);
  });

  test('cannot be made from a pruned one, nor by what is estimated of another', () => {
    const chained = study(
      `${added}  least: { kind: pruned, model: fewer, estimator: maps, layer: C1, keep: 1 }\n`,
    );
    expect(codesAndPlaces(compileText(chained)).map((one) => one.split(' ')[0])).toEqual(['port-mismatch']);
    const own = study()
      .replace(
        '\nestimators:',
        '  after: { kind: activations, model: fewer, layers: [C1], at: { epochs: [0] } }\n\nestimators:',
      )
      .replace('probe: forward, quantity: I(X;Tc)', 'probe: after, quantity: I(X;Tc)');
    expect(codesAndPlaces(compileText(own)).map((one) => one.split(' ')[0])).toEqual(['port-mismatch']);
  });
});

test('a probe knows the length of each training that the matrix makes', () => {
  const { stages } = planOf(`${studyText}\nmatrix: { models.net.training.epochs: [2, 4] }\n`);
  const rows = stages.map(({ probes }) => probes.find(({ carries }) => carries === 'errors')!.rows);
  expect(rows).toEqual([
    { every: 5, last: 20 },
    { every: 5, last: 40 },
  ]);
});
