const x = { field: 'iteration', type: 'quantitative' };
const y = { field: 'value', type: 'quantitative' };
const encoding = { x, y };
const point = { mark: 'point', encoding };
const calculated = (calculate: string) => ({ transform: [{ calculate, as: 'q' }], ...point });
const filtered = (filter: unknown) => ({ transform: [{ filter }], ...point });
const reader = { name: 's', select: 'interval' };

/** Charts that try to take all time or memory, to load, to lead away or to run code. Each is refused where it stands. */
export const hostileCharts: Readonly<Record<string, { readonly chart: object; readonly place: string }>> = {
  'slow regular expression': {
    chart: filtered("test(/^(a+)+$/, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')"),
    place: 'transform.0.filter',
  },
  'regular expression out of a text': {
    chart: filtered("test(regexp('^(a+)+$'), 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')"),
    place: 'transform.0.filter',
  },
  'sequence by Unicode escape': {
    chart: calculated('length(\\u0073equence(1e9))'),
    place: 'transform.0.calculate',
  },
  sequence: { chart: calculated('sequence(1e9)'), place: 'transform.0.calculate' },
  padding: { chart: calculated("pad('a', 1e9)"), place: 'transform.0.calculate' },
  'nested replace': {
    chart: calculated("replace(replace('aaaa', /a/g, 'aaaaaaaaaa'), /a/g, 'aaaaaaaaaaaaaaaaaaaa')"),
    place: 'transform.0.calculate',
  },
  'wide format': { chart: calculated("format(1, '999999999d')"), place: 'transform.0.calculate' },
  'computed format': { chart: calculated("format(1, '9999999' + '99d')"), place: 'transform.0.calculate' },
  'format of an axis': {
    chart: { mark: 'point', encoding: { x: { ...x, axis: { format: '999999999d' } } } },
    place: 'encoding.x.axis.format',
  },
  'format that ends its text': {
    chart: { mark: 'point', encoding: { x: { ...x, axis: { format: 'd") + sequence(1e9) + ("' } } } },
    place: 'encoding.x.axis.format',
  },
  'expression in a filter’s parts': {
    chart: filtered({ and: [{ not: 'length(sequence(1e9)) > 1' }] }),
    place: 'transform.0.filter.and.0.not',
  },
  'expression in a condition': {
    chart: {
      mark: 'point',
      encoding: { color: { condition: { test: 'sequence(1e9)', value: 'red' }, value: 'blue' } },
    },
    place: 'encoding.color.condition.test',
  },
  'expression in a label': {
    chart: { mark: 'point', encoding: { x: { ...x, axis: { labelExpr: 'sequence(1e9)' } } } },
    place: 'encoding.x.axis.labelExpr',
  },
  'expression of a parameter': {
    chart: { ...point, params: [{ name: 'p', expr: 'sequence(1e9)' }] },
    place: 'params.0.expr',
  },
  'expression as a signal': {
    chart: { mark: { type: 'point', size: { signal: 'length(sequence(1e9))' } }, encoding },
    place: 'mark.size.signal',
  },
  'expression that waits for a selection': {
    chart: { params: [reader], ...calculated('s.iteration ? 1 : 2') },
    place: 'transform.0.calculate',
  },
  'rows that wait for a selection': {
    chart: { params: [reader], ...filtered({ param: 's', empty: false }) },
    place: 'transform.0.filter.param',
  },
  'address that waits for a selection': {
    chart: {
      mark: 'point',
      params: [reader],
      encoding: {
        color: { condition: { param: 's', value: { expr: "'ur' + 'l(https://evil.example/)'" } } },
      },
    },
    place: 'encoding.color.condition',
  },
  'width of the page': { chart: calculated('width > 700 ? 1 : 2'), place: 'transform.0.calculate' },
  chance: { chart: calculated('random()'), place: 'transform.0.calculate' },
  'events of the page': {
    chart: { ...point, params: [{ name: 's', select: { type: 'point', on: 'timer{1}' } }] },
    place: 'params.0.select.on',
  },
  'expression of an event': {
    chart: { ...point, params: [{ name: 's', select: { type: 'point', toggle: 'sequence(1e9)' } }] },
    place: 'params.0.select.toggle',
  },
  'signals by the configuration': {
    chart: { ...point, config: { signals: [{ name: 'x', update: 'sequence(1e9)' }] } },
    place: 'config.signals',
  },
  'impute over many keys': {
    chart: {
      ...point,
      transform: [{ impute: 'value', key: 'iteration', value: 0, keyvals: { start: 0, stop: 1e8 } }],
    },
    place: 'transform.0.keyvals',
  },
  'bins of a small step': {
    chart: { mark: 'bar', encoding: { x: { ...y, bin: { step: 1e-9 } } } },
    place: 'encoding.x.bin.step',
  },
  'bins of a small step on an extent': {
    chart: { mark: 'bar', encoding: { x: { ...y, bin: { step: 1, extent: [0, 1e9] } } } },
    place: 'encoding.x.bin',
  },
  'bins of an endless search': {
    chart: { mark: 'bar', encoding: { x: { ...y, bin: { base: 1 } } } },
    place: 'encoding.x.bin.base',
  },
  'many bins': {
    chart: { mark: 'bar', encoding: { x: { ...y, bin: { maxbins: 1e9 } } } },
    place: 'encoding.x.bin.maxbins',
  },
  'quantiles of a small step': {
    chart: { ...point, transform: [{ quantile: 'value', step: 1e-9 }] },
    place: 'transform.0.step',
  },
  'a dense density': {
    chart: { ...point, transform: [{ density: 'value', steps: 1e9 }] },
    place: 'transform.0.steps',
  },
  'ticks by millisecond': {
    chart: { mark: 'point', encoding: { x: { ...x, type: 'temporal', axis: { tickCount: 'millisecond' } } } },
    place: 'encoding.x.axis.tickCount',
  },
  'ticks by an expression': {
    chart: { mark: 'point', encoding: { x: { ...x, axis: { tickCount: { expr: '1e9' } } } } },
    place: 'encoding.x.axis.tickCount',
  },
  'many layers': {
    chart: { encoding, layer: Array.from({ length: 1500 }, () => 'point').map((mark) => ({ mark })) },
    place: 'layer',
  },
  'many folds': {
    chart: {
      ...point,
      transform: Array.from({ length: 10 }, () => ({ fold: ['value', 'value', 'value', 'value'] })),
    },
    place: 'transform.3.fold',
  },
  'many transforms': {
    chart: { ...point, transform: Array.from({ length: 60 }, () => ({ calculate: '1', as: 'q' })) },
    place: 'transform',
  },
  facets: {
    chart: { mark: 'point', encoding: { ...encoding, facet: { field: 'layer' } } },
    place: 'encoding.facet',
  },
  'a shape that is no path': {
    chart: { mark: { type: 'point', shape: 'M 1 2 L 3' }, encoding },
    place: 'mark.shape',
  },
  'an address in a colour': {
    chart: { mark: { type: 'bar', color: 'url(https://evil.example/f.svg#x)' }, encoding },
    place: 'mark.color',
  },
  'an address with an escape': {
    chart: { mark: { type: 'bar', fill: '\\75rl(https://evil.example/f.svg#x)' }, encoding },
    place: 'mark.fill',
  },
  'an address for the pointer': {
    chart: { mark: { type: 'bar', cursor: { expr: "'ur' + 'l(https://evil.example/)'" } }, encoding },
    place: 'mark.cursor',
  },
  'an image': { chart: { mark: 'image', encoding }, place: 'mark' },
  'an image’s address': {
    chart: { mark: { type: 'image', url: 'https://evil.example/x.png' } },
    place: 'mark.type',
  },
  'a lookup elsewhere': {
    chart: {
      ...point,
      transform: [{ lookup: 'layer', from: { data: { url: 'https://evil.example/d.csv' }, key: 'a' } }],
    },
    place: 'transform.0.from.data',
  },
  'a link': {
    chart: { mark: { type: 'point', href: 'javascript:window.hit=7' }, encoding },
    place: 'mark.href',
  },
  'a link by the configuration': {
    chart: { ...point, config: { point: { href: 'javascript:window.hit=8' } } },
    place: 'config.point.href',
  },
  background: { chart: { ...point, background: 'url(https://evil.example/b)' }, place: 'background' },
  binding: {
    chart: { ...point, params: [{ name: 'p', value: 1, bind: { input: 'text', element: 'body' } }] },
    place: 'params.0.bind',
  },
  code: { chart: calculated("toString.constructor('window.hit=9')()"), place: 'transform.0.calculate' },
  window: { chart: calculated('window.location'), place: 'transform.0.calculate' },
  data: {
    chart: { layer: [{ mark: 'bar', encoding, data: { sequence: { start: 0, stop: 1e9 } } }] },
    place: 'layer.0.data',
  },
  usermeta: {
    chart: { ...point, usermeta: { embedOptions: { loader: { baseURL: 'https://evil.example' } } } },
    place: 'usermeta',
  },
};
