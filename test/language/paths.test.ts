import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileOnDisk } from '../../src/compile/compile-on-disk.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { temporaryProject } from '../temporary-project.ts';

/** Paths that do not stay in the project `mine`, from the folder `studies` in it. */
const leaving = {
  'up and out': '../../outside/NAME',
  'up beyond what exists': '../../../../../../../../nowhere/NAME',
  'down and up again': 'data/../../../outside/NAME',
  absolute: '/etc/NAME',
  'a link to a file': 'data/link-NAME',
  'through a link to a folder': 'data/linked/NAME',
  'a link in a circle, or to nowhere outside': 'data/dangling/NAME',
};

/** Every setting that takes a path: what a study says of it, and the file that is at the end of the path. */
const settings: Record<string, { file: string; study: (path: string) => string }> = {
  extends: { file: 'base.yaml', study: (path) => `extends: ${path}\nstudy: mine\n` },
  'extends, in a list': { file: 'base.yaml', study: (path) => `extends: [${path}]\nstudy: mine\n` },
  plugins: { file: 'kind.ts', study: (path) => `plugins: [${path}]\n${study('{ kind: mnist }')}` },
  'npy, images': {
    file: 'x.npy',
    study: (path) => study(npy(`{ images: ${path}, labels: data/y.npy }`)),
  },
  'npy, labels': {
    file: 'y.npy',
    study: (path) => study(npy(`{ images: data/x.npy, labels: ${path} }`)),
  },
  'npy, a part of an archive': {
    file: 'x.npz#a',
    study: (path) => study(npy(`{ images: '${path}', labels: data/y.npy }`)),
  },
  npz: {
    file: 'x.npz',
    study: (path) =>
      study(`{ kind: npz, file: ${path}, shape: [4, 4, 1], classes: 10, sizes: { train: 80, test: 20 } }`),
  },
  'image-folder': {
    file: 'shapes',
    study: (path) =>
      study(
        `{ kind: image-folder, folder: ${path}, shape: [1, 4, 4], classes: 10, sizes: { train: 80, test: 20 } }`,
      ),
  },
};

function npy(train: string): string {
  return `{ kind: npy, files: { train: ${train}, test: { images: data/x.npy, labels: data/y.npy } }, shape: [4, 4, 1], classes: 10, sizes: { train: 80, test: 20 } }`;
}

function study(dataset: string): string {
  return `study: mine
datasets:
  own: ${dataset}
models:
  net:
    kind: network
    dataset: own
    layers: [{ dense: F1, units: 4, activation: relu }, { dense: out, units: 10 }]
    training: { learningRate: 0.1, batchSize: 10, epochs: 1 }
probes: { p: { kind: activations, model: net, layers: [F1], at: { epochs: [0] } } }
estimators: { e: { kind: matrix-renyi, probe: p, quantity: I(X;T) } }
`;
}

/** A project, with a folder outside of it in which the file is and links that lead there. */
function place(files: Record<string, string>, name: string): string {
  const root = temporaryProject({ 'mine/package.json': '{}', 'outside/here': '', ...files });
  const file = name.split('#')[0]!;
  const data = join(root, 'mine/studies/data');
  mkdirSync(data, { recursive: true });
  symlinkSync(join(root, 'outside', file), join(data, `link-${file}`));
  symlinkSync(join(root, 'outside'), join(data, 'linked'));
  symlinkSync('../../../outside/there/is/nothing', join(data, 'dangling'));
  return root;
}

async function problems(cwd: string, path: string) {
  const { plan, diagnostics } = await compileOnDisk({ path, cwd, store: join(cwd, 'store') });
  expect(plan).toBeNull();
  return diagnostics;
}

describe.each(Object.entries(settings))(
  'a path of %s that leaves the project',
  (about, { file, study: text }) => {
    test.each(Object.entries(leaving))('is an error at its place: %s', async (_, pattern) => {
      const path = pattern.replace('NAME', file);
      const written = text(path);
      const root = place({ 'mine/studies/study.yaml': written, [`outside/${file.split('#')[0]}`]: '' }, file);
      const found = await problems(join(root, 'mine/studies'), 'study.yaml');
      const wanted = about.startsWith('extends')
        ? 'extends-outside'
        : about === 'plugins'
          ? 'plugin-outside'
          : 'value-not-allowed';
      const at = found.find(({ code }) => code === wanted);
      expect(at, found.map(({ code, message }) => `${code} ${message}`).join('\n')).toBeDefined();
      const start = written.indexOf(path);
      const before = written.slice(0, start).split('\n');
      const quoted = written[start - 1] === "'" ? 1 : 0;
      expect(at!.range.start).toMatchObject({
        line: before.length,
        column: before.at(-1)!.length + 1 - quoted,
      });
    });
  },
);

test('the same in a base and after --set, told where it is said', async () => {
  const base = study(npy('{ images: ../../outside/x.npy, labels: data/y.npy }'));
  const root = place(
    { 'mine/bases/base.yaml': base, 'mine/studies/study.yaml': 'extends: ../bases/base.yaml\n' },
    'x.npy',
  );
  const cwd = join(root, 'mine/studies');
  const [inBase] = await problems(cwd, 'study.yaml');
  expect(inBase).toMatchObject({ code: 'value-not-allowed', source: { name: '../bases/base.yaml' } });
  const { diagnostics } = await compileOnDisk({
    path: 'study.yaml',
    cwd,
    store: join(cwd, 'store'),
    set: ['datasets.own.files.train.images=../../../out.npy'],
  });
  expect(diagnostics[0]).toMatchObject({ code: 'value-not-allowed', source: { name: '--set' } });
});

test('a path that stays is none, through links and .. too', async () => {
  const text = study(npy('{ images: ../studies/data/x.npy, labels: data/inner/y.npy }'));
  const root = place({ 'mine/studies/study.yaml': text, 'mine/data/y.npy': '' }, 'x.npy');
  symlinkSync(join(root, 'mine/data'), join(root, 'mine/studies/data/inner'));
  const cwd = join(root, 'mine/studies');
  const { plan, diagnostics } = await compileOnDisk({ path: 'study.yaml', cwd, store: join(cwd, 'store') });
  expect(diagnostics).toEqual([]);
  expect(plan).not.toBeNull();
});

test('no other kind has a setting that is a path of the study', () => {
  const named = loadCatalog().entries.flatMap((entry) =>
    Object.keys(entry.params.properties ?? {})
      .filter((name) => /file|path|folder|dir\b|url/i.test(name))
      .map((name) => `${entry.family} ${entry.kind} ${name}`),
  );
  expect(named.sort()).toEqual([
    'dataset image-folder folder',
    'dataset npy files',
    'dataset npz file',
    'model onnx file',
  ]);
});
