import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/diagnostic/format-diagnostic.ts';
import { toJson } from '../../src/diagnostic/to-json.ts';
import { resolvedYaml } from '../../src/document/resolved-yaml.ts';
import { codesAndPlaces, compileFiles, planOf, studyText } from '../plan/study-text.ts';

const withBase = (study: string, base = studyText) =>
  compileFiles({ 'study.yaml': `extends: ./base.yaml\n${study}`, 'base.yaml': base }, 'study.yaml');

function stageOf(study: string, base = studyText) {
  const { plan, diagnostics } = withBase(study, base);
  if (!plan) throw new Error(codesAndPlaces({ diagnostics }).join('; '));
  return plan.stages[0]!;
}

describe('a study over its base', () => {
  test('that says nothing of its own is the base', () => {
    const { plan } = withBase('study: small\n');
    expect(plan).toEqual(planOf(studyText));
  });

  test('merges settings and keeps the others', () => {
    const { training } = stageOf('models: { net: { training: { epochs: 3, momentum: 0.9 } } }\n');
    expect(training).toMatchObject({ epochs: 3, momentum: 0.9, learningRate: 0.1, batchSize: 100 });
  });

  test('merges layers by name in the base order, and adds new ones after them', () => {
    const layers = (text: string, base = studyText) =>
      stageOf(`models: { net: { layers: [${text}] } }\n`, base).network.layers.map(
        ({ name, kind, output }) => [name, kind, output] as const,
      );
    expect(layers('{ pool: P1, size: 3 }, { conv: C1, filters: 2 }')).toEqual([
      ['C1', 'conv', [2, 24, 24]],
      ['P1', 'pool', [2, 8, 8]],
      ['F1', 'dense', [20]],
      ['out', 'dense', [10]],
    ]);
    expect(layers('{ dense: C1, units: 3 }, { dense: P1, units: 4 }')[0]).toEqual(['C1', 'dense', [3]]);
    const headless = studyText.replace('      - { dense: out, units: 10 }\n', '');
    expect(layers('{ dense: F2, units: 5 }, { dense: out, units: 10 }', headless).slice(-2)).toEqual([
      ['F2', 'dense', [5]],
      ['out', 'dense', [10]],
    ]);
  });

  test('replaces other lists and settings of several forms', () => {
    const { probes } = stageOf('probes: { forward: { layers: [F1, C1], at: { every: 10 } } }\n');
    expect(probes[0]).toMatchObject({ layers: [2, 0], rows: { every: 10 } });
  });

  test('replaces an entry of another kind whole', () => {
    const study = 'claims: { dpi: { expect: non-decreasing, estimator: IDD } }\n';
    const { plan } = withBase(study);
    expect(plan!.claims[0]).toMatchObject({ expect: 'non-decreasing', params: { tolerance: 0 } });
  });

  test('removes with null', () => {
    const { plan } = withBase(
      'claims: null\nestimators: { IDD: null }\nreports: { curves: { estimators: [IXT] } }\nprobes: { backward: null }\n',
    );
    expect(plan!.claims).toEqual([]);
    expect(plan!.stages[0]!.probes).toHaveLength(1);
    expect(codesAndPlaces(withBase('estimators: { IXD: null }\n'))).toEqual(['type-wrong study.yaml:2:20']);
  });

  test('is itself a base, at any depth, and of several bases the later wins', () => {
    const texts = {
      'a.yaml': 'extends: [sub/b.yaml, d.yaml]\nstudy: top\n',
      'sub/b.yaml': 'extends: ../base.yaml\nseed: 5\ntitle: B\n',
      'd.yaml': 'title: D\nmodels: { net: { training: { epochs: 4 } } }\n',
      'base.yaml': studyText,
    };
    const { plan } = compileFiles(texts, 'a.yaml', { present: ['/project/package.json'] });
    expect(plan).toMatchObject({ study: 'top', title: 'D', stages: [{ seed: 5, training: { epochs: 4 } }] });
  });

  test('gives a resolved study without bases, and the same plan', () => {
    const { plan, spec } = withBase('study: other\nmatrix: { seed: [1, 2] }\n');
    const text = resolvedYaml(spec!);
    expect(text).not.toContain('extends');
    expect(planOf(text)).toEqual(plan);
  });

  test('takes YAML anchors in each file', () => {
    const study = 'probes: { forward: { at: &at { every: 10 } }, backward: { at: *at } }\n';
    expect(stageOf(study).probes.map((probe) => probe.rows)).toMatchObject([{ every: 10 }, { every: 10 }]);
  });

  test('--set reaches into what a base says', () => {
    const texts = { 'study.yaml': 'extends: base.yaml\n', 'base.yaml': studyText };
    const set = ['models.net.layers.C1.filters=3', 'models.net.training.epochs=0'];
    const compiled = compileFiles(texts, 'study.yaml', { set });
    expect(codesAndPlaces(compiled)).toEqual(['value-out-of-range --set:1:28']);
  });
});

describe('mistakes', () => {
  test('are shown in the file that makes them, with the way there', () => {
    const texts = {
      'study.yaml': 'extends: mid.yaml\nseed: -1\n',
      'mid.yaml': 'study: s\nextends: base.yaml\n',
      'base.yaml': studyText.replace('filters: 6', 'filtres: 6, filters: 6'),
    };
    const compiled = compileFiles(texts, 'study.yaml');
    expect(codesAndPlaces(compiled)).toEqual([
      'value-out-of-range study.yaml:2:7',
      'key-unknown base.yaml:12:21',
    ]);
    const last = compiled.diagnostics[1]!;
    expect(formatDiagnostic(last, { color: false }).split('\n').slice(-2)).toEqual([
      '  extended at mid.yaml:2:10',
      '  extended at study.yaml:1:10',
    ]);
    expect(toJson(last).hint).toBe(
      'did you mean `filters`?; extended at mid.yaml:2:10; extended at study.yaml:1:10',
    );
  });

  test('of one setting are told where the winning value is', () => {
    const study = 'models: { net: { layers: [{ conv: C1, kernel: 29 }] } }\n';
    expect(codesAndPlaces(withBase(study))).toEqual(['layer-misfit study.yaml:2:47']);
    const nested = 'estimators: { IXT: { probe: forwards, alpha: -1 } }\n';
    expect(codesAndPlaces(withBase(nested))).toEqual([
      'reference-unknown study.yaml:2:29',
      'value-out-of-range study.yaml:2:46',
    ]);
  });

  test('a base that is not there, and what is no path', () => {
    const places = (text: string) => codesAndPlaces(compileFiles({ 'study.yaml': text }, 'study.yaml'));
    expect(places('extends: base.yml\n')).toEqual(['file-missing study.yaml:1:10']);
    expect(places('extends: [3, x.yaml]\n')).toEqual([
      'type-wrong study.yaml:1:11',
      'file-missing study.yaml:1:14',
    ]);
    expect(places('extends: []\n')).toEqual(['value-out-of-range study.yaml:1:10']);
  });

  test('a cycle is named with its chain', () => {
    const texts = {
      'study.yaml': 'extends: a.yaml\n',
      'a.yaml': 'extends: [b.yaml]\n',
      'b.yaml': 'extends: ./a.yaml\n',
    };
    const { diagnostics } = compileFiles(texts, 'study.yaml');
    expect(codesAndPlaces({ diagnostics })).toEqual(['extends-cycle b.yaml:1:10']);
    expect(diagnostics[0]!.message).toContain('a.yaml -> b.yaml -> a.yaml');
    expect(codesAndPlaces(compileFiles({ 'study.yaml': 'extends: study.yaml\n' }, 'study.yaml'))).toEqual([
      'extends-cycle study.yaml:1:10',
    ]);
  });

  test('a path stays in the project, links followed', () => {
    const texts = { 'sub/study.yaml': 'extends: ../base.yaml\n', 'base.yaml': studyText };
    expect(codesAndPlaces(compileFiles(texts, 'sub/study.yaml'))).toEqual([
      'extends-outside sub/study.yaml:1:10',
    ]);
    const inProject = { present: ['/project/.git'] };
    expect(compileFiles(texts, 'sub/study.yaml', inProject).plan).not.toBeNull();
    const linked = { ...inProject, links: { 'base.yaml': '/elsewhere/base.yaml' } };
    expect(codesAndPlaces(compileFiles(texts, 'sub/study.yaml', linked))).toEqual([
      'extends-outside sub/study.yaml:1:10',
    ]);
    const absolute = { 'study.yaml': 'extends: /project/base.yaml\n', 'base.yaml': studyText };
    expect(codesAndPlaces(compileFiles(absolute, 'study.yaml', inProject))).toEqual([
      'extends-outside study.yaml:1:10',
    ]);
  });

  test('a base that is broken YAML or no map is told in the base', () => {
    expect(codesAndPlaces(withBase('', 'a: [\n'))).toEqual(['yaml-syntax base.yaml:1:4']);
    expect(codesAndPlaces(withBase('', '- 1\n'))).toEqual(['type-wrong base.yaml:1:1']);
  });

  test('thirty diamonds are read once each', () => {
    const texts: Record<string, string> = { 'f0.yaml': studyText };
    for (let i = 1; i <= 30; i++) texts[`f${i}.yaml`] = `extends: [f${i - 1}.yaml, ./f${i - 1}.yaml]\n`;
    const { plan, sources } = compileFiles(texts, 'f30.yaml');
    expect(plan).toEqual(planOf(studyText));
    expect(sources).toHaveLength(31);
  });
});
