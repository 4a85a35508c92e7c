import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { formatDiagnostic } from '../../src/diagnostic/format-diagnostic.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { defaultBudget, keepDecision } from '../../src/plan/keeping.ts';
import { tinyStudy } from '../cli/tiny-study.ts';
import { compileFiles, studyText } from '../plan/study-text.ts';
import { pluginProject, pluginStudy, shownPlugins } from '../plugins/plugin-project.ts';
import { temporaryProject } from '../temporary-project.ts';

interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** Pages for readers, and those in docs/reference, which are made of the kinds. */
const pages = [
  ...readdirSync(packageRoot).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'bench/README.md',
].sort();

/** Blocks of code, also those in lists, without what they are set in by. */
function blocksOf(page: string): Block[] {
  const text = readFileSync(join(packageRoot, page), 'utf8');
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', language, code]) => ({
    page,
    language: language || 'plain',
    text: code!.replaceAll(new RegExp(`^ {0,${indent.length}}`, 'gm'), ''),
  }));
}

const blocks = pages.flatMap(blocksOf);
const shown = (page: string, language: string) =>
  blocks.filter((block) => block.page === page && block.language === language).map(({ text }) => text);

/** Pages' languages that are run: the test that does it, `here` for this file; or why they are not. */
const run: Readonly<Record<string, string>> = {
  'README.md yaml': 'here',
  'README.md js': 'here',
  'docs/captures.md yaml': 'here',
  'docs/cluster.md yaml': 'here',
  'docs/data.md yaml': 'here',
  'docs/data.md sh': 'here',
  'docs/estimate.md python': 'test/peers/estimate-page.test.ts',
  'docs/estimate.md plain': 'test/peers/estimate-page.test.ts',
  'docs/heads.md yaml': 'here',
  'docs/language.md yaml': 'test/docs/language.test.ts',
  'docs/language.md text': 'test/docs/language.test.ts',
  'docs/onnx.md python': 'test/peers/onnx-page.test.ts',
  'docs/onnx.md plain': 'test/peers/onnx-page.test.ts',
  'docs/onnx.md yaml': 'test/peers/onnx-page.test.ts',
  'docs/plugins.md ts': 'test/docs/plugins.test.ts',
  'docs/plugins.md text': 'test/docs/plugins.test.ts',
  'docs/plugins.md typescript': 'here',
  'docs/plugins.md yaml': 'here',
  'docs/plugin-test.md ts': 'test/docs/plugin-test.test.ts',
  'docs/training.md yaml': 'here',
  'docs/results.md sh': 'test/docs/results.test.ts',
  'docs/results.md python': 'test/peers/exports.test.ts',
  'docs/pytorch.md python': 'test/peers/pytorch-page.test.ts',
  'docs/pytorch.md yaml': 'test/peers/pytorch-page.test.ts',
  'docs/pytorch.md plain': 'test/peers/pytorch-page.test.ts',
};
const notRun: Readonly<Record<string, string>> = {
  'README.md python': 'the beginning of docs/pytorch.md, which is run whole',
  'bench/README.md plain':
    'figures of one machine, which take minutes; the files that it names are looked for here',
  'docs/results.md latex': 'needs TeX; example.tex, which the export writes, has the same commands',
  'docs/plugin-test.md sh':
    'an installation from the network; a project that has infoplane installed runs its tests',
};

test('every page that shows code is run, or says why not', () => {
  const found = [...new Set(blocks.map(({ page, language }) => `${page} ${language}`))]
    // each kind's example is checked in test/generate/study-schema.test.ts
    .filter((one) => !/^docs\/reference\/.* yaml$/.test(one));
  expect(found.sort()).toEqual([...Object.keys(run), ...Object.keys(notRun)].sort());
});

test.each(Object.entries(run).filter(([, by]) => by !== 'here'))('%s is read by %s', (block, by) => {
  const text = readFileSync(join(packageRoot, by), 'utf8');
  const [page = ''] = block.split(' ');
  const read = by.includes('plugin-test') ? 'shownTests' : page;
  expect(text).toContain(read);
});

/** What is wrong with a study, warnings apart. */
function mistakes(texts: Readonly<Record<string, string>>): string[] {
  return compileFiles(texts, 'study.yaml')
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map((one) => formatDiagnostic(one, { color: false }));
}

describe('README.md', () => {
  test('its study is a whole one, but for the layers left out', () => {
    const [study = ''] = shown('README.md', 'yaml');
    const layers = ['pool: P1, size: 2', 'conv: C2, filters: 16, kernel: 5', 'pool: P2, size: 2']
      .concat(['dense: F1, units: 120', 'dense: F2, units: 84', 'dense: out, units: 10'])
      .map((layer) => `- { ${layer} }`);
    expect(study).toContain('- ...');
    const whole = study.replace('- ...', layers.join('\n      '));
    expect(mistakes({ 'study.yaml': `study: shown\n${whole}` })).toEqual([]);
  });

  test('its program runs in a project that has infoplane installed', () => {
    const [program = ''] = shown('README.md', 'js');
    const told =
      'console.log(JSON.stringify([diagnostics, plan.trials.length, claims.length, estimates.length]));';
    const root = temporaryProject({
      'package.json': '{}',
      'specs/quickstart.yaml': tinyStudy,
      'program.mjs': `${program}\n${told}\n`,
    });
    mkdirSync(join(root, 'node_modules'));
    symlinkSync(packageRoot, join(root, 'node_modules/infoplane'));
    const out = execFileSync(process.execPath, ['program.mjs'], { cwd: root, encoding: 'utf8' });
    const [diagnostics, trials, claims, rows] = JSON.parse(out.trim().split('\n').at(-1)!);
    expect([diagnostics, trials]).toEqual([[], 1]);
    expect(claims).toBeGreaterThan(0);
    expect(rows).toBeGreaterThan(10);
  });
});

test.each(shown('docs/cluster.md', 'yaml'))(
  'docs/cluster.md: a configuration without mistakes %#',
  (text) => {
    expect(readConfig('infoplane.config.yaml', text).diagnostics).toEqual([]);
  },
);

test('docs/captures.md: its probes are kept as it says', () => {
  const [text = ''] = shown('docs/captures.md', 'yaml');
  const estimators = ['forward', 'often', 'backward'].map((probe) => {
    const quantity = probe === 'backward' ? 'I(dL;dk)' : 'I(X;T)';
    return `  E-${probe}: { kind: matrix-renyi, probe: ${probe}, quantity: ${quantity} }\n`;
  });
  const study = `extends: ./base.yaml\nestimators:\n${estimators.join('')}${text}`;
  const { plan, diagnostics } = compileFiles({ 'study.yaml': study, 'base.yaml': studyText }, 'study.yaml');
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const kept = plan!.stages[0]!.probes.map(({ name, ...probe }) => [
    name,
    keepDecision(probe, defaultBudget),
  ]);
  expect(Object.fromEntries(kept)).toMatchObject({ forward: 'fits', often: 'never', backward: 'asked' });
});

test.each(shown('docs/training.md', 'yaml'))('docs/training.md: its studies are right: %s', (text) => {
  const study = `study: shown\n${text}reports: { training: { kind: training-curves } }\n`;
  expect(mistakes({ 'study.yaml': study })).toEqual([]);
});

describe('docs/data.md', () => {
  test('its data sets are whole', () => {
    for (const text of shown('docs/data.md', 'yaml'))
      expect(mistakes({ 'study.yaml': `extends: ./base.yaml\n${text}`, 'base.yaml': studyText })).toEqual([]);
  });

  test('its command names a study of ours, and a setting that it has', async () => {
    const [command = ''] = shown('docs/data.md', 'sh');
    const [, path = '', set = ''] = /infoplane run (\S+) --set '(.*)'/.exec(command)!;
    const { infoplane } = pluginProject({});
    const found = await infoplane('plan', join(packageRoot, path), '--set', set);
    expect(found, found.err).toMatchObject({ code: 0 });
  });
});

test('docs/heads.md: its network is whole, and so is its sweep', () => {
  const [network = '', sweep = ''] = shown('docs/heads.md', 'yaml');
  const estimators = ['all', 'main', 'relay'].map(
    (probe) => `  I-${probe}: { kind: matrix-renyi, probe: ${probe}, quantity: I(dL;dk) }\n`,
  );
  const study = `extends: ./base.yaml\n${network}estimators:\n${estimators.join('')}`;
  expect(mistakes({ 'study.yaml': study, 'base.yaml': studyText })).toEqual([]);
  const swept = network.replace(/\nprobes:[\s\S]*/, '\n');
  expect(
    mistakes({ 'study.yaml': `extends: ./base.yaml\n${swept}${sweep}`, 'base.yaml': studyText }),
  ).toEqual([]);
});

describe('docs/plugins.md', () => {
  const [study = '', layers = ''] = shown('docs/plugins.md', 'yaml');
  const validate = async (text: string, files: Readonly<Record<string, string>> = {}) =>
    pluginProject({ ...shownPlugins, ...files, 'study.yaml': text }).infoplane('validate', 'study.yaml');
  const withoutScale = pluginStudy.replaceAll(/ {6}- \{ scale.*\n/g, '').replace('C1, S1, P1', 'C1, P1');
  const sections = /datasets:[\s\S]*?(?=estimators:)/.exec(withoutScale)![0];

  test('its studies are whole, with the rest of one around them', async () => {
    const rest = '# ... datasets, models, probes ...';
    expect(study).toContain(rest);
    const first = await validate(study.replace(rest, sections));
    expect(first, first.err).toMatchObject({ code: 0 });
    const [, before = ''] = /(datasets:[\s\S]*?) {4}layers:/.exec(withoutScale)!;
    const after =
      '      - { dense: out, units: 10 }\n    training: { learningRate: 0.1, batchSize: 64, epochs: 2 }\n';
    const second = await validate(`study: shown\n${layers.replace('# ...\n', before)}${after}`);
    expect(second, second.err).toMatchObject({ code: 0 });
  });

  test('its check finds too few samples before a run', async () => {
    const [shownCheck = ''] = shown('docs/plugins.md', 'typescript');
    const check = shownCheck.slice(0, shownCheck.indexOf('export default'));
    const kta = shownPlugins['kta.ts']
      .replace('export default', () => `${check}export default`)
      .replace("output: 'estimates',", '$& check,')
      .replace('defineNode, type', 'defineNode, type EstimatorCheck, type');
    const few = study.replace(
      '# ... datasets, models, probes ...',
      sections.replace('{ kind: activations,', '{ kind: activations, sample: { split: train, n: 2 },'),
    );
    const found = await validate(few, { 'kta.ts': kta });
    expect(found.code).toBe(3);
    expect(found.err.match(/^study\.yaml:\d+:\d+: error/gm)).toHaveLength(2);
    expect(
      await validate(study.replace('# ... datasets, models, probes ...', sections), {
        'kta.ts': kta,
      }),
    ).toMatchObject({ code: 0 });
  });
});

test('bench/README.md names files that there are', () => {
  const named = shown('bench/README.md', 'plain').flatMap(
    (text) => text.match(/bench\/[\w/.-]+\.(mjs|py)/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([]);
});
