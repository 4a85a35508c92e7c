import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { temporaryProject } from '../temporary-project.ts';

/** The blocks of TypeScript on a page of docs/, in its order. */
function shownTypeScript(page: string): string[] {
  const text = readFileSync(join(packageRoot, 'docs', page), 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((found) => found[1]!);
}

/** The plugins that docs/plugins.md shows, by their file names. */
export const shownPlugins = (() => {
  const [kta, scale] = shownTypeScript('plugins.md');
  return { 'kta.ts': kta!, 'scale.ts': scale! };
})();

/** What an estimator declares to be calibrated, as docs/plugins.md shows it, in the estimator there. */
export const calibratedPlugin = shownPlugins['kta.ts']
  .replace('export default', () => `${shownTypeScript('plugins.md')[2]!}\nexport default`)
  .replace("output: 'estimates',", '$& calibration,');

/** The claim and the tests that docs/plugin-test.md shows, by their file names. */
export const shownTests = (() => {
  const [scale, kta, between, claim] = shownTypeScript('plugin-test.md');
  return {
    'between.ts': between!,
    'scale.test.ts': scale!,
    'kta.test.ts': kta!,
    'between.test.ts': claim!,
  };
})();

/** A study of a second or two with both of them. */
export const pluginStudy = `study: alignment
plugins: [./kta.ts, ./scale.ts]
datasets:
  digits: { kind: mnist, subset: { train: 640, test: 100 } }
models:
  net:
    kind: network
    dataset: digits
    layers:
      - { conv: C1, filters: 2, kernel: 5, stride: 2, activation: relu }
      - { scale: S1, start: ones }
      - { pool: P1, size: 2 }
      - { dense: F1, units: 12, activation: sigmoid }
      - { scale: S2, start: ones }
      - { dense: out, units: 10 }
    training: { learningRate: 0.1, batchSize: 64, epochs: 2 }
probes:
  forward: { kind: activations, model: net, layers: [C1, S1, P1, F1], at: { epochs: [0, 1/3, 2] } }
estimators:
  with-input: { kind: kta, probe: forward, with: X }
  with-class: { kind: kta, probe: forward, with: Y, width: 0.5 }
claims:
  rising: { expect: non-decreasing, estimator: with-class, along: layer }
reports:
  curves: { kind: layer-curves, estimators: [with-input, with-class] }
`;

/** A project in a new folder, and a command line in it whose output is gathered. */
export function pluginProject(files: Readonly<Record<string, string>>, cwd = '.') {
  const folder = temporaryProject({ 'package.json': '{}', ...files });
  return {
    folder,
    async infoplane(...args: readonly string[]) {
      let out = '';
      let err = '';
      const code = await runCommandLine(args, {
        out: (text) => {
          out += text;
        },
        err: (text) => {
          err += text;
        },
        terminal: false,
        cwd: join(folder, cwd),
        env: {},
        signal: new AbortController().signal,
      });
      return { code, out, err };
    },
  };
}
