import fc from 'fast-check';
import { hostileCharts } from './hostile-charts.ts';

const fields = ['iteration', 'epoch', 'value', 'layer', 'seed', 'made'];
const field = fc.constantFrom(...fields);
const type = fc.constantFrom('quantitative', 'nominal', 'ordinal', 'temporal');
const mark = fc.constantFrom(
  ...[
    'arc',
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
  ],
  ...['rule', 'square', 'text', 'tick', 'trail'],
);
/** Numbers that say how much: mostly sound ones. */
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 2, arbitrary: fc.double({ min: 0.01, max: 5, noNaN: true }) },
  fc.constantFrom<unknown>(0, -1, 1e-9, 1e9, 2000, 'millisecond', { expr: '1e9' }, null, [1e9], {
    interval: 'millisecond',
  }),
);
const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('red', '#08519c', 'var(--s1)', 'circle', 'M-1,-1L1,1Z', '.2f', 'a'),
  },
  fc.constantFrom(
    'url(https://e.example/x)',
    '\\75rl(https://e.example/x)',
    '999999999d',
    'M 1 L',
    '") + sequence(1e9) + ("',
  ),
  fc.string({ maxLength: 8 }),
);

/** Expressions: the grammar of Vega's, with functions and names that are allowed and some that are not. */
const expression = fc.letrec<{ whole: string }>((tie) => {
  const inner = tie('whole');
  return {
    whole: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      field.map((name) => `datum.${name}`),
      fc.constantFrom('1', '0.5', "'a'", 'PI', 'datum', 'p', 's', 'width', "datum['value']", '[1, 2]'),
      fc.constantFrom(
        'sequence(1e9)',
        "test(/^(a+)+$/, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
        'random()',
        "'ur' + 'l(x)'",
      ),
      fc
        .tuple(inner, fc.constantFrom('+', '-', '*', '/', '%', '<', '===', '&&', '||', '>>'), inner)
        .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      fc
        .tuple(
          fc.constantFrom(
            'abs',
            'log',
            'upper',
            'length',
            'toString',
            'isValid',
            'month',
            'rgb',
            'reverse',
            'peek',
          ),
          inner,
        )
        .map(([name, a]) => `${name}(${a})`),
      fc
        .tuple(
          fc.constantFrom('max', 'pow', 'substring', 'slice', 'join', 'pad', 'replace', 'format'),
          inner,
          inner,
        )
        .map(([name, a, b]) => `${name}(${a}, ${b})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
  };
}).whole;

const bin = fc.oneof(
  fc.constant(true),
  fc.record(
    {
      maxbins: amount,
      step: amount,
      base: amount,
      minstep: amount,
      extent: fc.tuple(amount, amount),
      nice: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
);
const op = fc.constantFrom(
  'count',
  'mean',
  'median',
  'sum',
  'ci0',
  'ci1',
  'stdev',
  'distinct',
  'values',
  'min',
  'q1',
  'argmax',
);
const fieldsList = fc.array(field, { minLength: 1, maxLength: 12 });
const as = fc.constantFrom('made', 'value', 'layer');

const transform = fc.oneof(
  fc.record({ calculate: expression, as }),
  fc.record({
    filter: fc.oneof(
      expression,
      fc.record({ and: fc.tuple(expression) }),
      fc.constant({ param: 's', empty: false }),
    ),
  }),
  fc.record({ aggregate: fc.tuple(fc.record({ op, field, as })), groupby: fieldsList }),
  fc.record({ joinaggregate: fc.tuple(fc.record({ op, field, as })), groupby: fieldsList }),
  fc.record({ bin, field, as }),
  fc.record(
    { density: field, steps: amount, minsteps: amount, bandwidth: amount, groupby: fieldsList },
    { requiredKeys: ['density'] },
  ),
  fc.record({ extent: field, param: fc.constantFrom('p', 'q') }),
  fc.record({ flatten: fieldsList }),
  fc.record({ fold: fieldsList }),
  fc.record(
    {
      impute: field,
      key: field,
      value: amount,
      groupby: fieldsList,
      method: fc.constantFrom('value', 'mean', 'max'),
      keyvals: fc.oneof(fc.record({ start: amount, stop: amount, step: amount }), fc.array(amount)),
    },
    { requiredKeys: ['impute', 'key'] },
  ),
  fc.record(
    { loess: field, on: field, bandwidth: amount, groupby: fieldsList },
    { requiredKeys: ['loess', 'on'] },
  ),
  fc.record(
    {
      regression: field,
      on: field,
      method: fc.constantFrom('linear', 'log', 'exp', 'pow', 'quad', 'poly'),
      order: amount,
      extent: fc.tuple(amount, amount),
    },
    { requiredKeys: ['regression', 'on'] },
  ),
  fc.record(
    { pivot: field, value: field, groupby: fieldsList, limit: amount },
    { requiredKeys: ['pivot', 'value'] },
  ),
  fc.record(
    { quantile: field, step: amount, probs: fc.array(amount), groupby: fieldsList },
    { requiredKeys: ['quantile'] },
  ),
  fc.record({ sample: amount }),
  fc.record({
    stack: field,
    groupby: fieldsList,
    as: fc.constant(['made', 'value']),
    offset: fc.constantFrom('zero', 'center'),
  }),
  fc.record({
    timeUnit: fc.oneof(
      fc.constant('year'),
      fc.record({ unit: fc.constantFrom('year', 'milliseconds'), step: amount, maxbins: amount }),
    ),
    field,
    as,
  }),
  fc.record({
    window: fc.tuple(fc.record({ op, field, as })),
    frame: fc.tuple(amount, amount),
    sort: fc.tuple(fc.record({ field })),
  }),
);

const scale = fc.record(
  {
    type: fc.constantFrom(
      'linear',
      'log',
      'symlog',
      'pow',
      'sqrt',
      'time',
      'band',
      'point',
      'quantize',
      'threshold',
      'bin-ordinal',
    ),
    base: amount,
    nice: amount,
    zero: fc.boolean(),
    exponent: amount,
    domain: fc.oneof(
      fc.array(amount, { maxLength: 4 }),
      fc.record({ expr: expression }),
      fc.constant({ param: 's' }),
    ),
    range: fc.array(text, { maxLength: 4 }),
    scheme: text,
    bins: fc.record({ start: amount, stop: amount, step: amount }),
    padding: amount,
  },
  { requiredKeys: [] },
);
const guide = fc.record(
  {
    tickCount: amount,
    format: text,
    values: fc.oneof(fc.array(amount), fc.record({ expr: expression })),
    labelExpr: expression,
    labelColor: text,
  },
  { requiredKeys: [] },
);
const channel = fc.record(
  {
    field,
    type,
    bin,
    aggregate: op,
    scale: fc.oneof(scale, fc.constant(null)),
    axis: guide,
    legend: guide,
    timeUnit: text,
    stack: fc.boolean(),
    sort: fc.constantFrom('ascending', '-y'),
  },
  { requiredKeys: ['field', 'type'] },
);
const valued = fc.oneof(
  fc.record({ value: fc.oneof(text, amount, fc.record({ expr: expression })) }),
  fc.record({
    condition: fc.oneof(
      fc.record({ test: expression, value: text }),
      fc.record({ param: fc.constant('s'), value: fc.oneof(text, fc.record({ expr: expression })) }),
      fc.record({ param: fc.constant('s'), field, type, scale }),
    ),
    value: text,
  }),
);
const encoding = fc
  .record(
    {
      x: channel,
      y: channel,
      color: fc.oneof(channel, valued),
      size: fc.oneof(channel, valued),
      shape: channel,
      text: channel,
      detail: channel,
      tooltip: channel,
      x2: channel,
      theta: channel,
      facet: channel,
    },
    { requiredKeys: ['x', 'y'] },
  )
  .map(({ facet, ...rest }) => (facet && facet.field === 'made' ? { ...rest, facet } : rest));
const marks = fc.oneof(
  mark,
  fc.record(
    {
      type: mark,
      shape: text,
      fill: fc.oneof(text, fc.record({ expr: expression })),
      cursor: text,
      size: amount,
      strokeDash: fc.array(amount),
      interpolate: text,
      tooltip: fc.boolean(),
      point: fc.boolean(),
    },
    { requiredKeys: ['type'] },
  ),
);
const params = fc.subarray([
  { name: 'p', value: 0.5 },
  { name: 's', select: 'interval' },
  { name: 'z', select: 'interval', bind: 'scales' },
  { name: 't', select: { type: 'point', on: 'timer{1}' } },
]);
const transforms = fc.array(transform, { maxLength: 4 });
const view = fc.record(
  { mark: marks, encoding, transform: transforms },
  { requiredKeys: ['mark', 'encoding'] },
);
const layered = fc.record({
  layer: fc.array(view, { minLength: 1, maxLength: 4 }),
  params,
  transform: transforms,
});
const single = fc.record(
  { mark: marks, encoding, transform: transforms, params },
  { requiredKeys: ['mark', 'encoding'] },
);

/** Vega-Lite charts, most of them of what is allowed, some with what is not, and the hostile ones that are known. */
export const chartArbitrary: fc.Arbitrary<object> = fc.oneof(
  { weight: 12, arbitrary: single },
  { weight: 4, arbitrary: layered },
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(hostileCharts).map(({ chart }) => chart)) },
);
