// Makes dist/**/*.js of the TypeScript sources, a file each, but for what `validate` loads: that goes into one file together
// with its packages, since Node takes longer to find and open two hundred files than to check a study. So does Vega, which is as many. Both are written without
// comments and blanks. The licences of the packages that are in dist/ then are in dist/LICENCES.txt.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { packagesOf, writeLicences } from './licences.mjs';
import { withoutBlanks } from './without-blanks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const rooms = ['src', 'runner', 'reports'];
const fast = [
  'src/cli/command-line.ts',
  'src/cli/commands/validate.ts',
  'runner/layers/index.ts',
  'runner/nodes/estimator-checks.ts',
  'runner/data/data-places.ts',
  'src/cli/data-origin.ts',
];
const packages = [
  'commander',
  'fastest-levenshtein',
  'picocolors',
  'vega',
  'vega-interpreter',
  'vega-lite',
  'yaml',
];

/** Whether an import is left as it is: Node's own modules, and packages that users have too. */
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const known = Object.keys(dependencies).filter((name) => !packages.includes(name));
const isOutside = (id) =>
  id.startsWith('node:') || known.some((name) => id === name || id.startsWith(`${name}/`));

const sources = rooms
  .flatMap((room) => readdirSync(`${root}/${room}`, { recursive: true }).map((path) => `${room}/${path}`))
  .filter((path) => path.endsWith('.ts') && !path.startsWith('runner/kernels/wasm/assembly/'));

/** Modules that the fast ones import, themselves included. */
let together;
function closure(infoOf) {
  const found = new Set();
  const add = (id) => {
    if (found.has(id)) return;
    found.add(id);
    for (const imported of infoOf(id)?.importedIds ?? []) add(imported);
  };
  for (const path of fast) add(`${root}${path}`);
  return found;
}

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(sources.map((path) => [path.replace(/\.ts$/, ''), `${root}${path}`])),
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  external: isOutside,
  onLog: (level, log, show) => {
    if (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT') return;
    if (level === 'warn') throw new Error(log.message);
    show(level, log);
  },
});
const { output } = await bundle.write({
  dir: `${root}dist`,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'shared/[name].js',
  codeSplitting: {
    groups: [
      {
        debugName: 'language',
        name: (id, modules) => {
          together ??= closure((one) => modules.getModuleInfo(one));
          return together.has(id) ? 'language' : null;
        },
      },
      { debugName: 'charts', name: (id) => (id.includes('/node_modules/') ? 'charts' : null) },
    ],
  },
});
for (const { name, fileName, code } of output)
  if (name === 'language' || name === 'charts') writeFileSync(`${root}dist/${fileName}`, withoutBlanks(code));
const inside = output.flatMap(({ type, moduleIds }) => (type === 'chunk' ? packagesOf(moduleIds) : []));
// the checks have a few lines of these in them (build-checks.mjs)
writeLicences(`${root}dist/LICENCES.txt`, [...inside, 'ajv', 'fast-deep-equal']);
