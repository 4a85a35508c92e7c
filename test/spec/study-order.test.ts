import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { layerKinds } from '../../runner/layers/index.ts';
import { compileStudy } from '../../src/compile/compile-study.ts';
import { formatYaml } from '../../src/document/format-yaml.ts';
import { loadCatalog } from '../../src/node/catalog.ts';
import { studyOrder } from '../../src/spec/study-order.ts';
import { studyText } from '../plan/study-text.ts';

const catalog = loadCatalog();
const order = studyOrder(catalog);

/** Null where the text cannot be formatted. */
function format(text: string): string | null {
  const formatted = formatYaml({ name: 'x.yaml', text }, order);
  return 'text' in formatted ? formatted.text : null;
}

function planOf(text: string) {
  const { plan, diagnostics } = compileStudy({ path: 'x.yaml', text, catalog, layers: layerKinds });
  return plan ?? diagnostics.map(({ code, path }) => `${code} ${path}`).sort();
}

function files(folder: string): string[] {
  const root = new URL(`../../${folder}/`, import.meta.url);
  return readdirSync(root, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(new URL(name, root), 'utf8'));
}

describe('canonical form', () => {
  test('has maps in brackets on one line, and those that do not fit without brackets', () => {
    const text = `study: s
claims:
  short: {
    estimator: IXT, expect: non-increasing }
  long: { expect: non-increasing, estimator: IXT, where: { layer: [E1, E2, code], epoch: [first, 1/3, last] }, along: layer, tolerance: 0.02 }
  said: { # why
    expect: falls,
    estimator: IXT }
models: { net: { layers: [
  { dense: out, units: 10 }] } }
`;
    expect(format(text)).toBe(`study: s

models:
  net:
    layers: [{ dense: out, units: 10 }]

claims:
  short:
    expect: non-increasing
    estimator: IXT
  long:
    expect: non-increasing
    estimator: IXT
    where: { layer: [E1, E2, code], epoch: [first, 1/3, last] }
    along: layer
    tolerance: 0.02
  said:
    # why
    expect: falls
    estimator: IXT
`);
  });

  test('puts keys in order, kinds first, with comments where they were', () => {
    const text = `# about the study
models:   # networks
    net:
        dataset: mnist
        # the training
        training: {epochs: 2,   learningRate: 0.1}
        kind: network   # of layers
        layers: [{units: 10, dense: out}]


    other: { dataset: m, kind: network }
study: s
datasets: {mnist: {kind: mnist}}
# the end
`;
    expect(format(text)).toBe(`study: s
datasets: { mnist: { kind: mnist } }

# about the study
models:
  # networks
  net:
    kind: network # of layers
    dataset: mnist
    layers: [{ dense: out, units: 10 }]
    # the training
    training: { learningRate: 0.1, epochs: 2 }

  other: { kind: network, dataset: m }

# the end
`);
  });

  test.each(['', '\n', '\n\n\n'])('sets one blank line after a comment at the end of a map: %j', (blank) => {
    const text = (between: string) =>
      `study: s\n\ndatasets:\n  mnist: { kind: mnist }\n  # the last\n${between}models:\n  net: { kind: network }\n`;
    expect(format(text(blank))).toBe(text('\n'));
  });

  test('sets one blank line after a comment that stands for a value', () => {
    const text = (lines: string) => `study: s\n\ndatasets:\n${lines}\nmodels:\n  net: { kind: network }\n`;
    expect(format(text('  mnist:\n    # none yet\n'))).toBe(text('  mnist: # none yet\n'));
  });

  test('puts what an entry reads and what it must say before the rest', () => {
    const text = (entry: string) => `study: s\n\nestimators:\n  IXT: ${entry}\n`;
    const written = '{ bandwidth: median, quantity: I(X;T), alpha: 2, probe: forward, kind: matrix-renyi }';
    const canonical = '{ kind: matrix-renyi, probe: forward, quantity: I(X;T), alpha: 2, bandwidth: median }';
    expect(format(text(written))).toBe(text(canonical));
  });

  test('keeps the order of entries, layers and axes', () => {
    const text = 'study: s\nmatrix: { b.c: [1], a.b: [2] }\n';
    expect(format(text)).toBe(text);
  });

  test('keeps the order around aliases', () => {
    const text = 'seed: &n 3\nstudy: s\ntitle: *n\n';
    expect(format(text)).toBe(text);
  });

  const all = [...files('specs'), ...files('test/golden/diagnostics')];

  test('is had of nearly all studies: the others are no YAML', () => {
    const unformatted = all.filter((text) => format(text) === null);
    expect(all.length).toBeGreaterThan(120);
    expect(unformatted.length).toBeLessThan(all.length / 5);
    expect(files('specs').filter((text) => format(text) === null)).toEqual([]);
  });

  test.each(all.map((text) => [text.slice(0, 40), text]))('is stable and means the same: %j', (_, text) => {
    const once = format(text);
    if (once === null) return;
    expect(format(once)).toBe(once);
    // a key `null` is that word in a study
    const meant = (yaml: string) => parse(yaml.replaceAll(/\bnull: /g, '"null": '), { uniqueKeys: false });
    expect(meant(once)).toEqual(meant(text));
  });

  test('gives the same plan for the studies that come with infoplane', () => {
    for (const text of files('specs').slice(0, 3)) expect(planOf(format(text)!)).toEqual(planOf(text));
  });

  test('of texts that are changed anywhere is stable and means the same', () => {
    const piece = fc.constantFrom(
      '\n',
      ' ',
      '# c\n',
      '  # d\n',
      '\n\n\n',
      '"',
      'x',
      ': ',
      '- ',
      '|\n',
      '{',
      '}',
      ',',
      '\r\n',
      '1e3',
    );
    let formatted = 0;
    fc.assert(
      fc.property(
        fc.nat(studyText.length),
        fc.nat(2),
        fc.string({ unit: piece, maxLength: 3 }),
        (at, cut, put) => {
          const text = studyText.slice(0, at) + put + studyText.slice(at + cut);
          const once = format(text);
          if (once === null) return;
          formatted += 1;
          expect(format(once)).toBe(once);
          const options = { uniqueKeys: false, stringKeys: true, version: '1.2', schema: 'core' } as const;
          expect(parse(once, options)).toEqual(parse(text, options));
        },
      ),
      { numRuns: 300 },
    );
    expect(formatted).toBeGreaterThan(60);
  });
});
