import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src/cli/command-line.ts';
import { type Options, run } from '../../../src/cli/commands/estimate.ts';
import { RunError } from '../../../src/node/run-error.ts';
import { randomNumbers } from '../../kernels/random-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'infoplane-estimate-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes an array of float64 as .npy. */
function save(name: string, shape: readonly number[], values: readonly number[]): string {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`;
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0]);
  writeFileSync(
    join(folder, name),
    Buffer.concat([head, Buffer.from(text), Buffer.from(Float64Array.from(values).buffer)]),
  );
  return name;
}

const defaults: Options = { layout: 'nhwc', base: '2' };

async function estimate(quantity: string, options: Partial<Options>) {
  const printed: string[] = [];
  const code = await run(
    [quantity],
    { ...defaults, ...options },
    {
      out: (text) => printed.push(text),
      err: () => undefined,
      terminal: false,
      cwd: folder,
      env: {},
      signal: new AbortController().signal,
    },
  );
  return { code, text: printed.join('') };
}

const json = async (quantity: string, options: Partial<Options>) =>
  JSON.parse((await estimate(quantity, { ...options, json: true })).text);

interface Pairwise {
  x: number[][];
  t: number[][][][];
  sigmaX: number;
  sigmaT: number;
  alpha: number | 'inf';
  IXT: number;
  IXTc: number[];
}
const vectors = JSON.parse(readFileSync(new URL('../../fixtures/vectors.json', import.meta.url), 'utf8'));
const case1: Pairwise = vectors.pairwise[1];
const x = save('x.npy', [6, 3], case1.x.flat());
const t = save('t.npy', [6, 2, 2, 3], case1.t.flat(3));
const channelsFirst = case1.t.flatMap((image) =>
  [0, 1, 2].flatMap((c) => image.flatMap((row) => row.map((cell) => cell[c]!))),
);
const tc = save('tc.npy', [6, 3, 2, 2], channelsFirst);
const labels = save('labels.npy', [6], [0, 1, 0, 1, 2, 2]);
const widths = { sigma: case1.sigmaX, sigmaT: case1.sigmaT };

describe('estimates of arrays', () => {
  it('gives the reference values, whichever axis the maps lie on', async () => {
    for (const layout of [{ t }, { t: tc, layout: 'nchw' as const }]) {
      const whole = await json('I(X;T)', { x, ...layout, ...widths });
      expect(Math.abs(whole.value - case1.IXT)).toBeLessThan(1e-9);
      const maps = await json('I(X; Tc)', { x, ...layout, ...widths });
      for (const [c, value] of case1.IXTc.entries())
        expect(Math.abs(maps.value[c] - value)).toBeLessThan(1e-9);
      const redundancy = await json('redundancy', { x, ...layout, ...widths });
      const pairs = await json('I(X;{Ti,Tj})', { x, ...layout, ...widths });
      expect(pairs.channels).toEqual([
        [0, 1],
        [0, 2],
        [1, 2],
      ]);
      const expected = case1.IXTc.reduce((sum, value) => sum + value, 0) - case1.IXT;
      expect(Math.abs(redundancy.value - expected)).toBeLessThan(1e-9);
      const relative = await json('relative-redundancy', { x, ...layout, ...widths });
      expect(Math.abs(relative.value - expected / (expected + case1.IXT))).toBeLessThan(1e-9);
      expect(relative.unit).toBe('share');
      for (const quantity of ['redundancy', 'trade-off', 'non-redundant', 'leave-one-out']) {
        const plain = await json(quantity, { x, ...layout, ...widths });
        const byNode = await json(quantity, { x, ...layout, ...widths, param: ['base=2'] });
        const found: number[] = [byNode.value].flat();
        for (const [at, value] of [plain.value].flat().entries())
          expect(Math.abs(found[at]! - value)).toBeLessThan(1e-9);
      }
      const apart = await json('redundancy', {
        x,
        ...layout,
        ...widths,
        param: ['null={ permutations: 4, maps: apart, value: mean }'],
      });
      expect(apart.quantity).toBe('redundancy of permuted maps');
      expect(apart.stderr).toBeGreaterThan(0);
    }
  });

  it('gives the pairwise reference values at every order', async () => {
    for (const entry of vectors.pairwise as (Pairwise & { tradeoff: number; nonRedundant: number })[]) {
      const alpha = entry.alpha === 'inf' ? Number.POSITIVE_INFINITY : entry.alpha;
      const options = { x, t, alpha, sigma: entry.sigmaX, sigmaT: entry.sigmaT };
      expect(Math.abs((await json('trade-off', options)).value - entry.tradeoff)).toBeLessThan(1e-9);
      expect(Math.abs((await json('non-redundant', options)).value - entry.nonRedundant)).toBeLessThan(1e-9);
    }
  });

  it('takes the rules and presets that studies have', async () => {
    for (const bandwidth of [{ kind: 'median' }, { kind: 'knn', k: 2 }] as const) {
      const result = await json('I(X;T)', { x, t, bandwidth });
      expect(result.sigma.rule).toBe(bandwidth.kind === 'knn' ? 'knn 2' : 'median');
      expect(result.sigma.x).toBeGreaterThan(0);
    }
    const printed = await json('I(X;T)', { x, t, preset: 'yu-2018' });
    const classical = await json('I(X;T)', { x, t, preset: 'yu-2018', exponent: 'classical' });
    expect(classical.value).toBe((await json('I(X;T)', { x, t })).value);
    expect(printed.value).toBe((await json('I(X;T)', { x, t, exponent: 'paper' })).value);
    expect(printed.value).not.toBe(classical.value);
    const preset = await json('I(X;T)', { x, t, labels, preset: 'wickstrom-2019' });
    expect(preset.sigma).toMatchObject({ x: 8, rule: 'preset wickstrom-2019' });
    const rough = await json('I(X;T)', { x, t, lanczos: { probes: 8, steps: 6 } });
    const exact = await json('I(X;T)', { x, t });
    expect(rough.method).toBe('lanczos');
    expect(Math.abs(rough.value - exact.value)).toBeLessThanOrEqual(4 * rough.stderr + 1e-12);
  });

  it('says where a width was aligned with one class', async () => {
    const alone = save('alone.npy', [6], [1, 1, 1, 1, 1, 1]);
    const bandwidth = {
      kind: 'kernel-alignment',
      grid: { from: 0.1, to: 10, points: 9 },
      smoothing: 0,
    } as const;
    const flags = async (files: Partial<Options>) => (await json('H(X)', { x, bandwidth, ...files })).flags;
    expect(await flags({ labels: alone })).toContainEqual(expect.stringMatching(/^unaligned: one class/));
    expect(await flags({ labels })).not.toContainEqual(expect.stringMatching(/^unaligned/));
  });

  it('keeps what float64 tells apart, in every kind', async () => {
    const next = randomNumbers(8);
    const [n, d] = [40, 2];
    const values = Array.from({ length: n * d }, () => Math.round(2 ** 16 * next()) / 2 ** 16);
    const inputs = save(
      'wide-x.npy',
      [n, d],
      values.map((value) => value * 3 - 1),
    );
    const near = save('near.npy', [n, d], values);
    const far = save(
      'far.npy',
      [n, d],
      values.map((value) => value + 1e8),
    );
    const classes = save(
      'halves.npy',
      [n],
      Array.from({ length: n }, (_, i) => (values[d * i]! > 0.5 ? 1 : 0)),
    );
    const files = { x: inputs, labels: classes };
    const kinds = [
      ['I(X;T)', 'ksg', 'k=3'],
      ['I(T;Y)', 'ksg', 'norm=euclidean'],
      ['I(X;T)', 'binning', 'edges={adaptive: 5}'],
      ['I(T;Y)', 'kde', 'noiseVariance=0.01'],
      ['accuracy', 'linear-probe', 'l2=0.001'],
      ['I(X;T)', 'matrix-renyi', ''],
    ] as const;
    for (const [quantity, estimator, param] of kinds) {
      const settings = { ...files, estimator, ...(param ? { param: [param] } : {}) };
      const [before, after] = [
        await json(quantity, { ...settings, t: near }),
        await json(quantity, { ...settings, t: far }),
      ];
      expect(Math.abs(after.value - before.value), estimator).toBeLessThan(1e-7);
      expect(after.flags).toEqual(before.flags);
      expect(before.value).toBeGreaterThan(0.05);
    }
  });

  it('other kinds, with their settings', async () => {
    const result = await json('I(T;Y)', { t, labels, estimator: 'ksg', param: ['k=1'] });
    expect(result).toMatchObject({ quantity: 'I(T;Y)', estimator: 'ksg', unit: 'bits', samples: 6 });
    expect(Number.isFinite(result.value)).toBe(true);
    const nats = await json('I(T;Y)', { t, labels, estimator: 'ksg', param: ['k=1'], base: 'e' });
    expect(nats.value).toBeCloseTo(result.value * Math.LN2, 12);
  });

  it.each([
    ['ksg', 'I', ['k=1', 'norm=euclidean']],
    ['cka', 'CKA', ['kernel=gaussian']],
  ])('a real-valued Y by %s, as if it were X', async (estimator, name, param) => {
    const ofY = await json(`${name}(T;Y)`, { t, y: x, estimator, param });
    const ofX = await json(`${name}(X;T)`, { t, x, estimator, param });
    expect(ofY).toMatchObject({ quantity: `${name}(T;Y)`, value: ofX.value, samples: 6 });
    const ofClasses = await json(`${name}(T;Y)`, { t, labels, estimator, param });
    expect(ofClasses.value).not.toBe(ofY.value);
  });

  it('other kinds, on more samples than a call has arguments', async () => {
    const n = 200_000;
    const values = Array.from({ length: n }, (_, i) => i % 4);
    const files = { t: save('many.npy', [n], values), labels: save('classes.npy', [n], values) };
    const result = await json('I(T;Y)', { ...files, estimator: 'binning' });
    expect(result).toMatchObject({ value: 2, samples: n });
  });

  it('real-valued X and Y, at orders up to infinity', async () => {
    const entries = vectors.matrixRenyi.filter((entry: { sigmaY?: number }) => entry.sigmaY !== undefined);
    expect(entries).toHaveLength(4);
    for (const entry of entries) {
      const files = { x: save('ex.npy', [6, 3], entry.x.flat()), y: save('ey.npy', [6, 2], entry.y.flat()) };
      const alpha = entry.alpha === 'inf' ? Infinity : entry.alpha;
      const options = { ...files, alpha, sigma: entry.sigmaX, sigmaY: entry.sigmaY };
      const result = await json('I(X;Y)', options);
      expect(Math.abs(result.value - entry.I)).toBeLessThan(1e-9);
      expect(Math.abs(result.entropies['H(X)'] - entry.Hx)).toBeLessThan(1e-9);
      expect(Math.abs(result.entropies['H(X,Y)'] - entry.Hxy)).toBeLessThan(1e-9);
      expect(result.alpha).toBe(entry.alpha);
      expect(Math.abs((await json('H(Y)', options)).value - entry.Hy)).toBeLessThan(1e-9);
    }
  });

  it('prints one object with what decided the value', async () => {
    const result = await json('I(T;Y)', { t, labels });
    const keys = [
      'quantity',
      'value',
      'unit',
      'samples',
      'estimator',
      'alpha',
      'layout',
      'sigma',
      'entropies',
    ];
    expect(Object.keys(result)).toEqual([...keys, 'flags']);
    const rough = await json('I(T;Y)', { t, labels, lanczos: { probes: 8, steps: 5 } });
    expect(Object.keys(rough)).toEqual([...keys, 'flags', 'method', 'stderr']);
    const quick = await json('I(T;Y)', { t, labels, spectrum: 'rational' });
    expect(quick.method).toBe('rational-f64');
    expect(Math.abs(quick.value - result.value)).toBeLessThan(1e-6);
    const single = await json('I(T;Y)', { t, labels, spectrum: 'f32' });
    expect(single.method).toBe('spectrum-f32');
    expect(Math.abs(single.value - result.value)).toBeLessThan(2e-5);
    const tiles = await json('I(T;Y)', { t, labels, spectrum: 'tiles' });
    expect(tiles.method).toBe('lanczos-tiles');
    expect(Math.abs(tiles.value - result.value)).toBeLessThan(4 * tiles.stderr + 1e-4);
    const rank = await json('effective-rank', { t, labels, spectrum: 'tiles' });
    expect(rank.method).toBe('lanczos-tiles');
    await expect(json('I(T;Y)', { t, labels, spectrum: 'tiles', alpha: 0.5 })).rejects.toThrow(/order 0.5/);
    const other = await json('I(T;Y)', { t, labels, estimator: 'binning' });
    expect(Object.keys(other).slice(0, 10)).toEqual([...keys, 'flags']);
    expect(result).toMatchObject({
      quantity: 'I(T;Y)',
      unit: 'bits',
      samples: 6,
      alpha: 1.01,
      layout: 'nhwc',
    });
    expect(result.sigma.rule).toBe('silverman 5 (default)');
    expect(result.sigma.t).toBeCloseTo(5 * 6 ** (-1 / 8), 13);
    expect(result.entropies['H(Y)']).toBeCloseTo(Math.log2(3), 12);
    const { value, unit } = await json('I(T;Y)', { t, labels, base: 'e' });
    expect(unit).toBe('nats');
    expect(value).toBeCloseTo(result.value * Math.LN2, 13);
  });

  it('says in words what it did', async () => {
    const { code, text } = await estimate('I(X;T)', { x, t });
    expect(code).toBe(0);
    expect(text).toMatch(/^I\(X;T\) = [\d.]+ bits\n/);
    expect(text).toContain('silverman 5 (default)');
    expect(text).toContain('nhwc, 3 feature maps');
  });

  it('leaves a negative value as it is', async () => {
    const spread = (values: number[]) => values.map((value) => value * 1000);
    const a = save('a.npy', [7], spread([2, 1, 2, 2, 2, 0, 2]));
    const b = save('b.npy', [7], [0, 1, 2, 1, 1, 1, 1]);
    const result = await json('I(X;Y)', { x: a, labels: b, alpha: 2, sigma: 1 });
    expect(result.value).toBeCloseTo(-0.19462544207063726, 12);
  });

  it('an RBF kernel on one-hot labels when asked', async () => {
    const ten = save(
      'ten.npy',
      [100],
      Array.from({ length: 100 }, (_, at) => Math.floor(at / 10)),
    );
    const entry = vectors.labels.find((one: { sigma?: number }) => one.sigma === 1);
    const result = await json('H(Y)', { labels: ten, labelKernel: 'rbf', sigmaY: 1 });
    expect(Math.abs(result.value - entry.H)).toBeLessThan(1e-9);
  });
});

describe('what cannot be estimated', () => {
  it('by random vectors of a few steps, whose error could not be told', async () => {
    let told = '';
    const io = {
      out: () => {},
      err: (text: string) => void (told += text),
      terminal: false,
      cwd: folder,
      env: {},
    };
    const code = (size: string) =>
      runCommandLine(['estimate', 'H(X)', '--x', x, '--lanczos', size], {
        ...io,
        signal: new AbortController().signal,
      });
    expect([await code('2,1'), await code('20,9'), await code('20,10')]).toEqual([2, 2, 0]);
    expect(told).toContain('10 steps at least');
  });

  describe('what studies ask of matrix-renyi and its like', () => {
    // six samples on the axes of three dimensions, two on each, of unequal lengths
    const axes = save('axes.npy', [6, 3], [1, 0, 0, 3, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 5, 0, 0, 4]);
    const sides = save('sides.npy', [6], [0, 1, 0, 1, 0, 1]);
    const rank = (options: Partial<Options>) => json('effective-rank', options);

    it('effective ranks by kernel, of T or of X alone', async () => {
      expect(await rank({ t: axes, kernel: 'cosine' })).toMatchObject({
        quantity: 'effective-rank',
        unit: 'states',
        estimator: 'matrix-renyi',
        alpha: 1,
        value: expect.closeTo(3, 9),
      });
      const lengths = [10, 5, 41].map((square) => square / 56);
      const bits = lengths.reduce((sum, share) => sum - share * Math.log2(share), 0);
      expect((await rank({ x: axes, kernel: 'linear' })).value).toBeCloseTo(2 ** bits, 9);
      expect(await rank({ x: axes, sigma: 0.01 })).toMatchObject({
        quantity: 'effective-rank of X',
        sigma: { x: 0.01 },
      });
      expect((await rank({ t: axes, sigma: 0.01 })).value).toBeCloseTo(6, 9);
      const zero = save('zero.npy', [3, 2], [0, 0, 1, 0, 0, 1]);
      expect(await rank({ t: zero, kernel: 'cosine' })).toMatchObject({
        value: null,
        flags: ['undefined: T is 0 in 1 of 3 samples'],
      });
    });

    it('DiME and permutations with the options of the command', async () => {
      const all = { x: axes, t: sides, sigma: 0.01, alpha: 2 };
      const dime = await json('DiME(X;T)', all);
      const plain = await json('I(X;T)', all);
      const mean = await json('I(X;T)', { ...all, param: ['null={permutations: 20, value: mean}'] });
      expect(plain.value - mean.value).toBeCloseTo(dime.value, 12);
      expect(mean.quantity).toBe('permuted mean of I(X;T)');
      const p = await json('DiME(T;Y)', {
        t: sides,
        labels: sides,
        sigma: 0.01,
        param: ['null={value: p}'],
      });
      expect(p).toMatchObject({ quantity: 'p of DiME(T;Y)', unit: 'share' });
      // of the 20 ways to give three of six samples a class, two are the classes again
      expect(p.value).toBeGreaterThan(0.02);
      expect(p.value).toBeLessThan(0.25);
      const maps = await json('I(X;Tc)', { x, t, sigma: case1.sigmaX, param: ['null={permutations: 3}'] });
      expect(maps.channels).toEqual([[0], [1], [2]]);
      expect(maps.value).toHaveLength(3);
    });

    it('alignment and dimension', async () => {
      const cka = await json('CKA(X;T)', { x: axes, t: axes, estimator: 'cka', param: ['estimate=biased'] });
      expect(cka).toMatchObject({ quantity: 'CKA(X;T)', unit: '', value: expect.closeTo(1, 12) });
      const simplex = save('ends.npy', [4, 2], [1, 0, -1, 0, 0, 1, 0, -1]);
      const of = { estimator: 'intrinsic-dimension', param: ['method=participation-ratio'] };
      expect((await json('dimension', { t: simplex, ...of })).value).toBeCloseTo(2, 12);
      expect(await json('dimension', { x: simplex, ...of })).toMatchObject({ quantity: 'dimension of X' });
    });
  });

  const short = save('short.npy', [5, 3], case1.x.flat().slice(0, 15));
  const one = save('one.npy', [1, 3], [1, 2, 3]);
  const bad = save('bad.npy', [2, 2], [1, 2, Number.NaN, 4]);
  const deep = save('deep.npy', [2, 2, 1], [1, 2, 3, 4]);
  writeFileSync(join(folder, 'text.npy'), 'not numbers');
  const cases: [string, Partial<Options>, number, RegExp][] = [
    ['I(Z;T)', { x, t }, 2, /not a quantity/],
    ['I(X;T)', { x }, 2, /needs T/],
    ['I(X;T)', { t }, 2, /needs X/],
    ['I(X;Y)', { x }, 2, /needs Y/],
    ['H(Y)', { y: x, labels }, 2, /both Y/],
    ['H(X)', { x, sigma: 1, silverman: 2 }, 2, /silverman/],
    ['I(X;T)', { x, t, sigmaT: 1 }, 2, /no kernel width for X/],
    ['H(X)', { x, sigma: 1e-200 }, 4, /too small/],
    ['H(X)', { x, estimator: 'ksg' }, 2, /'ksg'/],
    ['H(X)', { x, estimator: 'none' }, 2, /no estimator 'none'/],
    ['I(X;T)', { x, t, estimator: 'ksg', param: ['k=-1'] }, 2, /'ksg'/],
    ['I(X;T)', { x, t, estimator: 'ksg', param: ['k'] }, 2, /--param k/],
    ['I(X;T)', { x, t, param: ['k=1'] }, 2, /k/],
    ['I(X;T)', { x, t, kernel: 'cosine' }, 2, /--kernel cosine is of effective-rank/],
    ['effective-rank', {}, 2, /needs T/],
    ['DiME(X;T)', { x, t, y: x }, 2, /classes/],
    ['CKA(Ti;Tj)', { t, estimator: 'cka' }, 4, /two layers/],
    ['dimension', { t: save('few.npy', [2, 1], [1, 2]), estimator: 'intrinsic-dimension' }, 4, /more than 2/],
    ['I(X;T)', { x, t, estimator: 'kde', sigma: 3, alpha: 2 }, 2, /--alpha is of .* matrix-renyi, and kde/],
    ['I(X;T)', { x, t, estimator: 'kde', sigmaT: 3 }, 2, /--sigma-t is of .* matrix-renyi/],
    ['I(X;T)', { x, t, estimator: 'binning', silverman: 3 }, 2, /--silverman is of/],
    ['I(X;T)', { x, t, estimator: 'ksg', bandwidth: { kind: 'median' } }, 2, /--bandwidth is of/],
    ['I(X;T)', { x, t, estimator: 'ksg', exponent: 'classical' }, 2, /--exponent is of/],
    ['I(T;Y)', { t, labels, estimator: 'ksg', labelKernel: 'rbf' }, 2, /--label-kernel is of/],
    ['I(X;T)', { x, t, estimator: 'kde', preset: 'yu-2018' }, 2, /--preset is of/],
    ['I(X;T)', { x, t, estimator: 'kde', spectrum: 'exact' }, 2, /--spectrum is of/],
    [
      'accuracy',
      { t, labels, estimator: 'linear-probe', lanczos: { probes: 9, steps: 9 } },
      2,
      /--lanczos is of/,
    ],
    ['I(T;Y)', { t, y: x, estimator: 'kde' }, 2, /--y is for .*ksg.* kde takes classes/],
    ['I(T;Y)', { t, estimator: 'kde' }, 2, /I\(T;Y\) needs Y/],
    ['H(X)', { x, sigma: 1, exponent: 'paper' }, 2, /--exponent is of Silverman's rule/],
    [
      'H(X)',
      { x, bandwidth: { kind: 'median' }, exponent: 'classical' },
      2,
      /--exponent is of Silverman's rule/,
    ],
    ['H(X)', { x, spectrum: 'exact', lanczos: { probes: 9, steps: 9 } }, 2, /--lanczos and --spectrum exact/],
    ['I(X;T)', { x, t, param: ['alpha=2'], alpha: 3 }, 2, /--param alpha and another option/],
    [
      'H(T)',
      { t, param: ['bandwidth=median'], bandwidth: { kind: 'knn', k: 3 } },
      2,
      /--param bandwidth and/,
    ],
    ['CKA(X;T)', { x, t }, 2, /of another estimator/],
    ['i(x;t)', { x, t }, 2, /is not a quantity/],
    ['redundancy', { x, t, kernel: 'tensor' }, 2, /tensor/],
    ['trade-off', { x, t: x }, 4, /2 feature maps or more, and T is one variable/],
    ['trade-off', { x, t: save('map.npy', [6, 2, 2, 1], case1.t.flat(3).slice(0, 24)) }, 4, /T has 1 map$/],
    ['I(X;T)', { x, t, bandwidth: { kind: 'knn', k: 6 } }, 4, /6 neighbours/],
    [
      'I(T;Y)',
      { t, labels, estimator: 'binning', param: ['edges={range: [1, 0], bins: 5}'] },
      4,
      /before it begins/,
    ],
    ['I(T;Y)', { t, labels, estimator: 'ksg', param: ['k=6'] }, 4, /6 nearest neighbours .* there are 6/],
    ['accuracy', { t, labels, estimator: 'linear-probe', param: ['fit=0.1'] }, 4, /fitted on 1 of 6/],
    ['H(X)', { x: 'missing.npy' }, 4, /no file missing.npy/],
    ['H(X)', { x: '.' }, 4, /folder/],
    ['H(X)', { x: 'text.npy' }, 4, /text.npy cannot be read/],
    ['I(X;T)', { x: short, t }, 4, /X has 5, T has 6/],
    ['H(X)', { x: one }, 4, /one sample/],
    ['H(X)', { x: bad }, 4, /NaN at sample 1, feature 0/],
    ['H(T)', { t: deep }, 4, /3 axes/],
    ['H(Y)', { labels: bad }, 4, /one class a sample/],
    ['H(Y)', { labels: save('half.npy', [2], [0, 0.5]) }, 4, /label 1 .* 0.5/],
  ];
  it.each(cases)('%s %o: exit code %d', async (quantity, options, exitCode, message) => {
    const failure = await estimate(quantity, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RunError);
    expect(failure).toMatchObject({ exitCode, message: expect.stringMatching(message) });
  });
});
