import { expect, test } from 'vitest';
import { chosenTrials } from '../../../reports/charts/chosen-trials.ts';

/** Two values of each trial of each curve. */
const tracesOf = (curves: number, trials: number) =>
  Array.from({ length: curves * trials * 2 }, (_, i) => ({
    series: `curve ${i % curves}`,
    trial: `seed=${Math.floor(i / (2 * curves))}`,
  }));
const panelOf = () => 'one';
const linesOf = (traces: readonly { series: string; trial: string }[]) =>
  new Set(traces.map(({ series, trial }) => `${series} ${trial}`)).size;

test('all trials while there is room for them', () => {
  const traces = tracesOf(3, 20);
  expect(chosenTrials(traces, panelOf, 60).traces).toEqual(traces);
});

test('of more as many of each curve, evenly chosen, and the caption has both numbers', () => {
  const { traces, words } = chosenTrials(tracesOf(4, 50), panelOf, 60);
  expect(linesOf(traces)).toBe(4 * 15);
  const own = [...new Set(traces.filter(({ series }) => series === 'curve 0').map(({ trial }) => trial))];
  expect([own[0], own.at(-1)]).toEqual(['seed=0', 'seed=49']);
  expect(words).toMatch(/ 15 of the 50 trials/);
  expect(linesOf(chosenTrials(tracesOf(1, 2000), panelOf, 60).traces)).toBe(20);
});

test('panels are filled each by itself', () => {
  const traces = tracesOf(2, 40);
  expect(linesOf(chosenTrials(traces, ({ series }) => series, 40).traces)).toBe(80);
});

test('none where curves are too many, and none of none', () => {
  const { traces, words } = chosenTrials(tracesOf(70, 2), panelOf, 60);
  expect(traces).toEqual([]);
  expect(words).not.toBe('');
  expect(chosenTrials([], panelOf, 60)).toEqual({ traces: [], words: '' });
});
