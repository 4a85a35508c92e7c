import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { requestEntropy } from '../../runner/estimation/renyi/entropy-term.ts';
import { requestInformation } from '../../runner/estimation/renyi/mutual-information.ts';
import {
  type ClassVariable,
  type GaussianVariable,
  gaussianVariable,
  type Variable,
} from '../../runner/estimation/renyi/variables.ts';
import { createSpectrumDesk } from '../../runner/estimation/spectrum-desk.ts';
import { silverman } from '../../runner/kernels/bandwidth.ts';
import { entropy } from '../../runner/kernels/entropy.ts';
import { labelEntropy } from '../../runner/kernels/label-entropy.ts';
import { plainNumerics } from '../../runner/kernels/numerics.ts';

type Nested = number | Nested[];
interface Entry {
  [name: string]: unknown;
  alpha: number | 'inf' | 'any';
}

const vectors: Record<string, Entry[]> = JSON.parse(
  readFileSync(new URL('../fixtures/vectors.json', import.meta.url), 'utf8'),
);
const tolerance = 1e-9;

/** Samples from nested lists: one row an outer entry. */
function gaussian(name: string, sigma: number, ...tensors: Nested[][]): GaussianVariable {
  const parts = tensors.map((tensor, index) => {
    const rows = tensor.map((row) => [row].flat(9) as number[]);
    const samples = { values: Float64Array.from(rows.flat()), n: rows.length, d: rows[0]!.length };
    return { key: `${name}${index}`, samples, sigma };
  });
  return gaussianVariable(name, parts);
}

function classes(name: string, labels: number[]): ClassVariable {
  return { kind: 'classes', name, key: name, labels };
}

function evaluate(alpha: Entry['alpha']) {
  const order = alpha === 'inf' ? Infinity : Number(alpha);
  const desk = createSpectrumDesk(plainNumerics);
  const solved = (read: () => number) => {
    desk.solve();
    return read();
  };
  return {
    H: (...variables: Variable[]) => solved(requestEntropy(variables, order, desk).bits),
    I: (a: Variable, b: Variable) => solved(requestInformation(a, b, order, desk).bits),
  };
}

const numbers = (value: unknown) => value as number[];
const name = (entry: Entry, index: number) => [`${index}: alpha ${entry.alpha}`, entry] as const;

describe('values that any correct implementation reproduces', () => {
  it.each(vectors.matrixRenyi!.map(name))('matrixRenyi %s', (_, entry) => {
    const { H, I } = evaluate(entry.alpha);
    const x = gaussian('x', Number(entry.sigmaX ?? entry.sigma), numbers(entry.x));
    if ('H' in entry) expect(Math.abs(H(x) - Number(entry.H))).toBeLessThan(tolerance);
    if ('y' in entry) {
      const y = gaussian('y', Number(entry.sigmaY ?? entry.sigma), numbers(entry.y));
      expect(Math.abs(H(x) - Number(entry.Hx))).toBeLessThan(tolerance);
      expect(Math.abs(H(y) - Number(entry.Hy))).toBeLessThan(tolerance);
      expect(Math.abs(H(x, y) - Number(entry.Hxy))).toBeLessThan(tolerance);
      expect(Math.abs(I(x, y) - Number(entry.I))).toBeLessThan(tolerance);
    }
    if ('maps' in entry) {
      const widths = numbers(entry.sigmaMaps);
      const maps = (entry.maps as number[][]).map((map, c) => gaussian(`t${c}`, widths[c]!, map));
      const joint = { ...maps[0]!, name: 'T', parts: maps.flatMap(({ parts }) => parts) };
      const alone = maps.map((map) => I(x, map));
      expect(Math.abs(H(joint) - Number(entry.HT))).toBeLessThan(tolerance);
      expect(Math.abs(H(...maps) - Number(entry.HT))).toBeLessThan(tolerance);
      expect(Math.abs(I(x, joint) - Number(entry.IXT))).toBeLessThan(tolerance);
      for (const [c, value] of alone.entries()) {
        expect(Math.abs(value - numbers(entry.IXTc)[c]!)).toBeLessThan(tolerance);
      }
      const redundancy = alone.reduce((sum, value) => sum + value, 0) - I(x, joint);
      expect(Math.abs(redundancy - Number(entry.redundancy))).toBeLessThan(tolerance);
    }
  });

  it.each(vectors.pairwise!.map(name))('pairwise %s', (_, entry) => {
    const { I } = evaluate(entry.alpha);
    const x = gaussian('x', Number(entry.sigmaX), entry.x as Nested[]);
    const t = entry.t as number[][][][];
    const map = (c: number) => t.map((sample) => sample.map((row) => row.map((cell) => cell[c]!)));
    const maps = [0, 1, 2].map((c) => gaussian(`t${c}`, Number(entry.sigmaT), map(c)));
    const joint = { ...maps[0]!, name: 'T', parts: maps.flatMap(({ parts }) => parts) };
    expect(Math.abs(I(x, joint) - Number(entry.IXT))).toBeLessThan(tolerance);
    for (const [c, variable] of maps.entries()) {
      expect(Math.abs(I(x, variable) - numbers(entry.IXTc)[c]!)).toBeLessThan(tolerance);
    }
  });

  it.each(vectors.labels!.map(name))('labels %s', (_, entry) => {
    const { H, I } = evaluate(entry.alpha);
    if ('a' in entry) {
      const value = I(gaussianOfClasses('a', numbers(entry.a)), classes('b', numbers(entry.b)));
      expect(Math.abs(value - Number(entry.I))).toBeLessThan(tolerance);
      expect(value).toBeLessThan(0);
      return;
    }
    const labels = numbers(entry.counts).flatMap((count, label) => new Array<number>(count).fill(label));
    if (entry.kernel === 'delta') {
      expect(Math.abs(H(classes('y', labels)) - Number(entry.H))).toBeLessThan(tolerance);
      return;
    }
    const oneHot = labels.map((label) => numbers(entry.counts).map((_, at) => Number(at === label)));
    expect(Math.abs(H(gaussian('y', Number(entry.sigma), oneHot)) - Number(entry.H))).toBeLessThan(tolerance);
  });

  it.each(vectors.gates!.map(name))('gates %s', (_, entry) => {
    const { I } = evaluate(entry.alpha);
    const a = gaussianOfClasses('a', [0, 0, 1, 1]);
    const b = gaussianOfClasses('b', [0, 1, 0, 1]);
    const c = classes('c', entry.gate === 'xor' ? [0, 1, 1, 0] : [0, 0, 0, 1]);
    const both = { ...a, name: 'ab', parts: [...a.parts, ...b.parts] };
    expect(Math.abs(I(a, c) - Number(entry.I_a_c))).toBeLessThan(tolerance);
    expect(Math.abs(I(both, c) - Number(entry.I_ab_c))).toBeLessThan(tolerance);
    if ('totalCorrelation' in entry) {
      const { H } = evaluate(entry.alpha);
      const total = H(a) + H(b) + H(c) - H(a, b, c);
      expect(Math.abs(total - Number(entry.totalCorrelation))).toBeLessThan(tolerance);
    }
  });

  it.each(vectors.bandwidth!.map((entry) => [JSON.stringify(entry), entry] as const))('%s', (_, entry) => {
    const exponent = String(entry.exponent).startsWith('paper') ? 'paper' : 'classical';
    const sigma = silverman(Number(entry.h), Number(entry.n), Number(entry.d), exponent);
    expect(Math.abs(sigma - Number(entry.sigma))).toBeLessThan(1e-14);
  });

  it('discrete distributions of any order above 0', () => {
    const covered = vectors.discrete!.filter(({ alpha }) => alpha !== 0);
    expect(covered).toHaveLength(2);
    for (const alpha of [0.1, 0.5, 0.999999, 1, 1.000001, 1.01, 2, 5, 300, Infinity]) {
      for (const { p, H } of covered)
        expect(Math.abs(entropy(numbers(p), alpha) - Number(H))).toBeLessThan(1e-12);
      expect(Math.abs(labelEntropy([7, 7, 3, 3], alpha) - 1)).toBeLessThan(1e-12);
    }
  });
});

/** Classes as a Gaussian variable so narrow that different classes are not alike at all: exp(-5000) is 0. */
function gaussianOfClasses(label: string, values: number[]): GaussianVariable {
  return gaussian(label, 0.01, values);
}
