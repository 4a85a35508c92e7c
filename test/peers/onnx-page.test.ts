import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTables } from '../../src/table/run-tables.ts';
import { blockOf, wordsOf } from './page.ts';
import { pythonWith } from './python.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/onnx.md'), 'utf8');
const python = pythonWith('numpy', 'torch', 'onnx', 'onnxscript', 'safetensors');
const commands = page.split('\n').filter((line) => line.startsWith('$ infoplane '));

describe.skipIf(!python)(
  `the page on networks as ONNX files${python ? '' : ' (needs torch, onnx, onnxscript, safetensors)'}`,
  () => {
    let folder = '';
    const infoplane = (words: readonly string[]) =>
      execFileSync(process.execPath, [join(root, 'dist/src/cli/main.js'), ...words], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, INFOPLANE_STORE: join(folder, 'store') },
      });
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'infoplane-page-'));
      const quiet = ['-W', 'ignore', '-c', blockOf(page, 'python', '## 1. Export')];
      execFileSync(python!, quiet, { cwd: folder, stdio: 'pipe' });
      writeFileSync(join(folder, 'study.yaml'), blockOf(page, 'yaml', '## 3. The study'));
    }, 120_000);
    afterAll(() => rmSync(folder, { recursive: true }));

    it('has its commands, and they run', () => {
      expect(commands).toHaveLength(3);
      const [listed = '', validated = ''] = commands.map((command) => infoplane(wordsOf(command)));
      for (const tensor of ['relu', 'max_pool2d', 'tanh'])
        expect(listed).toMatch(new RegExp(`^${tensor} +n x`, 'm'));
      expect(validated).toContain('valid');
    }, 120_000);

    it('ends in a network that learns, with five checkpoints', async () => {
      const { training, claims } = await readTables(join(folder, 'runs/cnn/latest/tables'));
      expect(training.map(({ epoch, iteration }) => [epoch, iteration])).toEqual([
        [0, 0],
        [1, 20],
        [2, 40],
        [3, 60],
        [4, 80],
      ]);
      expect(claims.find(({ claim, trial }) => claim === 'learns' && trial === 'all')?.verdict).toBe(
        'held-once',
      );
    });
  },
);
