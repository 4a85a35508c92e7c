// Feeds broken files to the readers, in a process of its own so that its memory can be measured and its end be forced.
// Arguments: folder of the build, cases a reader, seed. Prints one JSON object.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { arrowNumbers, arrowTexts, idx, matOf, pngOf, study, tarOf, zipOf } from './sound-files.mjs';

const [build, cases, seed] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(build, path)).href);
const { npyBytes } = await load('runner/readers/npy-bytes.js');
const { readNpy, readNpyCompact, readNpyLabels } = await load('runner/readers/npy.js');
const { npyOfNpz } = await load('runner/readers/npz.js');
const { readZip } = await load('runner/readers/zip.js');
const { readMat } = await load('runner/readers/mat.js');
const { readIdx } = await load('runner/readers/idx.js');
const { readArrow } = await load('runner/readers/arrow.js');
const { columnsArray } = await load('runner/readers/columns.js');
const { classesOf } = await load('runner/readers/class-labels.js');
const { readSafetensors, safetensorsBytes, tensorArray, tensorLabels } = await load(
  'runner/readers/safetensors.js',
);
const { readModel } = await load('runner/lowering/onnx/read-model.js');
const { readListing } = await load('runner/forward/read-listing.js');
const { readCsv } = await load('runner/readers/csv.js');
const { readPng } = await load('runner/readers/png.js');
const { tarEntries } = await load('runner/readers/tar.js');
const { gunzipBounded } = await load('runner/readers/gunzip-bounded.js');
const { readArrowColumns } = await load('src/table/read-arrow-columns.js');
const { parseDocument } = await load('src/document/parse-document.js');
const { formatYaml } = await load('src/document/format-yaml.js');
const { compileStudy } = await load('src/compile/compile-study.js');
const { loadCatalog } = await load('src/node/catalog.js');
const { studyOrder } = await load('src/spec/study-order.js');
const { layerKinds } = await load('runner/layers/index.js');

const networks = join(build, '../test/fixtures/onnx');
const values = Float32Array.from({ length: 60 }, (_, i) => i / 7);
const npy = Buffer.from(npyBytes([5, 12], values));
const tensors = Buffer.from(
  safetensorsBytes(
    new Map([
      ['a', { dtype: 'F32', shape: [5, 12], data: new Uint8Array(values.buffer) }],
      ['b', { dtype: 'I64', shape: [2], data: new Uint8Array(16) }],
      ['c', { dtype: 'BF16', shape: [3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) }],
    ]),
    { by: 'us' },
  ),
);
const catalog = loadCatalog();
const order = studyOrder(catalog);
async function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

/** Each reader: files that it takes, and how it is called. What is not of infoplane's RunErrors is thrown to a caller that tells it. */
const readers = {
  yaml: {
    files: [study],
    read: (bytes) => {
      const text = bytes.toString('utf8');
      parseDocument({ name: 'x.yaml', text });
      formatYaml({ name: 'x.yaml', text }, order);
      compileStudy({ path: 'x.yaml', text, catalog, layers: layerKinds });
    },
  },
  npy: { files: [npy], read: (bytes) => [readNpy(bytes, 'x'), readNpyCompact(bytes, 'x')] },
  labels: {
    files: [npy, Buffer.from(npyBytes([4], Uint8Array.of(3, 1, 3, 0)))],
    read: (bytes) => {
      const { shape, values } = readNpyLabels(bytes, 'x');
      return values.length === shape[0] ? classesOf([{ name: 'x', shape, values }]) : null;
    },
  },
  safetensors: {
    files: [tensors],
    read: (bytes) =>
      [...readSafetensors(bytes, 'x').tensors.values()].map((tensor) => [
        tensorLabels(tensor, 'x'),
        tensorArray(tensor, 'x'),
      ]),
  },
  onnx: {
    files: ['cnn', 'beside', 'tokens'].map((name) => readFileSync(join(networks, `${name}.onnx`))),
    read: (bytes) => readModel(bytes, 'x'),
  },
  listing: {
    files: [Buffer.from('[{ "file": "a.safetensors", "iteration": 3, "epoch": 0.5 }]')],
    read: (bytes) => readListing(bytes.toString('utf8'), 'x'),
  },
  npz: {
    files: [zipOf(npy, 0), zipOf(npy, 8)],
    read: (bytes) => readNpy(npyOfNpz(bytes, null, 'x', 2 ** 24), 'x'),
  },
  zip: {
    files: [zipOf(npy, 0), zipOf(npy, 8)],
    read: (bytes) => readZip(bytes, 2 ** 24).map((entry) => entry.read()),
    tells: true,
  },
  mat: { files: [matOf(false), matOf(true)], read: (bytes) => readMat(bytes, 'x') },
  idx: { files: [idx], read: (bytes) => readIdx(bytes, 'x') },
  arrow: {
    files: arrowNumbers,
    read: (bytes) => columnsArray(readArrow(bytes, 'x'), 'x'),
  },
  columns: {
    files: arrowTexts,
    read: (bytes) => readArrowColumns(bytes).map(({ values }) => Array.from(values)),
    tells: true,
  },
  csv: {
    files: [
      Buffer.from('a,b\n1,2\n3,nan\n"4",-5e3\n'),
      Buffer.from('# by savetxt\n 1.0  2.5\n-3e2   nan\n'),
      Buffer.from(',0,1\n0,1.5,NA\n1,"2,5",9007199254740993\n'),
    ],
    read: (bytes) => readCsv(bytes, { header: 'auto', headerOption: '--header', warn: () => {} }, 'x'),
  },
  png: { files: [pngOf()], read: (bytes) => readPng(bytes, 'x', { height: 4, width: 4 }) },
  gzip: { files: [gzipSync(npy)], read: (bytes) => gunzipBounded(bytes, 2 ** 20), tells: true },
  tar: {
    files: [tarOf()],
    read: async (bytes) => {
      for await (const { body } of tarEntries(pieces(bytes))) for await (const _ of body);
    },
    tells: true,
  },
};

const words = [0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
/** Ways to break a file; each takes numbers to choose by, so that they go together. */
const accidents = (file) => ({
  flips: fc
    .array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((flips) => (bytes) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of flips) copy[at] = value;
      return copy;
    }),
  word: fc
    .tuple(fc.nat(file.length), fc.constantFrom(...words), fc.boolean())
    .map(([at, word, big]) => (bytes) => {
      const copy = Buffer.from(bytes);
      if (at + 4 > copy.length) return copy;
      if (big) copy.writeUInt32BE(word, at);
      else copy.writeUInt32LE(word, at);
      return copy;
    }),
  cut: fc.nat(file.length).map((length) => (bytes) => bytes.subarray(0, length)),
  insert: fc.tuple(fc.nat(file.length), fc.uint8Array({ maxLength: 40 })).map(
    ([at, more]) =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]),
  ),
});

const broken = (file) => {
  const { flips, word, cut, insert } = accidents(file);
  const few = fc.oneof({ weight: 3, arbitrary: flips }, { weight: 3, arbitrary: word }, cut, insert);
  return fc
    .oneof({ weight: 3, arbitrary: few.map((one) => [one]) }, fc.tuple(flips, word, insert, cut))
    .map((changes) => changes.reduce((bytes, change) => change(bytes), Buffer.from(file)));
};

const result = {};
for (const [name, { files, read, tells }] of Object.entries(readers)) {
  for (const file of files) await read(Buffer.from(file)); // the sound ones are read
  const noise = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes));
  const counts = { cases: 0, read: 0, refused: 0 };
  const outcome = await fc.check(
    fc.asyncProperty(
      fc.oneof({ weight: 9, arbitrary: fc.oneof(...files.map(broken)) }, noise),
      async (bytes) => {
        counts.cases++;
        try {
          await read(Buffer.from(bytes));
          counts.read++;
        } catch (cause) {
          if (
            cause?.name !== 'RunError' &&
            !(tells && cause instanceof Error && cause.constructor === Error) &&
            !cause?.code?.startsWith?.(tells ? '' : '-')
          )
            throw cause;
          counts.refused++;
        }
      },
    ),
    { numRuns: Number(cases), seed: Number(seed) },
  );
  result[name] = {
    ...counts,
    failure: outcome.failed ? String(outcome.errorInstance?.stack).slice(0, 600) : null,
  };
  if (outcome.failed)
    result[name].bytes = Buffer.from(outcome.counterexample[0]).toString('base64').slice(0, 4000);
}
console.log(
  JSON.stringify({ readers: result, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }),
);
