import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTables } from '../../src/index.ts';
import { packageRoot } from '../../src/node/package-info.ts';
import { createWorkplace } from '../cli/tiny-study.ts';
import { pythonWith } from './python.ts';

const script = fileURLToPath(new URL('recorded-digits.py', import.meta.url));
const captures = join(packageRoot, 'specs/recorded/captures');
const python = pythonWith('numpy');
const networks = { mlp: ['F1', 'F2'], cnn: ['C1', 'P1', 'F1'] } as const;

type Tables = Awaited<ReturnType<typeof readTables>>;

describe('specs/recorded: what PyTorch recorded', () => {
  let work: Awaited<ReturnType<typeof createWorkplace>>;
  let tables: Tables;
  const estimated = (estimator: string, seed: number, iteration: number, layer: string) =>
    tables.estimates.find(
      (row) =>
        row.estimator === estimator &&
        row.seed === seed &&
        row.iteration === iteration &&
        row.layer === layer,
    )!.value as number;

  beforeAll(async () => {
    work = await createWorkplace();
    const { code, err } = await work.infoplane(['run', join(packageRoot, 'specs/recorded/digits.yaml')]);
    expect(err).not.toMatch(/error|bug/);
    expect(code).toBe(0);
    tables = await readTables(join(work.folder, 'runs/recorded-digits/latest/tables'));
  }, 120_000);
  afterAll(() => rm(work.folder, { recursive: true }));

  it('judges its claims, and has the curve of each training', () => {
    const verdicts = tables.claims.filter((row) => row.trial === 'all');
    expect(verdicts.map(({ claim, verdict }) => [claim, verdict])).toEqual([
      ['mlp-forward-dpi', 'holds'],
      ['cnn-forward-dpi', 'holds'],
      ['mlp-backward-dpi', 'unclear'],
      ['mlp-learns', 'holds'],
      ['losses-fall', 'holds'],
    ]);
    expect(tables.training.filter((row) => row.model === 'cnn' && row.seed === 2)).toHaveLength(6);
  });

  it.skipIf(!python)(`is estimated as NumPy does in float64${python ? '' : ' (needs python3-numpy)'}`, () => {
    let compared = 0;
    for (const [model, layers] of Object.entries(networks)) {
      for (const [seed, iteration] of [
        [1, 0],
        [2, 279],
      ] as const) {
        const file = `test/${String(iteration).padStart(6, '0')}.safetensors`;
        const words = [script, join(captures, `${model}-${seed}`), file, ...layers];
        const found: [string, string, number][] = JSON.parse(
          execFileSync(python!, words, { encoding: 'utf8' }),
        );
        for (const [quantity, layer, value] of found) {
          const estimator = { 'I(X;T)': 'IXT', 'I(T;Y)': 'ITY', 'I(dL;dk)': 'IDD' }[quantity]!;
          const own = estimated(`${model}-${estimator}`, seed, iteration, layer);
          expect(Math.abs(own - value), `${model} ${seed} ${iteration} ${layer} ${quantity}`).toBeLessThan(
            1e-9,
          );
          compared++;
        }
      }
    }
    expect(compared).toBe(2 * 3 * (2 + 3));
  });

  it('is estimated as `infoplane estimate` does, file by file', async () => {
    const folder = join(captures, 'cnn-3');
    const row = join(folder, 'test/000068.safetensors');
    for (const layer of networks.cnn) {
      const common = ['--bandwidth', 'median', '--layout', 'nchw', '--json'];
      const x = ['--x', `${join(folder, 'test.safetensors')}#X`];
      const t = ['--t', `${row}#T.${layer}`];
      const { out } = await work.infoplane(['estimate', 'I(X;T)', ...x, ...t, ...common]);
      expect(Math.abs(JSON.parse(out).value - estimated('cnn-IXT', 3, 68, layer))).toBeLessThan(1e-9);
    }
  });
});
