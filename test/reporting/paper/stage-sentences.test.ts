import { expect, test } from 'vitest';
import { networkSentences, probeSentences } from '../../../runner/reporting/paper/stage-sentences.ts';
import { planOf, studyText } from '../../plan/study-text.ts';

test('methods name heads with their weights, where gradients end, and whose error signals were taken', () => {
  const text = studyText
    .replace(
      '    training:',
      `    heads:
      A1: { after: P1, layers: [{ dense: out, units: 10 }], weight: 0.3 }
      A2: { after: F1, layers: [{ dense: out, units: 10 }], reaches: [] }
    reaches: [P1]
    training:`,
    )
    .replace('layers: [C1, P1, F1], at: { every', 'layers: [C1, P1], loss: A1, at: { every');
  const [stage] = planOf(text).stages;
  const said = [...networkSentences(stage!, () => []), ...probeSentences(stage!)].map((one) => one.text);
  for (const words of [
    ['A1', 'A1.out', 'P1', '0.3'],
    ['A2', 'A2.out', 'F1', 'no other layers'],
    ['output', 'ends at P1'],
    ['backward', 'by the loss A1'],
  ])
    expect(said.some((sentence) => words.every((word) => sentence.includes(word)))).toBe(true);
});
