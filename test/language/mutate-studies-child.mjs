// Compiles the studies that come with infoplane with mutations in them, in one of their bases or in `--set`, in a process of its own
// so that its memory can be measured and its end be forced. Arguments: package, cases, seed. Prints one JSON object.
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { parseDocument } from 'yaml';

const [root, cases, seed] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
const { compileOnDisk } = await load('src/compile/compile-on-disk.js');

const specs = join(root, 'specs');
const studies = readdirSync(specs, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .sort();

/** Files of a study: its own first, then its bases. */
function filesOf(path) {
  const { extends: bases = [] } = parseDocument(readFileSync(path, 'utf8')).toJS();
  return [path, ...[bases].flat().flatMap((base) => filesOf(resolve(path, '..', base)))];
}

function paths(value) {
  if (typeof value !== 'object' || value === null) return [[]];
  const inner = Object.entries(value).flatMap(([key, part]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return paths(part).map((path) => [step, ...path]);
  });
  return [[], ...inner];
}

const values = fc.constantFrom(
  null,
  true,
  -1,
  0,
  1.5,
  1e300,
  7,
  '',
  'x',
  'mnist',
  'C1',
  '~',
  [],
  [[]],
  [1, 2],
  {},
  { kind: 'x' },
  { range: [1, 3] },
  { range: [0, 1e12] },
  '__proto__',
  '1/0',
  Number.NaN,
  { a: {}, b: { seed: 3 } },
);
const names = fc.constantFrom(
  'kind',
  '__proto__',
  'toString',
  'x y',
  '<<',
  'seed',
  'extends',
  'matrix',
  'a.b',
);
const signs = fc.constantFrom(
  '\t',
  '\n',
  ' ',
  ':',
  '[',
  '}',
  '&a ',
  '*a',
  '!',
  '"',
  "'",
  '#',
  '- ',
  '\0',
  '\ud800',
  '日',
  '0',
  '|',
  '>',
);

/** A change of a text as a function of it; `pick` chooses the place. */
const changes = {
  value: fc.record({ pick: fc.nat(), value: values }).map(
    ({ pick, value }) =>
      (text) =>
        changed(text, pick, (document, path) => document.setIn(path, document.createNode(value))),
  ),
  gone: fc.nat().map((pick) => (text) => changed(text, pick, (document, path) => document.deleteIn(path))),
  renamed: fc.record({ pick: fc.nat(), name: names }).map(
    ({ pick, name }) =>
      (text) =>
        changed(text, pick, (document, path) => {
          if (typeof path.at(-1) !== 'string') return;
          const value = document.getIn(path, true);
          document.deleteIn(path);
          document.setIn([...path.slice(0, -1), name], value);
        }),
  ),
  letters: fc
    .record({ at: fc.nat(), cut: fc.nat(9), put: fc.string({ unit: signs, maxLength: 4 }) })
    .map(({ at, cut, put }) => (text) => {
      const place = at % text.length;
      return text.slice(0, place) + put + text.slice(place + cut);
    }),
};

function changed(text, pick, change) {
  const document = parseDocument(text);
  const known = paths(document.toJS()).filter((path) => path.length > 0);
  change(document, known[pick % known.length]);
  return String(document);
}

const mutation = fc.record({
  study: fc.constantFrom(...studies),
  /** Which of its files is changed. */
  file: fc.nat(3),
  change: fc.oneof(...Object.values(changes)),
  set: fc.option(fc.record({ pick: fc.nat(), value: values }), { freq: 3 }),
});

const counts = { cases: 0, valid: 0, refused: 0, inBases: 0, slowest: 0 };

async function check({ study, file, change, set }) {
  const path = join(specs, study);
  const files = filesOf(path);
  const target = realpathSync(files[file % files.length]);
  const text = change(readFileSync(target, 'utf8'));
  const given = set ? [settingOf(path, set)] : [];
  const readFile = (name) => {
    const real = realpathSync(resolve(specs, name));
    return real === target ? Buffer.from(text) : readFileSync(real);
  };
  const before = process.cpuUsage();
  const { plan, diagnostics, sources } = await compileOnDisk({
    path,
    readFile,
    set: given,
    cwd: specs,
    store: specs,
  });
  const { user, system } = process.cpuUsage(before);
  counts.cases++;
  counts.slowest = Math.max(counts.slowest, Math.round((user + system) / 1000));
  if (target !== realpathSync(path)) counts.inBases++;
  counts[plan ? 'valid' : 'refused']++;
  for (const { source, range, message } of diagnostics) {
    if (message === '' || !sources.includes(source)) throw new Error(`a message of no source: ${message}`);
    const { start, end } = range;
    const inside = start.offset <= end.offset && end.offset <= source.text.length;
    if (!inside || !(start.line >= 1 && start.column >= 1))
      throw new Error(`a message without a place: ${message}`);
  }
  if ((plan === null) !== diagnostics.some(({ severity }) => severity === 'error'))
    throw new Error('a plan comes exactly when there is no error');
}

function settingOf(path, { pick, value }) {
  const known = paths(parseDocument(readFileSync(path, 'utf8')).toJS()).filter((one) => one.length > 0);
  return `${known[pick % known.length].join('.')}=${JSON.stringify(value)}`;
}

const outcome = await fc.check(fc.asyncProperty(mutation, check), {
  numRuns: Number(cases),
  seed: Number(seed),
});
const failure = outcome.failed ? String(outcome.errorInstance?.stack).slice(0, 1500) : null;
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  JSON.stringify({
    ...counts,
    failure,
    example: outcome.failed ? fc.stringify(outcome.counterexample) : '',
    megabytes,
  }),
);
