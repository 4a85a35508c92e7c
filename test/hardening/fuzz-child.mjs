// Feeds broken files to the readers, in a process of its own so that its memory can be measured and its end be forced.
// Arguments: folder of the build, cases a reader, seed. Prints one JSON object.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';

const [build, cases, seed] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(build, path)).href);
const { npyBytes } = await load('runner/readers/npy-bytes.js');
const { readNpy, readNpyCompact } = await load('runner/readers/npy.js');
const { npyOfNpz } = await load('runner/readers/npz.js');
const { readZip } = await load('runner/readers/zip.js');
const { readMat } = await load('runner/readers/mat.js');
const { readIdx } = await load('runner/readers/idx.js');
const { readCsv } = await load('runner/readers/csv.js');
const { readPng } = await load('runner/readers/png.js');
const { tarEntries } = await load('runner/readers/tar.js');
const { gunzipBounded } = await load('runner/readers/gunzip-bounded.js');
const { parseDocument } = await load('src/document/parse-document.js');
const { formatYaml } = await load('src/document/format-yaml.js');
const { compileStudy } = await load('src/plan/compile-study.js');
const { loadCatalog } = await load('src/node/catalog.js');
const { studyOrder } = await load('src/spec/study-order.js');
const { layerKinds } = await load('runner/layers/index.js');

const values = Float32Array.from({ length: 60 }, (_, i) => i / 7);
const npy = Buffer.from(npyBytes([5, 12], values));
const u32 = (...numbers) => Buffer.from(Uint32Array.from(numbers).buffer);
const named = Buffer.from('a.npy');

function zipOf(content, method) {
  const body = method === 8 ? deflateRawSync(content) : content;
  const sizes = [crc32(content), body.length, content.length];
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(method, 8);
  for (const [i, size] of sizes.entries()) local.writeUInt32LE(size, 14 + 4 * i);
  local.writeUInt16LE(named.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(method, 10);
  for (const [i, size] of sizes.entries()) entry.writeUInt32LE(size, 16 + 4 * i);
  entry.writeUInt16LE(named.length, 28);
  const start = local.length + named.length + body.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + named.length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([local, named, body, entry, named, end]);
}

function matOf(packed) {
  const header = Buffer.alloc(128, ' ');
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  const pixels = Buffer.from(Uint8Array.from({ length: 24 }, (_, i) => i));
  const inner = Buffer.concat([u32(6, 8, 9, 0), u32(5, 8, 4, 6), u32(0x00010001, 0x58), u32(2, 24), pixels]);
  const matrix = Buffer.concat([u32(14, inner.length), inner]);
  const squeezed = deflateSync(matrix);
  return Buffer.concat(packed ? [header, u32(15, squeezed.length), squeezed] : [header, matrix]);
}

const idx = Buffer.concat([
  Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]),
  Buffer.alloc(24, 7),
]);

function pngOf() {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 0]);
  const lines = Buffer.alloc(4 * 13, 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function tarOf() {
  const header = Buffer.alloc(512);
  header.write('folder/a.bin');
  header.write('00000001000\0', 124);
  header.write('0', 156);
  header.write('ustar', 257);
  let sum = 8 * 32;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, Buffer.alloc(512, 3), Buffer.alloc(1024)]);
}

const study = Buffer.from(`study: small
datasets: { mnist: { kind: mnist, subset: { train: 1000, test: 100 } } }
models:
  net:
    kind: network
    dataset: mnist
    layers:
      - { conv: C1, filters: 6, kernel: 5, activation: relu }
      - { dense: out, units: 10 }
    training: &t { learningRate: 0.1, batchSize: 100, epochs: 2 }
probes: { forward: { kind: activations, model: net, layers: [C1], at: { epochs: [0, 1/3, 2] } } }
estimators: { IXT: { kind: matrix-renyi, probe: forward, quantity: I(X;T) } }
matrix: { seed: [1, 3] }
`);

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
  csv: { files: [Buffer.from('a,b\n1,2\n3,nan\n"4",-5e3\n')], read: (bytes) => readCsv(bytes, null, 'x') },
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

const broken = (file) =>
  fc
    .record({
      flips: fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 6 }),
      word: fc.option(
        fc.tuple(fc.nat(file.length), fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff)),
        { freq: 1 },
      ),
      cut: fc.option(fc.nat(file.length), { freq: 3 }),
      insert: fc.option(fc.tuple(fc.nat(file.length), fc.uint8Array({ maxLength: 40 })), { freq: 4 }),
    })
    .map(({ flips, word, cut, insert }) => {
      let bytes = Buffer.from(file);
      for (const [at, value] of flips) bytes[at] = value;
      if (word && word[0] + 4 <= bytes.length) {
        if (word[0] % 2) bytes.writeUInt32BE(word[1], word[0]);
        else bytes.writeUInt32LE(word[1], word[0]);
      }
      if (insert) bytes = Buffer.concat([bytes.subarray(0, insert[0]), insert[1], bytes.subarray(insert[0])]);
      return cut === null ? bytes : bytes.subarray(0, cut);
    });

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
