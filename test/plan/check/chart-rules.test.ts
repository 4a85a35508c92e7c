import { expect, test } from 'vitest';
import { expressionProblems } from '../../../reports/charts/expression-problems.ts';
import { viewProblems } from '../../../reports/charts/view-problems.ts';
import { chartProblems } from '../../../src/plan/check/chart-rules.ts';
import type { Json, JsonObject } from '../../../src/plan/json.ts';
import { hostileCharts } from '../../hardening/hostile-charts.ts';

/** Dotted paths of all that may not stand in a chart. */
function refusedPlaces(chart: Json): string[] {
  return [...chartProblems(chart), ...expressionProblems(chart)].map(({ path }) => path.join('.'));
}

test.each(Object.entries(hostileCharts))('%s is refused where it stands', (_, { chart, place }) => {
  expect(refusedPlaces(chart as Json)[0]).toBe(place);
});

const encoding = {
  x: { field: 'epoch', type: 'quantitative', axis: { tickCount: 5, format: '.2f', values: [0, 1] } },
  y: { field: 'value', type: 'quantitative', scale: { type: 'log', base: 2, nice: false } },
};

test.each<[string, object]>([
  [
    'bins',
    { mark: 'bar', encoding: { x: { field: 'value', bin: { maxbins: 40 } }, y: { aggregate: 'count' } } },
  ],
  [
    'bins of a size',
    { mark: 'bar', encoding: { x: { field: 'value', bin: { step: 0.1, extent: [0, 8] } } } },
  ],
  [
    'keys',
    { mark: 'line', encoding, transform: [{ impute: 'value', key: 'epoch', keyvals: { stop: 100 } }] },
  ],
  [
    'a curve',
    { mark: 'line', encoding, transform: [{ regression: 'value', on: 'epoch', method: 'poly', order: 3 }] },
  ],
  [
    'an interval',
    { mark: 'errorband', encoding: { x: encoding.x, y: { field: 'value', type: 'quantitative' } } },
  ],
  ['zooming', { mark: 'point', encoding, params: [{ name: 'z', select: 'interval', bind: 'scales' }] }],
  [
    'a selection by pointing',
    {
      mark: 'point',
      params: [{ name: 's', select: { type: 'point', on: 'pointerover', fields: ['layer'] } }],
      encoding: { ...encoding, opacity: { condition: { param: 's', value: 1 }, value: 0.2 } },
    },
  ],
  [
    'a parameter in an expression',
    {
      mark: 'point',
      encoding,
      params: [{ name: 'least', value: 0.1 }],
      transform: [{ filter: 'datum.value > least' }],
    },
  ],
  [
    'functions',
    {
      mark: 'text',
      encoding: { ...encoding, text: { field: 'q' } },
      transform: [
        { calculate: "replace(upper(datum.layer), 'CONV', 'C') + format(datum['value'], '.3f')", as: 'q' },
        { calculate: 'if(isValid(datum.value), clamp(log(datum.value) / LN2, 0, 1), [1, 2][0])', as: 'r' },
      ],
    },
  ],
  ['a path for a shape', { mark: { type: 'point', shape: 'M-1,-1L1,-1L0,1Z' }, encoding }],
  [
    'a gradient',
    { mark: { type: 'area', color: { gradient: 'linear', stops: [{ offset: 0, color: 'red' }] } }, encoding },
  ],
  [
    'the configuration',
    { mark: 'bar', encoding, config: { view: { stroke: null }, axisX: { grid: false } } },
  ],
])('%s may be drawn', (_, chart) => {
  expect(refusedPlaces(chart as Json)).toEqual([]);
  expect(viewProblems(chart as JsonObject)).toEqual([]);
});

test('a chart too large to be looked at is one problem', () => {
  const wide = { mark: 'point', encoding: Array.from({ length: 6000 }, () => 1) };
  expect(chartProblems(wide)).toHaveLength(1);
  let deep: Json = 1;
  for (let i = 0; i < 5000; i++) deep = [deep];
  expect(chartProblems({ mark: 'point', a: deep })).toHaveLength(1);
});
