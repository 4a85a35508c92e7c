import { expect, test } from 'vitest';
import { dotGraph, mermaidGraph } from '../../src/cli/plan-graph.ts';
import { planOf, studyText } from '../plan/study-text.ts';

test('a model is drawn with the heads of its networks, each once', () => {
  const head = (after: string) => `{ after: ${after}, layers: [{ dense: out, units: 10 }] }`;
  const text = studyText.replace(
    '    training:',
    `    heads: { A1: ${head('P1')}, A2: ${head('F1')} }\n    training:`,
  );
  const plan = planOf(`${text}matrix: { models.net.heads.A1.weight: [0.1, 1] }\n`);
  expect(dotGraph(plan)).toContain('"model/net" [label="model\\nnet\\nheads A1 A2"]');
  expect(mermaidGraph(plan)).toContain('["model: net, heads A1 A2"]');
  expect(dotGraph(planOf(studyText))).toContain('"model/net" [label="model\\nnet"]');
});
