import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import type { EstimateRow } from '../../runner/contract/estimator.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { permutationsOf } from '../../runner/estimation/permutation-null.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import type { JsonObject } from '../../src/plan/plan.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const script = fileURLToPath(new URL('pid.py', import.meta.url));

/** Samples of two sources and what they are asked about; states are whole numbers. */
interface Case {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly y: readonly number[];
}

interface Parts {
  readonly redundancy: number;
  readonly synergy: number;
}

interface FromDit extends Parts {
  /** Of a, b and (a, b). */
  readonly entropies: readonly number[];
  /** What each of them says about y. */
  readonly informations: readonly number[];
}

const samples = 64;

/** Each of the four states of two bits as often. */
function ofBits(states: (a: number, b: number) => readonly [number, number, number]): Case {
  const rows = Array.from({ length: samples }, (_, at) => states(at % 2, (at >> 1) % 2));
  const column = (which: 0 | 1 | 2) => rows.map((row) => row[which]);
  return { a: column(0), b: column(1), y: column(2) };
}

/** Three states each; a and b depend on y, and on each other, by chance. */
function drawCase(next: () => number): Case {
  const upTo = (states: number) => Math.floor(states * next());
  const table = Array.from({ length: 12 }, () => [upTo(3), upTo(3), upTo(3)] as const);
  const rows = Array.from({ length: samples }, () => table[upTo(table.length)]!);
  return { a: rows.map(([a]) => a), b: rows.map(([, b]) => b), y: rows.map(([, , y]) => y) };
}

const tables = {
  and: ofBits((a, b) => [a, b, a & b]),
  xor: ofBits((a, b) => [a, b, a ^ b]),
  unique: ofBits((a, b) => [a, b, a]),
  redundant: ofBits((a) => [a, a, a]),
};
const next = randomNumbers(Math.floor(1e6 * Math.random()));
const cases: readonly Case[] = [
  ...Object.values(tables),
  ...Array.from({ length: 12 }, () => drawCase(next)),
];

function ask<Answer>(python: string, library: string, asked: readonly Case[]): readonly Answer[] {
  const input = JSON.stringify(asked);
  return JSON.parse(execFileSync(python, [script, library], { input, encoding: 'utf8' }));
}

/** The sources as two feature maps, and as layers a, b and (a, b). */
function captureOf({ a, b, y }: Case): Capture {
  const pairs = Float32Array.from(a.flatMap((one, at) => [one, b[at]!]));
  return {
    iteration: 0,
    samples: y.length,
    classes: 3,
    inputs: Float32Array.from(y),
    labels: Int32Array.from(y),
    layers: [
      { index: 0, channels: 1, features: 1, values: Float32Array.from(a) },
      { index: 1, channels: 1, features: 1, values: Float32Array.from(b) },
      { index: 2, channels: 2, features: 1, values: pairs },
    ],
    lossError: new Float32Array(),
  };
}

const numerics = createNumerics();

function rowsOf(kind: string, one: Case, params: JsonObject): Promise<readonly EstimateRow[]> {
  const jobs = [{ kind, params: { probe: 'p', base: 2, ...params } }];
  return estimateCapture(captureOf(one), jobs, numerics, ownKinds).then(([rows]) => rows!);
}

/** The case with y in the order that the estimator permutes it to. */
function permuted(one: Case): Case {
  const [order] = permutationsOf(captureOf(one), 1);
  return { ...one, y: Array.from(order!.places, (place) => one.y[place]!) };
}

/** The minimum of matrix-renyi less that of one permutation, with a kernel so narrow that its entropies count states. */
async function minimum(of: 'redundancy' | 'synergy', about: 'X' | 'Y', one: Case): Promise<number> {
  const rows = await rowsOf('matrix-renyi', one, {
    quantity: `${of}(${about};{Ti,Tj})`,
    bound: 'minimum',
    alpha: 1,
    bandwidth: 1e-3,
    spectrum: 'exact',
    null: { permutations: 1 },
  });
  return Number(rows.find(({ layer, cells }) => layer === 2 && cells.channel === 0)!.cells.value);
}

/** The largest difference from what a library says of the cases less what it says of the permuted ones. */
async function largestError(python: string, library: string): Promise<number> {
  const [observed, under] = [cases, cases.map(permuted)].map((asked) => ask<Parts>(python, library, asked));
  let largest = 0;
  for (const [at, one] of cases.entries())
    for (const of of ['redundancy', 'synergy'] as const)
      for (const about of ['X', 'Y'] as const) {
        const known = observed![at]![of] - under![at]![of];
        largest = Math.max(largest, Math.abs((await minimum(of, about, one)) - known));
      }
  return largest;
}

const withDit = pythonWith('numpy', 'dit');
const withHoi = pythonWith('numpy', 'hoi');

it.skipIf(!withDit)(
  `the minimum, as dit's PID_MMI; entropies and informations of states, as dit's${withDit ? '' : ' (needs dit)'}`,
  async () => {
    const ofMinimum = await largestError(withDit!, 'dit');
    const answers = ask<FromDit>(withDit!, 'dit', cases);
    let ofStates = 0;
    for (const [at, one] of cases.entries())
      for (const [quantity, known] of [
        ['H(T)', answers[at]!.entropies],
        ['I(T;Y)', answers[at]!.informations],
      ] as const) {
        const rows = await rowsOf('discrete', one, { quantity });
        for (const [place, { cells }] of rows.entries())
          ofStates = Math.max(ofStates, Math.abs(Number(cells.value) - known[place]!));
      }
    console.info(`dit: ${cases.length} tables, minimum to ${ofMinimum}, states to ${ofStates} bits`);
    expect(ofMinimum).toBeLessThan(1e-9);
    expect(ofStates).toBeLessThan(1e-9);
  },
);

// JAX computes in single precision
it.skipIf(!withHoi)(
  `the minimum, as hoi's RedundancyMMI and SynergyMMI of discrete variables${withHoi ? '' : ' (needs hoi)'}`,
  async () => {
    const largest = await largestError(withHoi!, 'hoi');
    console.info(`hoi: ${cases.length} tables, minimum to ${largest} bits`);
    expect(largest).toBeLessThan(1e-5);
  },
);
