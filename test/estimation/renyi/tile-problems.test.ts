import { expect, it } from 'vitest';
import { mostByProducts } from '../../../runner/estimation/sample-room.ts';
import { mostByTiles } from '../../../runner/kernels/tiles/tile-job.ts';
import { estimatorChecks } from '../../../runner/nodes/estimator-checks.ts';

const check = estimatorChecks.get('matrix-renyi')!;
const problems = (samples: number, settings: object) => {
  const layers = [{ name: 'F1', channels: 3, features: 4, levels: null }];
  const params = { quantity: 'I(X;T)', alpha: 1.01, bandwidth: { silverman: 5 }, ...settings };
  return check(params as never, { samples, layers, said: null, from: null }).map(({ setting, code }) => [
    setting[0] ?? '',
    code ?? 'value-not-allowed',
  ]);
};

it.each([
  [{}, []],
  [{ alpha: 0.9 }, [['alpha', 'value-not-allowed']]],
  [{ null: { permutations: 20 } }, [['null', 'value-not-allowed']]],
  [{ quantity: 'DiME(X;T)' }, [['quantity', 'value-not-allowed']]],
  [{ bandwidth: 'median' }, [['bandwidth', 'value-not-allowed']]],
  [{ bandwidthX: { knn: 5 } }, [['bandwidthX', 'value-not-allowed']]],
  [{ preset: 'wickstrom-2019' }, [['bandwidth', 'value-not-allowed']]],
  [{ quantity: 'effective-rank', kernel: 'cosine' }, [['kernel', 'value-not-allowed']]],
  [{ quantity: 'effective-rank' }, []],
] as const)('what tiles cannot do is a problem of the study: %o', (settings, expected) => {
  expect(problems(mostByProducts + 1, settings)).toEqual(expected);
  expect(problems(1000, { ...settings, spectrum: { tiles: {} } })).toEqual(expected);
  expect(problems(mostByProducts, settings)).toEqual([]);
});

it.each(['exact', 'f32', 'rational', { lanczos: {} }])(
  'a matrix that is asked for as a whole has a limit: %o',
  (spectrum) => {
    expect(problems(mostByProducts + 1, { spectrum })).toEqual([['spectrum', 'value-out-of-range']]);
    expect(problems(mostByProducts, { spectrum })).toEqual([]);
  },
);

it('tiles have one too', () => {
  expect(problems(mostByTiles, {})).toEqual([]);
  expect(problems(mostByTiles + 1, {})).toEqual([['', 'value-out-of-range']]);
  expect(problems(10 ** 6, { quantity: 'H(Y)' })).toEqual([]);
});
