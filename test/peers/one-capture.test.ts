import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../runner/contract/capture.ts';
import type { EstimateRow } from '../../runner/contract/estimator.ts';
import { estimateCapture } from '../../runner/estimation/estimate-capture.ts';
import { permutationsOf } from '../../runner/estimation/permutation-null.ts';
import { ordersOfMap } from '../../runner/estimation/renyi/maps-apart.ts';
import { createNumerics } from '../../runner/kernels/wasm/wasm-numerics.ts';
import { ownKinds } from '../../runner/nodes/own-kinds.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { randomNumbers } from '../kernels/random-samples.ts';
import { pythonWith } from './python.ts';

const python = pythonWith('numpy');
const script = fileURLToPath(new URL('one-capture.py', import.meta.url));
const orders = [1, 1.01, 2, 5] as const;
const kernels = ['gaussian', 'cosine', 'linear'] as const;
const estimates = ['biased', 'unbiased'] as const;
const methods = ['two-nn', 'mle', 'participation-ratio'] as const;
const nullValues = ['observed', 'mean', 'spread', 'p'] as const;

type Numbers = Readonly<Record<string, number>>;
interface Answer {
  readonly redundancy: Redundancy & Readonly<Record<'apart2' | 'apart20', Redundancy>>;
  readonly ranks: Numbers;
  readonly boundsX: Numbers;
  readonly boundsY: Numbers;
  readonly XT: Numbers;
  readonly TY: Numbers;
  readonly cka: Readonly<Record<'XT' | 'TY' | 'TU', Numbers>>;
  readonly dimension: Numbers;
}

/** Redundancy in bits and as a share, and what the maps say one by one. */
interface Redundancy {
  readonly bits: number;
  readonly share: number;
  readonly alone: number;
}

interface Case {
  readonly capture: Capture;
  readonly alpha: number;
  readonly sigmaX: number;
  readonly sigmaT: number;
  readonly width: number;
  readonly k: number;
  readonly permutations: number;
}

/** Samples of two layers that follow X a little, some of which coincide in every second case. */
function drawCase(at: number, next: () => number): Case {
  const upTo = (from: number, to: number) => Math.round(from + (to - from) * next());
  const [n, dx, dt, du] = [upTo(20, 90), upTo(1, 30), upTo(1, 12), upTo(1, 20)];
  const x = Float64Array.from({ length: n * dx }, next);
  const layer = (d: number) =>
    Float64Array.from(
      { length: n * d },
      (_, i) => next() - 0.3 + x[Math.floor(i / d) * dx + (i % dx)]! * next(),
    );
  const [t, u, v] = [layer(dt), layer(du), layer(6)];
  if (at % 2 === 1) for (let i = 0; i < 5; i += 1) t.copyWithin(i * dt, (i + 6) * dt, (i + 7) * dt);
  const width = 0.2 + 2 * next();
  return {
    capture: {
      iteration: at,
      seed: 7,
      samples: n,
      classes: 4,
      inputs: x,
      labels: Int32Array.from({ length: n }, (_, i) => (i < 4 ? i : Math.floor(4 * next()))),
      layers: [
        { index: 1, channels: 1, features: dt, values: t },
        { index: 4, channels: 1, features: du, values: u },
        { index: 6, channels: 3, features: 2, values: v },
      ],
      lossError: new Float32Array(),
    },
    alpha: orders[at % orders.length]!,
    sigmaX: width * Math.sqrt(dx),
    sigmaT: width * Math.sqrt(dt),
    width,
    k: upTo(2, 10),
    permutations: 99,
  };
}

function asLine({ capture, permutations, ...settings }: Case): string {
  const { inputs, layers, labels, samples: n } = capture;
  const rows = (values: ArrayLike<number>) =>
    Array.from({ length: n }, (_, i) =>
      Array.from(values).slice((i * values.length) / n, ((i + 1) * values.length) / n),
    );
  const [t, u, v] = layers;
  const places = permutationsOf(capture, permutations).map((order) => Array.from(order.places));
  return JSON.stringify({
    ...settings,
    x: rows(inputs),
    t: rows(t!.values),
    u: rows(u!.values),
    v: rows(v!.values),
    y: Array.from(labels),
    orders: places,
    apart: [0, 1, 2].map((map) => ordersOfMap(capture, map, 20).map((order) => Array.from(order.places))),
  });
}

/** What we estimate of a case, by name, beside what is expected of it. */
function questions(
  each: Case,
  answer: Answer,
): [name: string, kind: string, params: JsonObject, expected: number, per: number][] {
  const { alpha, sigmaX, sigmaT, width, k, permutations } = each;
  const renyi = { alpha, bandwidth: sigmaT, bandwidthX: sigmaX };
  return [
    ...kernels.map((kernel) => {
      const params = { ...renyi, quantity: 'effective-rank', kernel };
      return [`rank ${kernel}`, 'matrix-renyi', params, answer.ranks[kernel]!] as const;
    }),
    ...(['XT', 'TY'] as const).flatMap((pair) => {
      const of = `(${pair[0]};${pair[1]})`;
      const dime = { ...renyi, quantity: `DiME${of}`, null: { permutations } };
      return [
        [`DiME${of}`, 'matrix-renyi', dime, answer[pair].dime!] as const,
        ...nullValues.map((value) => {
          const params = { ...renyi, quantity: `I${of}`, null: { permutations, value } };
          return [`${value} of I${of}`, 'matrix-renyi', params, answer[pair][value]!] as const;
        }),
      ];
    }),
    ...(
      [
        ['XT', 'CKA(X;T)'],
        ['TY', 'CKA(T;Y)'],
        ['TU', 'CKA(Ti;Tj)'],
      ] as const
    ).flatMap(([pair, quantity]) =>
      (['linear', 'gaussian'] as const).flatMap((kernel) =>
        estimates.map((estimate) => {
          const params = { quantity, kernel, width, estimate };
          return [
            `${quantity} ${kernel} ${estimate}`,
            'cka',
            params,
            answer.cka[pair][`${kernel}_${estimate}`]!,
          ] as const;
        }),
      ),
    ),
    ...(['X', 'Y'] as const).flatMap((target) =>
      (['synergy', 'redundancy'] as const).flatMap((what) =>
        (['lower', 'upper'] as const).map((bound) => {
          const quantity = `${what}(${target};{Ti,Tj})`;
          const expected = answer[`bounds${target}`][`${what}_${bound}`]!;
          return [`${quantity} ${bound}`, 'matrix-renyi', { ...renyi, quantity, bound }, expected] as const;
        }),
      ),
    ),
    ...(['bits', 'share'] as const).flatMap((unit) => {
      const quantity = unit === 'bits' ? 'redundancy' : 'relative-redundancy';
      const of = { ...renyi, quantity };
      const observed = answer.redundancy[unit];
      // errors of a share are those of bits over the sum
      const per = (...sums: readonly Redundancy[]) =>
        unit === 'bits' ? 1 : 1 / Math.min(1, ...sums.map(({ alone }) => alone));
      return [
        [quantity, 'matrix-renyi', of, observed, per(answer.redundancy)] as const,
        ...([2, 20] as const).flatMap((count) => {
          const permuted = answer.redundancy[`apart${count}`];
          const mean = permuted[unit];
          const each = per(answer.redundancy, permuted);
          const asked = (value: string) => ({
            ...of,
            null: { permutations: count, value, maps: 'apart' },
          });
          return [
            [`${quantity}, maps apart`, 'matrix-renyi', asked('mean'), mean, each] as const,
            [`${quantity} above that`, 'matrix-renyi', asked('excess'), observed - mean, each] as const,
          ];
        }),
      ];
    }),
    ...methods.map((method) => {
      const params = { quantity: 'dimension', of: 'T', method, k };
      return [method, 'intrinsic-dimension', params, answer.dimension[method]!] as const;
    }),
  ].map(([name, kind, params, expected, per]) => [name, kind, { probe: 'p', ...params }, expected, per ?? 1]);
}

/** The value of the first row, or of the layer that has maps: of all, or of maps 0 and 2. What is flagged as saturated has none. */
function foundIn(rows: readonly EstimateRow[]): number {
  const whole = rows.find(
    ({ layer, cells }) =>
      layer === 6 && String(cells.quantity).includes('redundancy') && cells.channel === null,
  );
  if (whole) return Number(whole.cells.value);
  const pair = rows.find(({ layer, cells }) => layer === 6 && cells.channel === 0 && cells.channel_2 === 2);
  return Number((pair ?? rows[0]!).cells.value);
}

describe.skipIf(!python)(`one capture, many answers, against NumPy${python ? '' : ' (needs numpy)'}`, () => {
  it('effective ranks, DiME and nulls, alignments and dimensions of 24 random cases', async () => {
    const next = randomNumbers(20);
    const drawn = Array.from({ length: 24 }, (_, at) => drawCase(at, next));
    const output = execFileSync(python!, [script], {
      input: drawn.map(asLine).join('\n'),
      maxBuffer: 2 ** 26,
      encoding: 'utf8',
      env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
    });
    const answers: Answer[] = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const worst = new Map<string, number>();
    for (const [at, each] of drawn.entries()) {
      const asked = questions(each, answers[at]!);
      const jobs = asked.map(([, kind, params]) => ({ kind, params }));
      const rows = await estimateCapture(each.capture, jobs, createNumerics(), ownKinds);
      for (const [index, [name, , , expected, per]] of asked.entries()) {
        const error = Math.abs(foundIn(rows[index]!) - expected) / Math.max(per, Math.abs(expected));
        worst.set(name, Math.max(worst.get(name) ?? 0, error));
      }
    }
    console.log([...worst].map(([name, error]) => `${name}: ${error.toExponential(1)}`).join(', '));
    for (const [name, error] of worst) expect(error, name).toBeLessThan(1e-10);
  }, 120_000);
});
