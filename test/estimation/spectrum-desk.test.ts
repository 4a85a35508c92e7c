import { describe, expect, it } from 'vitest';
import { requestInformation } from '../../runner/estimation/renyi/mutual-information.ts';
import { type ClassVariable, gaussianVariable } from '../../runner/estimation/renyi/variables.ts';
import { createSpectrumDesk } from '../../runner/estimation/spectrum-desk.ts';
import { type Numerics, plainNumerics } from '../../runner/kernels/numerics.ts';
import { randomSamples } from '../kernels/random-samples.ts';

/** Plain numerics that note what they were asked. */
function noted() {
  const batches: { n: number; count: number }[] = [];
  let distances = 0;
  const numerics: Numerics = {
    name: 'javascript',
    single: false,
    squaredDistances(samples) {
      distances += 1;
      return plainNumerics.squaredDistances(samples);
    },
    productDistances: plainNumerics.productDistances,
    gaussianGram: plainNumerics.gaussianGram,
    excesses: plainNumerics.excesses,
    tilePass: plainNumerics.tilePass,
    eigenvaluesBatch(matrices, n) {
      batches.push({ n, count: matrices.length });
      return plainNumerics.eigenvaluesBatch(matrices, n);
    },
  };
  return { numerics, batches, distances: () => distances };
}

describe('the desk', () => {
  it('builds and solves a matrix once, and solves one size together', () => {
    const { numerics, batches } = noted();
    const desk = createSpectrumDesk(numerics);
    let built = 0;
    const build = () => {
      built += 1;
      return [Float64Array.of(2, 1, 1, 2)];
    };
    const first = desk.request('a', 2, build);
    const again = desk.request('a', 2, build);
    const other = desk.request('b', 2, () => [Float64Array.of(5, 0, 0, 4)]);
    const single = desk.request('c', 1, () => [Float64Array.of(7)]);
    desk.solve();
    desk.solve();
    expect(built).toBe(1);
    expect(batches).toEqual([
      { n: 2, count: 2 },
      { n: 1, count: 1 },
    ]);
    expect(again()).toBe(first());
    expect([...first()].map((value) => value.toFixed(12))).toEqual(['1.000000000000', '3.000000000000']);
    expect([...other()]).toEqual([4, 5]);
    expect([...single()]).toEqual([7]);
    expect(desk.solved()).toBe(3);
  });

  it('refuses to be read before it has solved, and one key for two sizes', () => {
    const desk = createSpectrumDesk(plainNumerics);
    const read = desk.request('a', 1, () => [Float64Array.of(1)]);
    expect(read).toThrow('before it was solved');
    expect(() => desk.request('a', 2, () => [new Float64Array(4)])).toThrow('asked for with 2 and 1');
  });

  it('takes the marginals of X and Y once, however many layers and estimators ask', () => {
    const { numerics, batches, distances } = noted();
    const desk = createSpectrumDesk(numerics);
    const variable = (name: string, seed: number, sigma: number) =>
      gaussianVariable(name, { key: name, samples: randomSamples(seed, 8, 3), sigma });
    const y: ClassVariable = { kind: 'classes', name: 'Y', key: 'Y', labels: [0, 0, 0, 0, 1, 1, 1, 1] };
    const estimates = [1.01, 1.5].flatMap((alpha) =>
      ['T1', 'T2'].flatMap((name, seed) => [
        requestInformation(variable('X', 9, 1), variable(name, seed, 1), alpha, desk),
        requestInformation(variable(name, seed, 1), y, alpha, desk),
      ]),
    );
    desk.solve();
    expect(distances()).toBe(3);
    expect(batches).toEqual([
      { n: 8, count: 5 },
      { n: 4, count: 4 },
    ]);
    requestInformation(variable('X', 9, 2), y, 1.01, desk);
    desk.solve();
    expect(distances()).toBe(3);
    expect(desk.solved()).toBe(9 + 3);
    for (const { bits } of estimates) expect(Number.isFinite(bits())).toBe(true);
  });
});
