import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DatasetNode } from '../../runner/contract/dataset.ts';
import mnist from '../../runner/nodes/dataset/mnist.ts';
import { openStore } from '../../runner/store/store.ts';
import { resultKeys } from '../../runner/workers/result-key.ts';
import { run as diff } from '../../src/cli/commands/diff.ts';
import { run as explain } from '../../src/cli/commands/explain.ts';
import { run as plan } from '../../src/cli/commands/plan.ts';
import { differences } from '../../src/plan/differences.ts';
import { estimateContent, trainingContent } from '../../src/plan/stage-content.ts';
import { stageEstimates } from '../../src/plan/stage-estimates.ts';
import { planOf, studyText } from '../plan/study-text.ts';
import { commandPlace } from './commands/command-place.ts';

const settings = { out: 'runs' };

test('differences are told as deep as they are, layers by name', () => {
  const layers = (filters: number) => [
    { conv: 'C1', filters },
    { dense: 'out', units: 10 },
  ];
  expect(differences({ a: 1, n: { layers: layers(2) } }, { a: 1, n: { layers: layers(3) }, b: [1] })).toEqual(
    [
      { path: 'n.layers.C1.filters', before: 2, after: 3 },
      { path: 'b', before: undefined, after: [1] },
    ],
  );
  expect(differences({ l: layers(2) }, { l: layers(2).reverse() })).toEqual([
    { path: 'l', before: ['C1', 'out'], after: ['out', 'C1'] },
  ]);
});

describe('diff of two studies', () => {
  const place = () =>
    commandPlace({
      'a.yaml': studyText,
      'same.yaml': `# the same\n${studyText.replace('kernel: 5,', 'kernel: 5, stride: 1,')}`,
      'b.yaml':
        'extends: a.yaml\nmodels: { net: { training: { epochs: 3 }, layers: [{ conv: C1, filters: 2 }] } }\n',
      'bad.yaml': 'study: 3\n',
    });

  test('names what changed in meaning, and exits with 1', async () => {
    const { io, printed } = place();
    expect(await diff(['a.yaml', 'b.yaml'], settings, io)).toBe(1);
    expect(printed.out).toBe('models.net.layers.C1.filters: 6 -> 2\nmodels.net.training.epochs: 2 -> 3\n');
  });

  test('sees no difference in spelling, and names the problems of an invalid study', async () => {
    const { io, printed } = place();
    expect(await diff(['a.yaml', 'same.yaml'], settings, io)).toBe(0);
    expect(printed.out).toBe('no difference\n');
    expect(await diff(['a.yaml', 'bad.yaml'], settings, io)).toBe(3);
    expect(printed.err).toContain('bad.yaml:1:8: error[type-wrong]');
  });
});

test('`diff` of a study and a run is wrong use', async () => {
  const { io } = commandPlace({ 'a.yaml': studyText, 'runs/small/one/plan.json': '{}' });
  await expect(diff(['a.yaml', 'one'], settings, io)).rejects.toMatchObject({ exitCode: 2 });
});

describe('plan --against', () => {
  test('says which stages are new, changed, unchanged and gone, with the fields', async () => {
    const matrix = 'matrix: { seed: [1, 2] }\n';
    const { io, printed } = commandPlace({
      'package.json': '{}',
      'base.yaml': studyText,
      'study.yaml': `extends: base.yaml\n${matrix}`,
    });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        cwd: io.cwd,
        stdio: 'pipe',
      });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    expect(await plan(['study.yaml'], { against: 'HEAD' }, io)).toBe(0);
    expect(printed.out).toBe('against HEAD: 2 unchanged, 0 changed, 0 new, 0 gone\n');

    printed.out = '';
    writeFileSync(join(io.cwd, 'study.yaml'), 'extends: base.yaml\nmatrix: { seed: [2, 3] }\n');
    expect(await plan(['study.yaml'], { against: 'HEAD' }, io)).toBe(0);
    expect(printed.out).toBe(
      'against HEAD: 1 unchanged, 0 changed, 1 new, 1 gone\nnew: net[seed=3]\ngone: net[seed=1]\n',
    );

    printed.out = '';
    writeFileSync(
      join(io.cwd, 'base.yaml'),
      studyText.replace('epochs: 2 }', 'epochs: 4 }').replace('0.02', '0.5'),
    );
    writeFileSync(join(io.cwd, 'study.yaml'), `extends: base.yaml\n${matrix}`);
    expect(await plan(['study.yaml'], { against: 'HEAD' }, io)).toBe(0);
    expect(printed.out).toContain(
      'against HEAD: 0 unchanged, 2 changed, 0 new, 0 gone\nchanged: net[seed=1]\n',
    );
    expect(printed.out).toContain('  training.epochs: 2 -> 4\n');
    expect(printed.out).toContain('  claims.dpi.tolerance: 0.02 -> 0.5\n');

    printed.out = '';
    expect(await plan(['study.yaml'], { against: 'HEAD', json: true }, io)).toBe(0);
    expect(JSON.parse(printed.out)).toMatchObject({
      revision: 'HEAD',
      unchanged: [],
      changed: [
        {
          stage: 'net[seed=1]',
          differences: expect.arrayContaining([{ path: 'training.epochs', before: 2, after: 4 }]),
        },
        { stage: 'net[seed=2]' },
      ],
      new: [],
      gone: [],
      readers: [{ path: 'claims.dpi.tolerance', before: 0.02, after: 0.5 }],
    });
    printed.out = '';
    expect(await plan(['study.yaml'], { against: 'HEAD', dot: true }, io)).toBe(0);
    expect(printed.out).toMatch(/^digraph/);
    expect(printed.err).toContain('against HEAD: 0 unchanged, 2 changed');

    await expect(plan(['study.yaml'], { against: 'no-such' }, io)).rejects.toMatchObject({
      exitCode: 2,
      message: 'the repository has no revision `no-such`',
    });
    writeFileSync(join(io.cwd, 'new.yaml'), studyText);
    printed.out = '';
    expect(await plan(['new.yaml'], { against: 'HEAD' }, io)).toBe(0);
    expect(printed.err).toContain('HEAD has no new.yaml: all of it is new\n');
    expect(printed.out).toMatch(/^against HEAD: 0 unchanged, 0 changed, 1 new, 0 gone\n/);
  });
});

describe('explain', () => {
  test('says whether a result is kept and, if not, the field that differs', async () => {
    const { io, printed } = commandPlace({ 'study.yaml': studyText });
    expect(await explain(['study.yaml'], {}, io)).toBe(0);
    expect(printed.out).toBe('net: would run: nothing is kept\n');

    const [stage] = planOf(studyText).stages;
    const numericClass = { engine: 'onnx/cpu', version: '1' };
    const files = (mnist.run as DatasetNode).source!.files.map(({ name, sum }) => ({
      path: name,
      md5: sum.replace('md5:', ''),
      official: true,
    }));
    const keys = resultKeys(numericClass, files);
    const training = keys.training(stage!.key);
    const about = { training, numericClass };
    const store = openStore(join(io.cwd, '.infoplane'), () => {});
    const content = trainingContent(stage!);
    await store.put(training, { inputs: { of: 'training', key: stage!.key, content, ...about } });
    for (const estimate of stageEstimates(stage!)) {
      const inputs = {
        of: 'estimate',
        key: estimate.key,
        content: estimateContent(stage!, estimate),
        ...about,
      };
      await store.put(keys.estimate(estimate.key), { inputs });
    }
    printed.out = '';
    await explain(['study.yaml', 'net'], {}, io);
    expect(printed.out).toBe('net: kept, by onnx/cpu 1\n');

    printed.out = '';
    await explain(['study.yaml'], { set: ['models.net.layers.C1.filters=5'] }, io);
    expect(printed.out).toBe(
      'net: would run; from the nearest that is kept it differs in\n  layers.C1.filters: 6 -> 5\n',
    );
    await expect(explain(['study.yaml', 'nett'], {}, io)).rejects.toMatchObject({
      exitCode: 2,
      hint: 'did you mean `net`?',
    });
  });
});
