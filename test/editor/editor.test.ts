import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { compileOnDisk } from '../../src/compile/compile-on-disk.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { compileText, studyText } from '../plan/study-text.ts';
import { pluginProject, pluginStudy, shownPlugins } from '../plugins/plugin-project.ts';
import { LanguageServer, type Place } from './language-server.ts';

const program = join(packageRoot, 'node_modules/yaml-language-server/bin/yaml-language-server');
const here = existsSync(program);

describe.skipIf(!here)(`an editor with yaml-language-server${here ? '' : ' (it is not installed)'}`, () => {
  let server: LanguageServer;
  let opened = 0;

  beforeAll(async () => {
    server = new LanguageServer(program);
    await server.open(join(packageRoot, 'schemas/study.schema.json'));
  });
  afterAll(() => server.close());

  /** Opens a text in which `|` is the cursor. */
  async function openAt(marked: string) {
    const offset = marked.indexOf('|');
    const before = marked.slice(0, offset).split('\n');
    const position: Place = { line: before.length - 1, character: before.at(-1)!.length };
    const uri = `file:///study-${++opened}.yaml`;
    await server.diagnose(uri, marked.slice(0, offset) + marked.slice(offset + 1));
    return { textDocument: { uri }, position };
  }

  async function completions(marked: string): Promise<string[]> {
    const result = await server.request('textDocument/completion', await openAt(marked));
    const items = Array.isArray(result) ? result : (result as { items: unknown[] }).items;
    return (items as { label: string }[]).map(({ label }) => label);
  }

  test('completes kinds', async () => {
    const text = studyText.replace('IXT: { kind: matrix-renyi', 'IXT: { kind: |');
    expect(await completions(text)).toEqual(expect.arrayContaining(['matrix-renyi', 'binning', 'kde']));
  });

  test('completes the settings of a kind, of a layer and of the top level', async () => {
    const estimator = studyText.replace(/ {2}IXT: .*/, '  IXT:\n    kind: matrix-renyi\n    |');
    expect(await completions(estimator)).toEqual(expect.arrayContaining(['alpha', 'bandwidth', 'quantity']));
    const layer = studyText.replace('{ dense: F1, units: 20, activation: relu }', 'dense: F1\n        |');
    expect(await completions(layer)).toEqual(expect.arrayContaining(['units', 'activation']));
    expect(await completions(`${studyText}\n|`)).toEqual(
      expect.arrayContaining(['matrix', 'extends', 'title']),
    );
  });

  test('shows what a setting means', async () => {
    const marked = studyText.replace('alpha: 1.01', 'al|pha: 1.01');
    const hover = (await server.request('textDocument/hover', await openAt(marked))) as {
      contents: { value: string };
    };
    expect(hover.contents.value).toMatch(/order/i);
  });

  test('completes and explains in a study that extends another one', async () => {
    const base = 'extends: ./base.yaml\n';
    const training = `${base}models:\n  net:\n    kind: network\n    training:\n      optimizer: |\n`;
    expect(await completions(training)).toEqual(expect.arrayContaining(['sgd', 'adam']));
    const settings = `${base}estimators:\n  IXT:\n    kind: matrix-renyi\n    |\n`;
    expect(await completions(settings)).toEqual(expect.arrayContaining(['alpha', 'bandwidth']));
    expect(await completions(`${base}matrix:\n  |\n`)).toEqual(expect.arrayContaining(['zip', 'exclude']));
    const marked = `${base}estimators:\n  IXT: { kind: matrix-renyi, al|pha: 2 }\n`;
    const hover = (await server.request('textDocument/hover', await openAt(marked))) as {
      contents: { value: string };
    };
    expect(hover.contents.value).toMatch(/order/i);
  });

  test.each([
    ['an unknown key', 'filters: 6', 'filters: 6, filtres: 6'],
    ['a wrong type', 'epochs: 2 }', 'epochs: many }'],
    ['an unknown kind', 'kind: errors', 'kind: error'],
  ])('marks %s where infoplane does', async (_, good, bad) => {
    const text = studyText.replace(good, bad);
    const ours = compileText(text).diagnostics[0]!.range.start;
    const marked = await server.diagnose(`file:///wrong-${++opened}.yaml`, text);
    const lines = marked.map(({ range }) => `${range.start.line + 1}:${range.start.character + 1}`);
    expect(lines).toContain(`${ours.line}:${ours.column}`);
  });

  test('says nothing of a good study, whole or with a base', async () => {
    expect(await server.diagnose('file:///good.yaml', studyText)).toEqual([]);
    const parts = `extends: ./base.yaml
models: { net: { layers: [{ conv: C1, kernel: 3 }], training: { epochs: 4 } } }
estimators: { IXT: { alpha: 2 } }
matrix: { size: { small: { models.net.layers.C1.filters: 2 }, plain: {} }, seed: { range: [1, 3] } }
`;
    expect(await server.diagnose('file:///parts.yaml', parts)).toEqual([]);
    const removed = `extends: ./base.yaml
models: { net: { layers: [{ conv: C1, stride: null }], training: { momentum: null } }, other: null }
probes: { forward: { at: null } }
claims: null
matrix: { size: null }
reports:
`;
    expect(await server.diagnose('file:///removed.yaml', removed)).toEqual([]);
    const noMatrix = 'extends: ./base.yaml\nmatrix: null\n';
    expect(await server.diagnose('file:///no-matrix.yaml', noMatrix)).toEqual([]);
    const whole = studyText.replace(/claims:\n.*\n/, 'claims: null\n');
    expect(await server.diagnose('file:///whole.yaml', whole)).not.toEqual([]);
  });
});

test.skipIf(!here)(
  `an editor knows the kinds of a study's plugins by its schema${here ? '' : ' (yaml-language-server is not installed)'}`,
  async () => {
    const wrong = pluginStudy.replace('width: 0.5', 'width: none');
    const { folder, infoplane } = pluginProject({
      ...shownPlugins,
      'study.yaml': pluginStudy,
      'wrong.yaml': wrong,
    });
    const { code, out } = await infoplane('schema', 'study.yaml');
    expect(code).toBe(0);
    const schema = join(folder, 'study.schema.json');
    writeFileSync(schema, out);
    const server = new LanguageServer(program);
    onTestFinished(() => server.close());
    await server.open(schema);
    const ask = async (method: string, uri: string, text: string, part: string) => {
      await server.diagnose(uri, text);
      const before = text.slice(0, text.indexOf(part)).split('\n');
      const position: Place = { line: before.length - 1, character: before.at(-1)!.length + 1 };
      return server.request(method, { textDocument: { uri }, position });
    };

    expect(await server.diagnose('file:///with.yaml', pluginStudy)).toEqual([]);
    const [marked] = await server.diagnose('file:///wrong.yaml', wrong);
    const { diagnostics } = await compileOnDisk({
      path: 'wrong.yaml',
      cwd: folder,
      store: join(folder, 's'),
    });
    const { line, column } = diagnostics[0]!.range.start;
    expect(marked!.range.start).toEqual({ line: line - 1, character: column - 1 });

    const hover = (await ask('textDocument/hover', 'file:///hover.yaml', pluginStudy, 'width: 0.5')) as {
      contents: { value: string };
    };
    expect(hover.contents.value).toContain('Width of the kernels as a multiple of the median distance');
    const open = pluginStudy.replace('{ scale: S1, start: ones }', '{ scale: S1, start:  }');
    const listed = await ask('textDocument/completion', 'file:///complete.yaml', open, ' }\n      - { pool');
    const items = Array.isArray(listed) ? listed : (listed as { items: unknown[] }).items;
    expect((items as { label: string }[]).map(({ label }) => label)).toEqual(
      expect.arrayContaining(['ones', 'he-normal']),
    );
  },
);
