import { it } from 'vitest';
import { checkCharts } from './fuzz-charts.ts';

it('charts are refused, drawn or said not to be, in bounded time and memory', () => checkCharts(60), 300_000);
