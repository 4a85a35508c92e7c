import { expect, test } from 'vitest';
import { problem } from '../../../src/diagnostic/diagnostic.ts';
import { locate } from '../../../src/diagnostic/position.ts';
import { VariedProblems } from '../../../src/plan/resolve/varied-problems.ts';

const source = { name: 'study.yaml', text: 'kernel: 29\n' };
const fault = problem(
  'layer-misfit',
  { source, range: locate(source.text).range(0, 6) },
  'models.net.layers.C1',
  'too large',
);

/** What is said of a fault that the variants at these places on the axes 0 and 1 have, or do not have. */
function said(variants: readonly (readonly [first: number, second: number, faulty: boolean])[]): string[] {
  const problems = new VariedProblems();
  for (const [first, second, faulty] of variants) {
    const settings = [
      [0, first],
      [1, second],
    ] as const;
    problems.add('models.net', settings, faulty ? [fault] : []);
  }
  const inWords = (settings: readonly (readonly [number, number])[]) =>
    settings.map(([axis, place]) => `${axis}=${place}`).join(', ');
  return problems.list(inWords).map(({ message }) => message);
}

test('a fault that all variants have names no setting', () => {
  expect(
    said([
      [0, 0, true],
      [0, 1, true],
      [1, 0, true],
      [1, 1, true],
    ]),
  ).toEqual(['too large']);
});

test('a fault names the axes that it depends on', () => {
  expect(
    said([
      [0, 0, false],
      [0, 1, false],
      [1, 0, true],
      [1, 1, true],
    ]),
  ).toEqual(['too large (with 0=1)']);
  expect(
    said([
      [0, 0, false],
      [0, 1, true],
      [1, 0, false],
      [1, 1, false],
    ]),
  ).toEqual(['too large (with 0=0, 1=1)']);
});

test('axes that only go in step are told apart by one of them', () => {
  expect(
    said([
      [0, 0, true],
      [1, 1, false],
    ]),
  ).toEqual(['too large (with 0=0)']);
});
