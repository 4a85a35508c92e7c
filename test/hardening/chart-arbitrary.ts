import fc from 'fast-check';
import { type Atoms, chartAtoms } from './chart-atoms.ts';
import { hostileCharts } from './hostile-charts.ts';

const field = fc.constantFrom('iteration', 'epoch', 'value', 'layer', 'seed', 'made');
const type = fc.constantFrom('quantitative', 'nominal', 'ordinal', 'temporal');
const marks = [
  'area',
  'bar',
  'boxplot',
  'circle',
  'errorband',
  'errorbar',
  'geoshape',
  'line',
  'point',
  'rect',
];
const mark = fc.constantFrom('arc', ...marks, 'rule', 'square', 'text', 'tick', 'trail');
const op = fc.constantFrom('count', 'mean', 'median', 'sum', 'ci0', 'stdev', 'distinct', 'values', 'q1');
const scaleType = fc.constantFrom('linear', 'log', 'symlog', 'pow', 'time', 'band', 'quantize', 'threshold');
const groupby = fc.array(field, { minLength: 1, maxLength: 3 });
const as = fc.constantFrom('made', 'value', 'layer');
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 4 });
/** A map that needs not have these. */
const some = <T extends object>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(parts, { requiredKeys: [] });

function bins({ amount, count }: Atoms) {
  const extent = fc.tuple(fc.constant(0), amount);
  return fc.oneof(fc.constant(true), some({ maxbins: count, step: amount, base: count, extent }));
}

/** Transforms that keep the rows, or make few out of them. */
function plainTransforms({ expression, amount, count, wild, ...more }: Atoms) {
  const made = fc.tuple(fc.record({ op, field, as }));
  const selected = fc.constant({ param: 's', empty: false });
  return fc.oneof(
    fc.record({ calculate: expression, as }),
    fc.record({ filter: expression }),
    fc.record({ filter: wild === 0 ? fc.record({ and: fc.tuple(expression) }) : selected }),
    fc.record({ aggregate: made, groupby }),
    fc.record({ joinaggregate: made, groupby }),
    fc.record({ bin: bins({ expression, amount, count, wild, ...more }), field, as }),
    fc.record({ extent: field, param: fc.constantFrom('p', 'q') }),
    fc.record({ sample: count }),
    fc.record({ stack: field, groupby, as: fc.constant(['made', 'value']) }),
    fc.record({
      timeUnit: fc.record({ unit: fc.constantFrom('year', 'milliseconds'), step: count }),
      field,
      as,
    }),
    fc.record({ window: made, frame: fc.tuple(amount, amount), sort: fc.tuple(fc.record({ field })) }),
  );
}

/** Transforms that make rows. */
function makingTransforms({ amount, count }: Atoms) {
  const method = fc.constantFrom('linear', 'log', 'exp', 'pow', 'quad', 'poly');
  const keyvals = fc.oneof(some({ start: amount, stop: count, step: amount }), few(amount));
  const order = fc.integer({ min: 1, max: 4 });
  return fc.oneof(
    fc.record({ density: field, steps: count, bandwidth: amount, groupby }),
    fc.record({ flatten: groupby }),
    fc.record({ fold: groupby }),
    fc.record({ impute: field, key: field, value: amount, groupby, keyvals }),
    fc.record({ loess: field, on: field, bandwidth: fc.double({ min: 0.1, max: 1, noNaN: true }) }),
    fc.record({ regression: field, on: field, method, order, extent: fc.tuple(amount, amount) }),
    fc.record({ pivot: field, value: field, groupby }),
    fc.record({ quantile: field, step: fc.oneof(fc.constant(0.1), amount), groupby }),
    fc.record({ quantile: field, probs: few(amount) }),
  );
}

function channels(atoms: Atoms) {
  const { amount, count, colour, format, expression, computed, wild } = atoms;
  const domain = fc.oneof(
    fc.constant([0, 5]),
    fc.constant({ expr: '[0, datum.value]' }),
    fc.tuple(amount, amount),
  );
  const size = some({ start: fc.constant(0), stop: amount, step: amount });
  const scale = some({
    type: scaleType,
    base: count,
    nice: count,
    domain,
    range: few(colour),
    bins: size,
    padding: amount,
  });
  const guide = some({
    tickCount: count,
    format,
    values: few(amount),
    labelExpr: expression,
    labelColor: colour,
  });
  const rare = <T>(one: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one });
  const channel = fc.record({
    field,
    type,
    bin: rare(bins(atoms)),
    aggregate: rare(op),
    scale: rare(scale),
    axis: rare(guide),
    legend: rare(guide),
    stack: rare(fc.boolean()),
    sort: rare(fc.constantFrom('ascending', '-y')),
  });
  const shown = wild === 0 ? colour : fc.oneof(colour, computed);
  const condition = fc.oneof(
    fc.record({ test: expression, value: colour }),
    fc.record({ param: fc.constant('s'), value: shown }),
    fc.record({ param: fc.constant('s'), field, type }),
  );
  const valued = fc.oneof(
    fc.record({ value: fc.oneof(colour, computed) }),
    fc.record({ condition, value: colour }),
  );
  const either = fc.oneof(channel, valued);
  const more = {
    color: either,
    size: fc.oneof(channel, fc.record({ value: amount })),
    shape: channel,
    text: channel,
  };
  const all = { x: channel, y: channel, detail: channel, x2: fc.record({ field }), theta: channel, ...more };
  return fc.record(all, { requiredKeys: ['x', 'y'] });
}

function marksWith({ colour, computed, shape, amount, word }: Atoms) {
  const parts = {
    type: mark,
    shape,
    fill: fc.oneof(colour, computed),
    cursor: word('pointer', 'help'),
    size: amount,
    strokeDash: few(amount),
    interpolate: word('step', 'monotone'),
    tooltip: fc.boolean(),
  };
  return fc.oneof(mark, fc.record(parts, { requiredKeys: ['type'] }));
}

/** Views whose amounts, texts and expressions are sound, but for one in `wild`. */
function viewsWith(wild: number): fc.Arbitrary<object> {
  const atoms = chartAtoms(wild);
  const transform = few(
    fc.oneof(
      { weight: 3, arbitrary: plainTransforms(atoms) },
      { weight: 2, arbitrary: makingTransforms(atoms) },
    ),
  );
  const timer = { name: 't', select: { type: 'point', on: 'timer{1}' } };
  const zoom = { name: 'z', select: 'interval', bind: 'scales' };
  const own = [{ name: 'p', value: 0.5 }, { name: 's', select: 'interval' }, zoom];
  const params = wild === 0 ? fc.constant(own) : fc.subarray([...own, timer]);
  const view = fc.record(
    { mark: marksWith(atoms), encoding: channels(atoms), transform },
    { requiredKeys: ['mark', 'encoding'] },
  );
  const single = fc.tuple(view, params).map(([one, all]) => ({ ...one, params: all }));
  const layered = fc
    .tuple(fc.array(view, { minLength: 1, maxLength: 4 }), params)
    .map(([[first, ...rest], all]) => ({ layer: [{ ...first, params: all }, ...rest] }));
  return fc.oneof({ weight: 3, arbitrary: single }, { weight: 1, arbitrary: layered });
}

/** Vega-Lite charts, most of them of what is allowed, some with what is not, and the hostile ones that are known. */
export const chartArbitrary: fc.Arbitrary<object> = fc.oneof(
  { weight: 6, arbitrary: viewsWith(0) },
  { weight: 3, arbitrary: viewsWith(15) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(hostileCharts).map(({ chart }) => chart)) },
);
