import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockOf, wordsOf } from './page.ts';
import { pythonWith } from './python.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/pytorch.md'), 'utf8');
const python = pythonWith('numpy', 'torch');
const commands = blockOf(page, '', '## 3. Estimate')
  .split('\n')
  .filter((line) => line.startsWith('$ '));

describe.skipIf(!python)(
  `the page on recording a PyTorch training${python ? '' : ' (needs python3-torch)'}`,
  () => {
    let folder = '';
    const estimate = (words: readonly string[]) =>
      JSON.parse(
        execFileSync(process.execPath, [join(root, 'dist/src/cli/main.js'), ...words, '--json'], {
          cwd: folder,
          encoding: 'utf8',
        }),
      );
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'infoplane-page-'));
      execFileSync(python!, ['-c', blockOf(page, 'python', '## 1. Three lines')], {
        cwd: folder,
        env: { ...process.env, PYTHONPATH: join(root, 'python/src'), PYTHONDONTWRITEBYTECODE: '1' },
      });
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('writes the files that it names', () => {
      const rows = readFileSync(join(folder, 'captures/cnn/rows.jsonl'), 'utf8').trim().split('\n');
      expect(rows.map((row) => JSON.parse(row).iteration)).toEqual([0, 1, 2, 3, 6, 10, 19, 33, 60]);
      const { layers } = JSON.parse(readFileSync(join(folder, 'captures/cnn/captures.json'), 'utf8'));
      expect(layers).toEqual({
        C1: { axes: 'NCHW', shape: [4, 10, 10] },
        P1: { axes: 'NCHW', shape: [4, 5, 5] },
        F1: { axes: 'NF', shape: [16] },
      });
    });

    it('ends in a report, with the study as it stands', () => {
      writeFileSync(join(folder, 'study.yaml'), blockOf(page, 'yaml', '## 2. A study'));
      const shown = blockOf(page, '', 'Check it, see').split('\n');
      expect(shown).toHaveLength(3);
      const [validated, planned, ran] = shown.map((command) =>
        execFileSync(process.execPath, [join(root, 'dist/src/cli/main.js'), ...wordsOf(command)], {
          cwd: folder,
          encoding: 'utf8',
        }),
      );
      expect(validated).toContain('valid');
      expect(planned).toContain('9 rows up to epoch 3');
      expect(ran).toContain('report: runs/my-cnn/');
      // of a single training a claim held, or failed, once
      expect(ran).toMatch(/^(held|failed) in 1 trial +forward-dpi/m);
      for (const claim of ['learns', 'loss-falls'])
        expect(ran).toMatch(new RegExp(`^held in 1 trial +${claim}`, 'm'));
      const report = readFileSync(join(folder, 'runs/my-cnn/latest/report.html'), 'utf8');
      expect(report).toContain('recorded by torch');
    });

    it('has commands', () => expect(commands).toHaveLength(4));

    it.each(commands)('%s', (command) => {
      const { value, samples } = estimate(wordsOf(command));
      expect(samples).toBe(128);
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(7);
    });

    it('records a training that learns: I(T;Y) grows from the first row to the last', () => {
      const words = wordsOf(commands[1]!);
      const first = words.map((word) => word.replace('000060', '000000'));
      expect(estimate(words).value).toBeGreaterThan(estimate(first).value);
    });
  },
);
