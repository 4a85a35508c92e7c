import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileOnDisk } from '../../src/compile/compile-on-disk.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { pluginProject, pluginStudy, shownPlugins } from '../plugins/plugin-project.ts';

const kta = shownPlugins['kta.ts'];
const scale = shownPlugins['scale.ts'];
const good = { ...shownPlugins, 'study.yaml': pluginStudy };

async function problems(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { folder } = pluginProject({ ...good, ...files });
  const { plan, diagnostics } = await compileOnDisk({
    path: 'study.yaml',
    cwd: folder,
    store: join(folder, 'store'),
  });
  if (plan) expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return diagnostics.map(
    ({ code, source, range: { start } }) => `${code} ${source.name}:${start.line}:${start.column}`,
  );
}

/** Line and column of the first place of a text. */
function placeOf(text: string, part: string): string {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

async function planOf(files: Readonly<Record<string, string>>, path = 'study.yaml'): Promise<Plan> {
  const { folder } = pluginProject(files);
  const { plan, diagnostics } = await compileOnDisk({ path, cwd: folder, store: join(folder, 'store') });
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return plan!;
}

describe('a broken plugin', () => {
  const inEstimator: [what: string, text: string, at: string][] = [
    ['a syntax mistake', kta.replace('= capture;', '= ;'), ';\n  const other'],
    ['no parameters', kta.replace('export interface Params', 'export interface Settings'), 'export default'],
    ['parameters that are not exported', kta.replace('export interface', 'interface'), 'export default'],
    ['a kind that there is', kta.replace("kind: 'kta'", "kind: 'ksg'"), '{\n  family'],
    [
      'a setting without a comment',
      kta.replace('  /** What the activations are compared with. */\n', ''),
      "with: 'X'",
    ],
    ['a function as a setting', kta.replace("with: 'X' | 'Y'", 'with: () => void'), '() => void'],
    ['a map as a setting', kta.replace("with: 'X' | 'Y'", 'with: Map<string, number>'), 'Map<'],
    ['an unknown type', kta.replace("with: 'X' | 'Y'", 'with: Nowhere'), 'Nowhere'],
    ['a computed version', kta.replace('version: 1', "version: Number('1')"), "Number('1')"],
    ['a version below 1', kta.replace('version: 1', 'version: 0'), '{\n  family'],
    ['a name that is none', kta.replace("kind: 'kta'", "kind: 'My Kind'"), '{\n  family'],
    ['a model', kta.replace("family: 'estimator'", "family: 'model'"), '{\n  family'],
    ['an unknown family', kta.replace("family: 'estimator'", "family: 'gizmo'"), '{\n  family'],
    [
      'an input of a setting that is not there',
      kta.replace("{ from: 'probe'", "{ from: 'prob'"),
      '{\n  family',
    ],
    ['no input', kta.replace(/ {2}inputs: .*\n/, ''), '{\n  family'],
    ['an output of another family', kta.replace("output: 'estimates'", "output: 'figure'"), '{\n  family'],
    ['no declaration', kta.replace('export default', 'export const it ='), 'export const it'],
    ['an enum', `${kta}enum Way { up }\n`, 'enum Way'],
    ['an import of a file that is not there', `${kta}import './nowhere.ts';\n`, "'./nowhere.ts'"],
    ['an import without its ending', `${kta}import './scale';\n`, "'./scale'"],
    ['an import from outside of the project', `${kta}import '../elsewhere.ts';\n`, "'../elsewhere.ts'"],
    ['a package that is not installed', `${kta}import 'left-pad';\n`, "'left-pad'"],
    ['a private part of infoplane', `${kta}import 'infoplane/dist/src/index.js';\n`, "'infoplane/dist"],
    [
      'an import that is computed',
      `${kta}export const it = (name: string) => import(name);\n`,
      'import(name)',
    ],
  ];
  test.each(inEstimator)('%s is told at its line', async (_, text, at) => {
    expect(text).not.toBe(kta);
    expect(await problems({ 'kta.ts': text })).toEqual([`plugin-invalid kta.ts:${placeOf(text, at)}`]);
  });

  test('a mistake in a file that it imports is told there', async () => {
    const text = `import { share } from './parts/share.ts';\n${kta}`;
    expect(await problems({ 'kta.ts': text, 'parts/share.ts': 'export const share = ;\n' })).toEqual([
      'plugin-invalid parts/share.ts:1:22',
    ]);
  });

  test('a file that is not there, and one that is there twice', async () => {
    const study = pluginStudy.replace('./scale.ts', './scale.ts, ./again.ts, ./gone.ts');
    const again = scale;
    expect(await problems({ 'study.yaml': study, 'again.ts': again })).toEqual([
      `plugin-invalid again.ts:${placeOf(again, "{\n  kind: 'scale'")}`,
      'plugin-invalid study.yaml:2:45',
    ]);
  });

  test.each([
    ['throws when it is loaded', `throw new Error('no');\n${scale}`, 'plugin-invalid study.yaml:2:21'],
    ['lacks an engine', scale.replace('tfjs: {', 'tensorflow: {'), 'plugin-invalid study.yaml:2:21'],
    [
      'has a shape rule that throws',
      scale.replace('[channels] = input;', '[channels] = nothing;'),
      'layer-misfit study.yaml:11:18',
    ],
    ['gives no shape', scale.replace('output: input,', 'output: [0.5],'), 'layer-misfit study.yaml:11:18'],
  ])('a layer that %s', async (_, text, expected) => {
    expect(text).not.toBe(scale);
    expect(await problems({ 'scale.ts': text })).toContain(expected);
  });

  test('settings are checked as those of other kinds', async () => {
    const study = pluginStudy
      .replace('with: X }', 'with: Z, widht: 3 }')
      .replace('start: ones', 'start: twos');
    expect(await problems({ 'study.yaml': study })).toEqual([
      'value-not-allowed study.yaml:11:29',
      'value-not-allowed study.yaml:20:50',
      'key-unknown study.yaml:20:53',
    ]);
  });
});

describe('keys', () => {
  /** Of an estimate: the keys of its capture and of its training are in it. */
  const key = async (files: Readonly<Record<string, string>>, path?: string) => {
    const { estimators } = (await planOf({ ...good, ...files }, path)).stages[0]!.branches[0]!;
    return estimators.find(({ kind }) => kind === 'kta')!.key;
  };

  test('change with the code, with what it imports, and with nothing else', async () => {
    const using = `import { half } from './half.ts';\n${kta.replace('|| 0;', '|| half;')}`;
    const before = await key({});
    expect(await key({})).toBe(before);
    expect(await key({ 'kta.ts': kta.replace('|| 0;', '|| 1;') })).not.toBe(before);
    expect(await key({ 'scale.ts': `${scale}// a word\n` })).not.toBe(before);
    const withHalf = await key({ 'kta.ts': using, 'half.ts': 'export const half = 0.5;\n' });
    expect(await key({ 'kta.ts': using, 'half.ts': 'export const half = 0.25;\n' })).not.toBe(withHalf);
    const elsewhere = pluginStudy.replaceAll('./', './deep/');
    expect(await key({ 'study.yaml': elsewhere, 'deep/kta.ts': kta, 'deep/scale.ts': scale })).toBe(before);
  });

  test('of packages the version counts', async () => {
    const using = `${kta}import 'left-pad';\n`;
    const installed = (version: string) => ({
      'kta.ts': using,
      'node_modules/left-pad/package.json': JSON.stringify({ name: 'left-pad', version }),
    });
    expect(await key(installed('1.0.0'))).toBe(await key(installed('1.0.0')));
    expect(await key(installed('1.0.0'))).not.toBe(await key(installed('1.0.1')));
  });

  test('stages say which plugins they use', async () => {
    const unused = pluginStudy.replace(/ {6}- \{ scale.*\n/g, '').replace('C1, S1, P1', 'C1, P1');
    const { stages, plugins } = await planOf({ ...good, 'study.yaml': unused });
    expect(plugins!.map(({ kind }) => kind)).toEqual(['kta', 'scale']);
    expect(Object.keys(stages[0]!.plugins!)).toEqual(['estimator/kta']);
  });
});

describe('a study that extends one with plugins', () => {
  test('has them, from where the base says', async () => {
    const files = {
      'bases/base.yaml': pluginStudy.replace('./scale.ts', '../scale.ts'),
      'bases/kta.ts': kta,
      'scale.ts': scale,
      'study.yaml':
        'extends: ./bases/base.yaml\nplugins: [./scale.ts]\nestimators: { with-class: { width: 2 } }\n',
    };
    const { plugins, stages } = await planOf(files);
    expect(plugins!.map(({ file }) => file)).toEqual(['bases/kta.ts', 'scale.ts']);
    expect(stages[0]!.branches[0]!.estimators[1]!.params).toMatchObject({ with: 'Y', width: 2 });
  });
});

describe('permission', () => {
  const noisy = (text: string) =>
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('../../../ran', import.meta.url), '');\n${text}`;
  const here = { 'package.json': '{}', 'mine/package.json': '{}' };
  const inside = (text: string) => ({
    ...here,
    'other/package.json': '{}',
    'other/kta.ts': noisy(text),
    'other/scale.ts': scale,
  });

  test('reading a study runs no code of nodes', async () => {
    const study = pluginStudy
      .replace(/ {6}- \{ scale.*\n/g, '')
      .replace('C1, S1, P1', 'C1, P1')
      .replace(', ./scale.ts', '');
    const { folder, infoplane } = pluginProject({ 'kta.ts': noisy(kta), 'study.yaml': study });
    for (const args of [
      ['validate'],
      ['plan'],
      ['fmt'],
      ['schema'],
      ['explain'],
      ['nodes', 'kta', '--study'],
    ])
      expect((await infoplane(...args, 'study.yaml')).code).toBe(0);
    expect(existsSync(join(folder, '.infoplane'))).toBe(false);
    expect((await infoplane('run', 'study.yaml')).code).toBe(0);
    expect(existsSync(join(folder, 'ran'))).toBe(true);
  });

  test('code from another project asks for a flag', async () => {
    const { infoplane } = pluginProject({ ...inside(kta), 'other/study.yaml': pluginStudy }, 'mine');
    const refused = await infoplane('validate', '../other/study.yaml', '--json');
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.out).problems.map(({ code }: { code: string }) => code)).toEqual([
      'plugin-refused',
    ]);
    expect((await infoplane('validate', '../other/study.yaml', '--allow-plugins')).code).toBe(0);
    const nodesOnly = pluginStudy
      .replace(/ {6}- \{ scale.*\n/g, '')
      .replace('C1, S1, P1', 'C1, P1')
      .replace(', ./scale.ts', '');
    const other = pluginProject({ ...inside(kta), 'other/study.yaml': nodesOnly }, 'mine');
    expect((await other.infoplane('validate', '../other/study.yaml')).code).toBe(0);
    expect((await other.infoplane('run', '../other/study.yaml')).code).toBe(2);
    expect(existsSync(join(other.folder, 'mine/ran'))).toBe(false);
  });
});

test('the schema and the reference have the kinds', async () => {
  const { infoplane } = pluginProject(good);
  const schema = JSON.parse((await infoplane('schema', 'study.yaml')).out);
  expect(schema.definitions['estimator.kta'].properties.width).toMatchObject({
    default: 1,
    exclusiveMinimum: 0,
  });
  expect(schema.definitions.estimator.properties.kind.enum).toContain('kta');
  expect(schema.definitions['layer.scale'].properties.start.enum).toEqual(['ones', 'he-normal']);
  expect((await infoplane('nodes', 'kta')).code).toBe(2);
  expect((await infoplane('nodes', 'kta', '--study', 'study.yaml')).out).toContain('Kornblith');
  expect((await infoplane('nodes', '--study', 'study.yaml')).out).toMatch(/^ {2}scale /m);
});

test('what a plugin throws in a run is told at its line, and rows are checked', async () => {
  for (const [text, message] of [
    [kta.replace('n = capture.samples', 'n = capture.nothing.samples'), /plugin kta\.ts:35:\d+: TypeError/],
    [kta.replace("method: 'kta'", "methud: 'kta'"), /plugin kta\.ts: .*`methud`/],
    [kta.replace('layer: layer.index, cells', 'cells'), /plugin kta\.ts: .*`layer`/],
  ] as const) {
    expect(text).not.toBe(kta);
    const { infoplane } = pluginProject({ ...good, 'kta.ts': text });
    const failed = await infoplane('run', 'study.yaml');
    expect(failed.code).toBe(4);
    expect(failed.err).toMatch(message);
  }
});
