import { mkdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { npyBytes } from '../../runner/readers/npy-bytes.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { temporaryProject } from '../temporary-project.ts';

const study = `study: own
datasets:
  mine:
    kind: npy
    files: { train: { images: data/x.npy, labels: data/y.csv }, test: { images: data/x.npy, labels: data/y.csv } }
    shape: [3]
    classes: 2
    sizes: { train: 8, test: 8 }
models:
  net:
    kind: network
    dataset: mine
    layers: [{ dense: out, units: 2 }]
    training: { learningRate: 0.1, batchSize: 4, epochs: 1 }
probes: { seen: { kind: activations, model: net, layers: [out], at: { every: 1 } } }
estimators: { IXT: { kind: matrix-renyi, probe: seen, quantity: I(X;T) } }
matrix: { seed: [1, 2] }
`;

test('what is kept is kept for the data as it is now', { timeout: 120_000 }, async () => {
  const folder = temporaryProject({ 'study.yaml': study });
  mkdirSync(join(folder, 'data'));
  const values = Float32Array.from({ length: 24 }, (_, at) => Math.sin(at));
  const images = join(folder, 'data/x.npy');
  const labels = join(folder, 'data/y.csv');
  writeFileSync(images, npyBytes([8, 3], values));
  writeFileSync(labels, 'y\na\nb\na\nb\na\nb\na\nb\n');

  const infoplane = async (...args: readonly string[]) => {
    let [out, err] = ['', ''];
    const code = await runCommandLine(args, {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      terminal: false,
      cwd: folder,
      env: {},
      signal: new AbortController().signal,
    });
    expect(code, err).toBe(0);
    return out;
  };
  /** Trainings that are kept, by `plan`, and files that have changed, by `explain`. */
  const standing = async () => {
    const kept = Number(/^(\d+) of 2 trainings/m.exec(await infoplane('plan', 'study.yaml'))?.[1]);
    const lines = (await infoplane('explain', 'study.yaml')).trim().split('\n');
    return { kept, files: lines.map((line) => /data\/\S+(?=\))/.exec(line)?.[0] ?? line.split(/[:,] /)[1]) };
  };

  expect(await standing()).toEqual({ kept: 0, files: ['would run', 'would run'] });
  await infoplane('run', 'study.yaml');
  expect(await standing()).toEqual({ kept: 2, files: ['kept', 'kept'] });

  writeFileSync(
    images,
    npyBytes(
      [8, 3],
      values.map((value) => value + 1),
    ),
  );
  expect(await standing()).toEqual({ kept: 0, files: ['data/x.npy', 'data/x.npy'] });
  await infoplane('run', 'study.yaml');
  expect(await standing()).toEqual({ kept: 2, files: ['kept', 'kept'] });

  // back to what it was: another time, the same content
  writeFileSync(images, npyBytes([8, 3], values));
  utimesSync(images, 1, 1);
  expect(await standing()).toEqual({ kept: 2, files: ['kept', 'kept'] });

  const before = readFileSync(labels, 'utf8');
  writeFileSync(labels, before.replace('a', 'b'));
  expect(await standing()).toEqual({ kept: 0, files: ['data/y.csv', 'data/y.csv'] });
  writeFileSync(labels, 'y\na\n');
  expect((await standing()).kept).toBe(0);
  writeFileSync(labels, before);

  renameSync(images, join(folder, 'away.npy'));
  expect(await standing()).toEqual({ kept: 2, files: ['kept', 'kept'] });
});
