import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'infoplane-build-'));
  cpSync(join(packageRoot, 'scripts/build.mjs'), join(root, 'scripts/build.mjs'));
  for (const [file, text] of Object.entries(project)) write(file, text);
});
afterAll(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** In the place of the compilers, each of which notes that it ran: what `tsc` writes is the sources as they are. */
const note = (name: string) => `require('node:fs').appendFileSync('steps.txt', '${name}\\n');`;
const script = (name: string) =>
  `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('steps.txt', '${name}\\n');
mkdirSync('dist/made', { recursive: true });
writeFileSync('dist/made/${name}', '${name}');
`;
const project = {
  'node_modules/typescript/bin/tsc': `${note('tsc')}
const { cpSync, existsSync } = require('node:fs');
if (existsSync('src/broken.ts')) process.exit(2);
for (const folder of ['src', 'runner', 'reports']) cpSync(folder, 'dist/' + folder, { recursive: true });
`,
  'scripts/build-javascript.mjs': script('javascript'),
  'scripts/build-wasm.mjs': script('wasm'),
  'scripts/build-checks.mjs': script('checks'),
  'src/cli/main.js': '#!/usr/bin/env node\n',
  'src/one.ts': 'export const one = 1;\n',
  'runner/two.ts': 'export const two = 2;\n',
  'reports/page.ts': 'export const page = 3;\n',
  'reports/published/run/lock.json': '{}\n',
  'schemas/study.schema.json': '{}\n',
  'package.json': '{}\n',
  'package-lock.json': '{}\n',
  'tsconfig.json': '{}\n',
  'tsconfig.build.json': '{}\n',
};

/** Builds, and gives the exit code and the steps that were taken. */
function build(...args: readonly string[]): { code: number | null; steps: readonly string[] } {
  const notes = join(root, 'steps.txt');
  rmSync(notes, { force: true });
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), ...args]);
  return { code: status, steps: existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [] };
}

// one project for all tests: each leaves it built
const nothing = { code: 0, steps: [] };
const everything = { code: 0, steps: ['tsc', 'javascript', 'wasm', 'checks'] };

it('builds once, again where that is asked for, and marks the command as executable', () => {
  expect(build()).toEqual(everything);
  expect(statSync(join(root, 'dist/src/cli/main.js')).mode & 0o111).toBe(0o111);
  expect(build()).toEqual(nothing);
  expect(build('--force')).toEqual(everything);
  expect(build()).toEqual(nothing);
});

test.each<readonly [string, () => void]>([
  ['a source has changed', () => write('src/one.ts', 'export const one = 2;\n')],
  ['a source came', () => write('runner/deep/three.ts', '')],
  ['a source went', () => rmSync(join(root, 'runner/two.ts'))],
  ['a source has another name', () => renameSync(join(root, 'src/one.ts'), join(root, 'src/uno.ts'))],
  ['a schema has changed', () => write('schemas/study.schema.json', '[]\n')],
  ['a step of the build has changed', () => write('scripts/build-wasm.mjs', script('wasm').concat('\n'))],
  ['packages have changed', () => write('package-lock.json', '[]\n')],
  ['dist/ has lost a file', () => rmSync(join(root, 'dist/runner/two.ts'))],
  [
    'dist/ has lost a file and got another',
    () => {
      rmSync(join(root, 'dist/made/wasm'));
      write('dist/made/stray', 'some');
    },
  ],
  ['a file in dist/ was cut', () => write('dist/made/checks', '')],
  ['dist/ is gone', () => rmSync(join(root, 'dist'), { recursive: true })],
  ['the stamp cannot be read', () => write('dist/.built', '{"digest"')],
])('builds again, once, after %s', (_, change) => {
  change();
  expect(build()).toEqual(everything);
  expect(build()).toEqual(nothing);
});

it('does not build again after a published run came, or files have other times only', () => {
  write('reports/published/run/lock.json', '{"other": 1}\n');
  write('reports/published/more/lock.json', '{}\n');
  for (const file of ['src/uno.ts', 'dist/made/wasm', 'package.json'])
    utimesSync(join(root, file), 1000, 1000);
  expect(build()).toEqual(nothing);
});

it('ends with 1 where a step fails, and builds again the next time', () => {
  write('src/broken.ts', '');
  expect(build()).toEqual({ code: 1, steps: ['tsc'] });
  rmSync(join(root, 'src/broken.ts'));
  expect(build()).toEqual(everything);
  expect(build()).toEqual(nothing);
});
