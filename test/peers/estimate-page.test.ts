import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockOf, wordsOf } from './page.ts';
import { pythonWith } from './python.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/estimate.md'), 'utf8');
const python = pythonWith('numpy', 'torch');

const shown = blockOf(page, '', '## 2. Estimate').split('\n');
const commands = shown.filter((line) => line.startsWith('$ '));

describe.skipIf(!python)(
  `the page of activations from PyTorch${python ? '' : ' (needs python3-torch)'}`,
  () => {
    let folder = '';
    const estimate = (command: string) =>
      execFileSync(process.execPath, [join(root, 'dist/src/cli/main.js'), ...wordsOf(command)], {
        cwd: folder,
        encoding: 'utf8',
      });
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'infoplane-page-'));
      execFileSync(python!, ['-c', blockOf(page, 'python', '## 1. Write the arrays')], { cwd: folder });
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('has commands', () => expect(commands.length).toBeGreaterThan(5));

    it('shows what the first one prints', () => {
      const expected = shown.slice(1, shown.indexOf(''));
      const printed = estimate(commands[0]!).trim().split('\n');
      const numberless = (lines: readonly string[]) => lines.map((line) => line.replaceAll(/\d+\.\d+/g, '#'));
      const numbers = (lines: readonly string[]) =>
        lines.flatMap((line) => line.match(/\d+\.\d+/g) ?? []).map(Number);
      expect(numberless(printed)).toEqual(numberless(expected));
      // weights and convolutions of another version of PyTorch may differ in their last digits
      const found = numbers(printed);
      for (const [at, value] of numbers(expected).entries()) expect(found[at]).toBeCloseTo(value, 5);
    });

    it.each(commands.slice(1))('%s', (command) => {
      const printed = estimate(command);
      const value = command.includes('--json')
        ? JSON.parse(printed).value
        : Number(/= (-?[\d.e-]+)/.exec(printed)?.[1]);
      expect(Number.isFinite(value)).toBe(true);
    });
  },
);
