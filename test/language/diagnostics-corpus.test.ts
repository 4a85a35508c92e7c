import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { diskNetworks } from '../../runner/forward/disk-networks.ts';
import { layerKinds } from '../../runner/layers/index.ts';
import { estimatorChecks } from '../../runner/nodes/estimator-checks.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { codes } from '../../src/diagnostic/codes.ts';
import { loadCatalog } from '../../src/node/catalog.ts';

const folder = new URL('../golden/diagnostics/', import.meta.url);
const catalog = loadCatalog();
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const studies = names.map((name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return { name, lines: expectations(text), set: comments(text, 'set') };
});

/**
 * Each study ends with comments: `# set: path=value` for arguments, and the diagnostics that it must give as
 * `# expect: code line:column-line:column`, with the file before the lines where it is another one.
 */
function expectations(text: string): string[] {
  const lines = comments(text, 'expect');
  return lines.join() === 'nothing' ? [] : lines;
}

function comments(text: string, kind: string): string[] {
  return [...text.matchAll(new RegExp(`^# ${kind}: (.*?)\r?$`, 'gm'))].map((found) => found[1]!);
}

/** Codes of a file without rights, one of 10 MB, and of plugins' code, and the tests that have them. */
const elsewhere: Readonly<Record<string, string>> = {
  'file-unreadable': 'document/read-study-file.test.ts',
  'file-too-large': 'language/hostile-texts.test.ts',
  'plugin-invalid': 'generate/read-plugins.test.ts',
  'plugin-refused': 'generate/read-plugins.test.ts',
  'data-missing': 'cli/missing-data.test.ts',
  'captures-curve': 'runs/recorded.test.ts',
};

describe('broken studies', () => {
  test.each(studies)('$name', ({ name, lines, set }) => {
    const readFile = (path: string) => readFileSync(new URL(path, folder));
    const { plan, diagnostics } = compileStudy({
      path: name,
      readFile,
      set,
      catalog,
      layers: layerKinds,
      checks: estimatorChecks,
      networks: diskNetworks(fileURLToPath(folder)),
    });
    const found = diagnostics.map(({ code, source, range: { start, end } }) => {
      const file = source.name === name ? '' : `${source.name}:`;
      return `${code} ${file}${start.line}:${start.column}-${end.line}:${end.column}`;
    });
    expect(found).toEqual(lines);
    expect(plan === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
  });

  test.each(Object.keys(codes).filter((code) => !(code in elsewhere)))('one gives %s', (code) => {
    expect(studies.filter(({ lines }) => lines.some((line) => line.startsWith(`${code} `)))).not.toEqual([]);
  });

  test.each(Object.entries(elsewhere))('%s, which no text alone can give, is in %s', (code, file) => {
    expect(Object.keys(codes)).toContain(code);
    expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(code);
  });

  test('there are many', () => {
    expect(names.length).toBeGreaterThanOrEqual(120);
  });

  test('a good share of them lies behind extends, in the matrix and in --set', () => {
    const count = (start: string) => names.filter((name) => name.startsWith(start)).length;
    expect(['extends-', 'matrix-', 'set-'].map(count).every((some) => some >= 15)).toBe(true);
  });
});
