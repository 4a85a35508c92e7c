import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/node/package-info.ts';
import { compileText, studyText } from '../plan/study-text.ts';
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
  });
});
