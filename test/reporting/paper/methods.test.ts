import { describe, expect, it } from 'vitest';
import { methodsOf, studyWork } from '../../../runner/reporting/paper/methods.ts';
import { citedWorks, latexParagraph, markdownParagraph } from '../../../runner/reporting/paper/sentence.ts';
import { loadCatalog } from '../../../src/node/catalog.ts';
import { planOf } from '../../plan/study-text.ts';

const catalog = loadCatalog();
const studyText = `study: told
datasets: { mnist: { kind: mnist, subset: { train: 640, test: 100 } } }
models:
  net:
    kind: network
    dataset: mnist
    layers: [{ conv: C1, filters: 2, kernel: 5, stride: 2, activation: relu }, { dense: out, units: 10 }]
    training: { learningRate: 0.1, batchSize: 64, epochs: 2, momentum: 0.9 }
probes: { forward: { kind: activations, model: net, layers: [C1], at: { every: 7 }, sample: { split: test, n: 50 } } }
estimators: { IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T), alpha: 2 }, low: { kind: kde, probe: forward, quantity: I(X;T), bound: lower } }
claims: { falls: { expect: phase, phase: none, estimator: IXT, tolerance: 0.1 } }
matrix: { seed: [1, 2, 3, 7], models.net.training.learningRate: [0.1, 0.5] }
`;
const plan = planOf(studyText);
const lock = {
  state: 'interrupted',
  finished: '2026-11-30T12:00:00.000Z',
  versions: { infoplane: '9.8.7', node: 'v20.1.0' },
  numericClass: { engine: 'onnx/cpu', version: '1.30.0', device: 'cpu', threads: 2 },
  platform: 'linux-x64',
  git: { commit: '0123456789abcdef', dirty: true },
  data: [{ path: 'x', md5: '', official: false }],
};
const sentences = methodsOf({ plan, lock, catalog });
const text = sentences.map((sentence) => sentence.text).join('\n');

describe('the methods of a run', () => {
  it.each([
    [
      'data',
      ['mnist', '640 training and 100 test samples', '1 × 28 × 28', '10 classes', '1 of the data files'],
    ],
    [
      'network',
      [
        'net has',
        'C1 (conv, 2 filters, kernel 5, stride 2, relu, output 2 × 12 × 12)',
        'out (dense, 10 units, output 10)',
      ],
    ],
    [
      'training',
      ['2 epochs (20 updates)', 'mini-batches of 64', 'cross-entropy', 'learning rate 0.1, momentum 0.9'],
    ],
    ['probe', ['the activations at C1 on 50 fixed samples of the test set, at 4 moments']],
    [
      'estimators',
      [
        'I(X;T) (IXT) was estimated by matrix-renyi with alpha 2, bandwidth silverman 5.',
        'kde with bound lower',
      ],
    ],
    ['trials', ['8 trials', 'seeds 1–3, 7', 'learningRate 0.1, 0.5']],
    [
      'versions',
      [
        'on 2026-11-30',
        'infoplane 9.8.7',
        'onnx/cpu 1.30.0',
        '2 threads',
        'Node.js 20.1.0',
        '0123456789ab, with changes',
        '(interrupted)',
      ],
    ],
  ])('tell the %s', (_, said) => {
    for (const words of said) expect(text).toContain(words);
  });

  it('leave out settings that are as usual, but for order and width', () => {
    for (const name of ['divisor', 'labelKernel', 'preset', 'spectrum', 'base'])
      expect(text).not.toContain(name);
  });

  it('cite the sources of every kind, and infoplane', () => {
    const keys = citedWorks(sentences).map(({ key }) => key);
    for (const key of ['infoplane', 'kolchinsky2017', 'lecun1998', 'saxe2018', 'shwartzziv2017', 'yu2018'])
      expect(keys).toContain(key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('say of a minimum as redundancy whose it is and whose it is not, and of others nothing', () => {
    const pairs = (bound: string) =>
      `{ kind: matrix-renyi, probe: forward, quantity: "redundancy(Y;{Ti,Tj})", bound: ${bound} }`;
    const toldOf = (bound: string) => {
      const given = planOf(studyText.replace('I(X;T), bound: lower }', `$&, pairs: ${pairs(bound)}`));
      return methodsOf({ plan: given, lock, catalog }).filter((one) => one.text.includes('I_min'));
    };
    expect(toldOf('upper')).toEqual([]);
    const [told, ...more] = toldOf('minimum');
    expect(more).toEqual([]);
    expect(told!.text).toContain('In pairs ');
    expect(told!.cites.map(({ key }) => key)).toEqual(['barrett2015', 'williams2010']);
  });

  it('stand as paragraphs, each citation before its full stop', () => {
    expect(latexParagraph(sentences)).toContain('10 classes~\\cite{lecun1998}.');
    expect(markdownParagraph(sentences)).toContain('10 classes [@lecun1998].');
    expect(markdownParagraph(sentences)).toMatch(/silverman 5 \[@yu2018\]\./);
  });

  it('name the run as a work of its own', () => {
    expect(studyWork(plan, { ...lock, started: '2026-11-30T11:58:03.000Z' })).toMatchObject({
      key: 'study-told',
      fields: { year: '2026', note: 'Study told, run that began on 2026-11-30 11:58 UTC, infoplane 9.8.7' },
    });
  });
});

it('of recordings no engine, no official files and no settings that do not differ are told; Holm is cited', () => {
  const stages = plan.stages.map((stage) => ({ ...stage, dataset: null }));
  const numericClass = { engine: 'none', version: '', device: 'cpu', threads: 0 };
  const recorded = methodsOf({ plan: { ...plan, stages }, lock: { ...lock, numericClass }, catalog });
  const told = recorded.map((sentence) => sentence.text).join('\n');
  expect(told).not.toMatch(/engine|0 threads|official/);
  expect(text).toMatch(/engine onnx/);
  const works = recorded.flatMap(({ cites }) => cites.map(({ key }) => key));
  expect(works).toContain('holm1979');
  expect(told).toMatch(/Settings that differ/);
  const alike = planOf(
    studyText.replace(/, models.net.training.learningRate: .*?\]/, ', claims.falls.tolerance: [0.1, 0.2]'),
  );
  expect(alike.axes).toHaveLength(2);
  expect(
    methodsOf({ plan: alike, lock, catalog })
      .map((one) => one.text)
      .join(),
  ).not.toMatch(/Settings that differ/);
});
