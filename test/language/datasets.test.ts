import { describe, expect, it } from 'vitest';
import { layerKinds } from '../../runner/layers/index.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { codesAndPlaces, compileText, planOf, studyText } from '../plan/study-text.ts';

const declared = '  mnist: { kind: mnist, subset: { train: 1000, test: 100 } }\n';
const withData = (text: string) => studyText.replace(declared, text);

const arrays = (folder: string, extra = '') =>
  withData(`  mnist:
    kind: npy
    files:
      train: { images: ${folder}/x.npy, labels: ${folder}/y.npy }
      test: { images: ${folder}/t.npz#x, labels: ${folder}/t.npz#y }
    shape: [3, 40, 30]
    classes: 10
    sizes: { train: 1000, test: 100 }
${extra}`);

describe('data sets in the plan', () => {
  it('follows the shape through the transforms, and the sizes through the subset', () => {
    const text = withData(
      '  mnist: { kind: svhn, subset: { train: 500 }, transforms: [grayscale, { resize: [40, 36] }, { center-crop: [20, 30] }, standardise] }\n',
    );
    const { dataset, network, training } = planOf(text).stages[0]!;
    expect(dataset).toMatchObject({ shape: [1, 20, 30], classes: 10, trainSize: 500, testSize: 26032 });
    expect(network.input).toEqual([1, 20, 30]);
    expect(training.updatesPerEpoch).toBe(5);
  });

  it('takes the facts of own files from the study', () => {
    const { dataset } = planOf(arrays('data')).stages[0]!;
    expect(dataset).toMatchObject({ shape: [3, 40, 30], classes: 10, trainSize: 1000, testSize: 100 });
  });

  it('has a key that depends on transforms and stated facts, not on where files lie', () => {
    const key = (text: string) => planOf(text).stages[0]!.key;
    const first = key(arrays('data'));
    expect(key(arrays('elsewhere'))).toBe(first);
    expect(key(arrays('data', '    layout: nchw\n'))).not.toBe(first);
    expect(key(arrays('data', '    transforms: [standardise]\n'))).not.toBe(first);
    expect(key(arrays('data', '    layout: nhwc\n'))).toBe(first);
  });

  it('fills in the settings of a transform, so that what is spelled out looks alike', () => {
    const key = (transform: string) =>
      planOf(withData(`  mnist: { kind: mnist, subset: { train: 1000 }, transforms: [${transform}] }\n`))
        .stages[0]!.key;
    expect(key('{ shuffle-labels: {} }')).toBe(key('{ shuffle-labels: { fraction: 1, seed: 1 } }'));
    expect(key('{ shuffle-labels: { seed: 2 } }')).not.toBe(key('{ shuffle-labels: {} }'));
  });

  it('says at which value of the matrix a transform does not fit', () => {
    const text = `${withData('  mnist: { kind: mnist, transforms: [{ center-crop: 20 }] }\n')}
matrix:
  datasets.mnist.transforms.0.center-crop: [20, 40]
`;
    const { diagnostics } = compileText(text);
    expect(codesAndPlaces({ diagnostics })).toEqual(['transform-misfit small.yaml:33:49']);
    expect(diagnostics[0]!.message).toMatch(/center-crop=40/);
  });

  it('takes the paths of a base from the base', () => {
    const texts: Record<string, string> = {
      'specs/parts/base.yaml': arrays('../data'),
      'specs/study.yaml':
        'extends: ./parts/base.yaml\nstudy: small\ndatasets: { mnist: { files: { test: { labels: own.npy } } } }\n',
    };
    const readFile = (path: string) => new TextEncoder().encode(texts[path]);
    const { plan, diagnostics } = compileStudy({
      path: 'specs/study.yaml',
      readFile,
      catalog: loadCatalog(),
      layers: layerKinds,
    });
    expect(codesAndPlaces({ diagnostics })).toEqual([]);
    expect(plan!.stages[0]!.dataset!.params.files).toEqual({
      train: { images: 'data/x.npy', labels: 'data/y.npy' },
      test: { images: 'data/t.npz#x', labels: 'own.npy' },
    });
  });
});
