import { expect, it } from 'vitest';
import { codesAndPlaces, compileText, planOf, studyText } from '../study-text.ts';

const text = `${studyText}matrix:
  seed: { range: [1, 3] }
  models.net.training: [{ learningRate: 0.1, batchSize: 100, epochs: 2 }, { learningRate: 0.2, batchSize: 100, epochs: 2 }]
`;

it.each([
  ['matrix.seed.range=[1, 2]', '--set:1:8'],
  ['matrix.seed.range=null', '--set:1:8'],
])('%s leads into an axis', (set, place) => {
  expect(codesAndPlaces(compileText(text, [set]))).toEqual([`path-unknown ${place}`]);
});

it('a path that begins like another axis is an axis of its own', () => {
  const { axes } = planOf(text, ['matrix.models.net.layers.C1.filters=[2, 3]']);
  expect(axes.map(({ name }) => name)).toContain('models.net.layers.C1.filters');
});
