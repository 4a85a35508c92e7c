import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { layerKinds } from '../../runner/layers/index.ts';
import { codes } from '../../src/diagnostic/codes.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { compileStudy } from '../../src/plan/compile-study.ts';

const folder = new URL('../golden/diagnostics/', import.meta.url);
const catalog = loadCatalog();
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const expected = names.map((name) => ({
  name,
  lines: expectations(readFileSync(new URL(name, folder), 'utf8')),
}));

/** Each study ends with the diagnostics that it must give, as comments `# expect: code line:column-line:column`. */
function expectations(text: string): string[] {
  const lines = [...text.matchAll(/^# expect: (.*)$/gm)].map((found) => found[1]!);
  return lines.join() === 'nothing' ? [] : lines;
}

describe('broken studies', () => {
  test.each(expected)('$name', ({ name, lines }) => {
    const readFile = () => readFileSync(new URL(name, folder));
    const { plan, diagnostics } = compileStudy({ path: name, readFile, catalog, layers: layerKinds });
    const found = diagnostics.map(({ code, range: { start, end } }) => {
      return `${code} ${start.line}:${start.column}-${end.line}:${end.column}`;
    });
    expect(found).toEqual(lines);
    expect(plan === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
  });

  test('there is a study for each code that a text can give', () => {
    const seen = new Set(expected.flatMap(({ lines }) => lines.map((line) => line.split(' ')[0]!)));
    const ofFiles = [
      'file-missing',
      'file-is-directory',
      'file-unreadable',
      'file-too-large',
      'file-not-utf8',
      'file-binary',
    ];
    expect(Object.keys(codes).filter((code) => !seen.has(code) && !ofFiles.includes(code))).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(40);
  });
});
