import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { diskNetworks } from '../../runner/forward/disk-networks.ts';
import { layerKinds } from '../../runner/layers/index.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { diskFiles } from '../../src/document/disk-files.ts';
import { resolvedYaml } from '../../src/document/resolved-yaml.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { compileText, planOf, studyText } from '../plan/study-text.ts';

const root = new URL('../../', import.meta.url);
const studies = readdirSync(new URL('specs/', root), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.yaml'));

function compileFile(name: string) {
  const files = diskFiles(fileURLToPath(new URL('specs/', root)));
  return compileStudy({
    path: name,
    readFile: files.readFile,
    files,
    catalog: loadCatalog(),
    layers: layerKinds,
    networks: diskNetworks(fileURLToPath(new URL('.', new URL(`specs/${name}`, root)))),
  });
}

describe('the studies that come with infoplane', () => {
  test.each(studies)('%s compiles without a word', (name) => {
    const { plan, diagnostics } = compileFile(name);
    expect(diagnostics).toEqual([]);
    expect(plan).not.toBeNull();
  });

  test.each(['quickstart', 'paper/figure-7-mnist'])('the plan of %s', async (name) => {
    const plan = `${JSON.stringify(compileFile(`${name}.yaml`).plan, null, 2)}\n`;
    await expect(plan).toMatchFileSnapshot(`../golden/plans/${name.replace('/', '-')}.json`);
  });
});

describe('a plan', () => {
  test('has LeNet-5 shapes and parameter counts as counted by hand', () => {
    const [stage] = compileFile('quickstart.yaml').plan!.stages;
    expect(stage!.network.layers.map((layer) => layer.output)).toEqual([
      [6, 24, 24],
      [6, 12, 12],
      [16, 8, 8],
      [16, 4, 4],
      [120],
      [84],
      [10],
    ]);
    // (25 + 1) 6 + (150 + 1) 16 + (256 + 1) 120 + (120 + 1) 84 + (84 + 1) 10
    expect(stage!.parameters).toBe(156 + 2416 + 30840 + 10164 + 850);
    expect(stage!.training).toMatchObject({
      updatesPerEpoch: 469,
      updates: 469,
      optimizer: 'sgd',
      momentum: 0,
    });
  });

  test('counts the rows of its estimates', () => {
    const [stage] = planOf(studyText).stages;
    // forward: 3 rows of 3 layers; backward: iterations 0, 5, 10, 15, 20 of 3 layers
    expect(stage!.work.rows).toBe(3 * 3 + 5 * 3);
  });

  test('estimates work and memory', () => {
    const text = studyText
      .replace(
        /layers:\n[\s\S]*?training:/,
        'layers: [{ dense: F1, units: 7 }, { dense: out, units: 10 }]\n    training:',
      )
      .replaceAll('[C1, P1, F1]', '[F1, out]');
    const [stage] = planOf(text).stages;
    const multiplyAdds = 784 * 7 + 7 * 10;
    const parameters = multiplyAdds + 7 + 10;
    expect(stage!.work.training).toBe(3 * multiplyAdds * 1000 * 2);
    expect(stage!.work.memory).toBe(4 * (2 * parameters + 2 * 100 * (784 + 7 + 10) + 100 * (784 + 7 + 10)));
  });

  test('has the edges of the graph, streams apart from tables', () => {
    const { edges } = planOf(studyText);
    expect(edges).toEqual([
      { from: 'dataset/mnist', to: 'model/net', kind: 'table' },
      { from: 'model/net', to: 'probe/forward', kind: 'stream' },
      { from: 'model/net', to: 'probe/backward', kind: 'stream' },
      { from: 'probe/forward', to: 'estimator/IXT', kind: 'stream' },
      { from: 'probe/backward', to: 'estimator/IDD', kind: 'stream' },
      { from: 'estimator/IXT', to: 'claim/dpi', kind: 'table' },
      { from: 'estimator/IXT', to: 'report/curves', kind: 'table' },
      { from: 'estimator/IDD', to: 'report/curves', kind: 'table' },
    ]);
  });

  test('states claims in words', () => {
    const where = studyText.replace('tolerance: 0.02', 'tolerance: 0.1, where: { layer: [C1, F1] }');
    expect(planOf(studyText).claims[0]!.statement).toBe(
      'I(X;T) is non-increasing along C1, P1 and F1 (tolerance 0.02 bits)',
    );
    expect(planOf(where).claims[0]!.statement).toBe(
      'I(X;T) is non-increasing along C1 and F1 (tolerance 0.1 bits)',
    );
  });

  test('is frozen to its last part and survives JSON', () => {
    const plan = planOf(studyText);
    const open = (value: unknown): boolean =>
      typeof value === 'object' &&
      value !== null &&
      (!Object.isFrozen(value) || Object.values(value).some(open));
    expect(open(plan)).toBe(false);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test('is the same each time', () => {
    expect(JSON.stringify(planOf(studyText))).toBe(JSON.stringify(planOf(studyText)));
  });

  test('trains a model only when something reads it', () => {
    const text = studyText.replace(/\nprobes:[\s\S]*/, '');
    expect(planOf(text).stages).toEqual([]);
    expect(planOf(`${text}\nreports: { t: { kind: training-curves } }\n`).stages).toHaveLength(1);
  });
});

describe('the resolved study', () => {
  test('spells defaults and overrides out and gives the same plan', () => {
    const set = ['models.net.training.momentum=0.5', 'estimators.IXT.bandwidth={silverman: {h: 2}}'];
    const { spec, plan } = compileText(`${studyText}\nmatrix: { seed: { range: [1, 3] } }\n`, set);
    const text = resolvedYaml(spec!);
    expect(text).toContain('exponent: classical');
    expect(text).toContain('momentum: 0.5');
    expect(planOf(text)).toEqual(plan);
  });
});
