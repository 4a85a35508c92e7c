import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { temporaryProject } from '../temporary-project.ts';

const study = `study: own
datasets:
  mine:
    kind: npy
    files:
      train: { images: x.npy, labels: table.csv#y }
      test: { images: sets.npz#x, labels: table.csv#y }
    shape: [4]
    classes: 2
    sizes: { train: 4, test: 4 }
  far: { kind: svhn }
models:
  net: { kind: network, dataset: mine, layers: [{ dense: out, units: 2 }], training: { learningRate: 0.1, batchSize: 2, epochs: 1 } }
  other: { kind: network, dataset: far, layers: [{ dense: out, units: 10 }], training: { learningRate: 0.1, batchSize: 2, epochs: 1 } }
probes:
  seen: { kind: activations, model: net, layers: [out], at: { epochs: [0] } }
  far: { kind: activations, model: other, layers: [out], at: { epochs: [0] } }
estimators:
  IXT: { kind: matrix-renyi, probe: seen, quantity: I(X;T) }
  far: { kind: matrix-renyi, probe: far, quantity: I(X;T) }
matrix: { seed: { range: [1, 3] } }
`;

async function infoplane(cwd: string, ...args: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await runCommandLine(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    terminal: false,
    cwd,
    env: { INFOPLANE_DATA: join(cwd, 'data'), XDG_CACHE_HOME: join(cwd, 'cache') },
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

test('data that is not there is a warning for each file at its place, and nothing is trained', async () => {
  const folder = temporaryProject({
    'study.yaml': study,
    'base.yaml': study.replace('study: own', 'study: base'),
  });
  const told = async (file = 'study.yaml') => {
    const { code, out } = await infoplane(folder, 'validate', '--json', file);
    const { ok, problems } = JSON.parse(out);
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    return problems.map(
      ({ code: kind, severity, file: at, line, column, path }: Record<string, unknown>) =>
        `${kind} ${severity} ${at}:${line}:${column} ${path}`,
    );
  };
  const images = 'data-missing warning study.yaml:6:24 datasets.mine.files.train.images';
  const others = [
    'data-missing warning study.yaml:6:39 datasets.mine.files.train.labels',
    'data-missing warning study.yaml:7:23 datasets.mine.files.test.images',
    'data-missing warning study.yaml:7:43 datasets.mine.files.test.labels',
    'data-missing warning study.yaml:11:3 datasets.far',
  ];
  expect(await told()).toEqual([images, ...others]);
  writeFileSync(join(folder, 'child.yaml'), 'study: child\nextends: base.yaml\n');
  expect(await told('child.yaml')).toEqual(
    [images, ...others].map((one) => one.replace('study.yaml', 'base.yaml')),
  );
  const run = await infoplane(folder, 'run', 'study.yaml');
  expect(run.code).toBe(4);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
  expect(run.err.match(/svhn\/train_32x32\.mat|infoplane data fetch svhn/g)).not.toBeNull();

  writeFileSync(join(folder, 'x.npy'), '');
  expect(await told()).toEqual(others);
  mkdirSync(join(folder, 'data', 'svhn'), { recursive: true });
  for (const name of [
    'data/sets.npz',
    'data/table.csv',
    'data/svhn/train_32x32.mat',
    'data/svhn/test_32x32.mat',
  ])
    writeFileSync(join(folder, name), '');
  expect(await told()).toEqual([]);
  expect((await infoplane(folder, 'plan', 'study.yaml')).err).toBe('');
});
