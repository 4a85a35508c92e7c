import type { NodeDeclaration } from '../../src/node/declare.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { estimateColumns } from '../../src/table/columns.ts';
import { estimateCase } from '../calibration/estimate-case.ts';
import type { Capture } from '../contract/capture.ts';
import type { EstimateRow, EstimatorRun } from '../contract/estimator.ts';
import type { Kinds } from '../contract/kinds.ts';
import type { Calibration } from '../contract/known-answers.ts';
import { estimateCapture } from '../estimation/estimate-capture.ts';
import { createNumerics } from '../kernels/wasm/wasm-numerics.ts';
import { randomStream } from '../random/stream.ts';
import { kindsWith } from './kinds-with.ts';
import { need, type Property } from './property.ts';
import { changes, type Invariance, madeUpCapture, madeUpPair, madeUpRegression } from './variants.ts';

/** One setting of an estimator. */
export interface EstimatorCase {
  readonly name: string;
  /** Settings with the defaults filled in. */
  readonly params: JsonObject;
  /** Layers of the made-up capture that it is given: 0 has two feature maps, 2 is a vector as large as the input. Both when left out. */
  readonly layers?: readonly (0 | 2)[];
  /** Whether the made-up capture has another network's beside it; left out, it has not. */
  readonly pair?: true;
  /** Whether Y is real-valued in the made-up capture; classes when left out. */
  readonly regression?: true;
  /** What its values do not depend on, to within `tolerance`. */
  readonly keeps?: readonly Invariance[];
  /** 1e-6 when left out. */
  readonly tolerance?: number;
  /** Captures of which a row has to say something in its flag. */
  readonly flags?: readonly { readonly about: string; readonly capture: Capture; readonly flag: RegExp }[];
}

/** A declaration as `defineNode` gives it. */
export type EstimatorNode<Params> = NodeDeclaration<EstimatorRun<Params>>;

/**
 * What an estimator must have, by name, for each case: the known answers that it declares as `calibration`, rows that the table
 * takes and whose values are finite, the same values twice and beside all other cases on one desk, its capture left as it was,
 * no value of samples that are not finite, the invariances that the case names, and its flags.
 * @example
 * for (const { name, run } of estimatorProperties(kta, [{ name: 'of the input', params: { with: 'X', width: 1 } }]))
 *   test(name, run);
 */
export function estimatorProperties<Params>(
  node: EstimatorNode<Params>,
  cases: readonly EstimatorCase[],
): readonly Property[] {
  const own = node as NodeDeclaration<unknown>;
  const { kind } = own;
  const kinds = kindsWith(own);
  const rowsOf = async (capture: Capture, ...settings: readonly JsonObject[]) => {
    const jobs = settings.map((params) => ({ kind, params }));
    return estimateCapture(capture, jobs, createNumerics(), kinds);
  };
  return [
    ...cases.flatMap((each) =>
      propertiesOf(each, own, kinds, async (capture) => (await rowsOf(capture, each.params))[0]!).map(
        ({ name, run }) => ({ name: `${kind}, ${each.name}: ${name}`, run }),
      ),
    ),
    {
      name: `${kind}: all cases on one desk give what each gives alone`,
      async run() {
        const capture = cases.some(({ pair }) => pair) ? madeUpPair(4) : madeUpCapture(4);
        const whole = cases.filter(({ layers, regression }) => layers === undefined && !regression);
        const settings = whole.map(({ params }) => params);
        const together = await rowsOf(capture, ...settings, ...settings);
        for (const [at, each] of [...whole, ...whole].entries()) {
          const [alone] = await rowsOf(capture, each.params);
          need(
            JSON.stringify(together[at]) === JSON.stringify(alone),
            `${each.name} gives other rows beside the others: is all that they depend on in the keys of the desk?`,
          );
        }
      },
    },
  ];
}

type Estimate = (capture: Capture) => Promise<readonly EstimateRow[]>;

function propertiesOf(
  { params, layers, regression, pair, keeps = [], tolerance = 1e-6, flags = [] }: EstimatorCase,
  node: NodeDeclaration<unknown>,
  kinds: Kinds,
  estimate: Estimate,
): Property[] {
  const made = (seed: number): Capture => {
    const capture = pair ? madeUpPair(seed) : regression ? madeUpRegression(seed) : madeUpCapture(seed);
    if (!layers) return capture;
    const own = capture.layers.filter(({ index }) => layers.some((one) => one === index));
    return { ...capture, layers: own };
  };
  return [
    {
      name: 'known answers',
      run: async () => checkKnown(node, params, kinds, regression ? await estimate(made(1)) : []),
    },
    { name: 'rows', run: async () => checkRows(await estimate(made(1)), made(1)) },
    {
      name: 'the same twice, and the capture as it was',
      async run() {
        const capture = made(2);
        const first = JSON.stringify(await estimate(capture));
        need(JSON.stringify(await estimate(made(2))) === first, 'other rows the second time');
        need(JSON.stringify(capture) === JSON.stringify(made(2)), 'it changes the capture');
      },
    },
    { name: 'no value of what is not finite', run: () => checkNotFinite(estimate, made(5)) },
    ...keeps.map((invariance) => ({
      name: `does not see: ${invariance}`,
      async run() {
        const capture = made(3);
        const before = valuesOf(await estimate(capture));
        const after = valuesOf(await estimate(changes[invariance](capture)));
        need(before.length === after.length, `${before.length} rows before, ${after.length} after`);
        for (const [at, value] of before.entries())
          need(
            Object.is(value, after[at]) || Math.abs(value - after[at]!) <= tolerance,
            `row ${at} is ${value} before and ${after[at]} after`,
          );
      },
    })),
    ...flags.map(({ about, capture, flag }) => ({
      name: `its flag: ${about}`,
      async run() {
        const found = (await estimate(capture)).map(({ cells }) => String(cells.flag ?? ''));
        need(
          found.some((text) => flag.test(text)),
          `no flag is like ${flag}: ${JSON.stringify(found)}`,
        );
      },
    })),
  ];
}

/** @param rows of the estimator, where what they say of themselves decides which answers are known */
async function checkKnown(
  { kind, calibration }: NodeDeclaration<unknown>,
  params: JsonObject,
  kinds: Kinds,
  [row]: readonly EstimateRow[],
): Promise<void> {
  if (!calibration) throw new Error('it declares no `calibration`, so that no known answer is put to it');
  const stream = (...role: readonly (string | number)[]) => randomStream(1, 'calibration', ...role);
  const words = (cell: unknown) => (typeof cell === 'string' ? cell : null);
  const bandwidth = words(row?.cells.bandwidth);
  const asked = { params, samples: 1000, bandwidth, method: words(row?.cells.method), stream };
  const { cases } = (calibration as Calibration).answers(asked);
  need(cases.length > 0, 'it knows no answer for these settings');
  for (const { about, capture, answer, tolerance, params: settings } of cases) {
    const { value, unit, method, stderr } = await estimateCase(capture, kind, settings, kinds);
    const scale = unit === 'bits' ? 1 / Math.LN2 : 1;
    const within = typeof tolerance === 'number' ? tolerance : tolerance({ method, stderr: stderr / scale });
    const off = Math.abs(value / scale - answer);
    need(off <= within, `${about}: ${value / scale}, and the answer is ${answer} to within ${within}`);
  }
}

const columns: readonly string[] = estimateColumns.map(({ name }) => name);

function checkRows(rows: readonly EstimateRow[], { layers }: Capture): void {
  need(rows.length > 0, 'it gives no row');
  for (const { layer, cells } of rows) {
    need(
      layer === null || layers.some(({ index }) => index === layer),
      `a row is of layer ${layer}, which the capture does not have`,
    );
    const unknown = Object.keys(cells).filter((name) => !columns.includes(name));
    need(unknown.length === 0, `${unknown.join(', ')}: no column of the estimates table`);
    need(typeof cells.quantity === 'string' && cells.quantity !== '', 'a row has no `quantity`');
    need(typeof cells.unit === 'string', 'a row has no `unit`');
    need(cells.value === null || Number.isFinite(cells.value), `a row has the value ${cells.value}`);
  }
  need(
    rows.some(({ cells }) => cells.value !== null),
    'no row has a value',
  );
}

async function checkNotFinite(estimate: Estimate, capture: Capture): Promise<void> {
  for (const { values } of capture.layers) values[3] = Number.NaN;
  let rows: readonly EstimateRow[];
  try {
    rows = await estimate(capture);
  } catch {
    return;
  }
  // a row without a layer is of X or Y alone
  const values = valuesOf(rows.filter(({ layer }) => layer !== null));
  need(
    values.every((value) => !Number.isFinite(value)),
    'activations that are NaN give a value all the same: call `requireFinite`',
  );
}

/** Missing values are NaN. */
function valuesOf(rows: readonly EstimateRow[]): number[] {
  return rows.map(({ cells }) => (typeof cells.value === 'number' ? cells.value : Number.NaN));
}
