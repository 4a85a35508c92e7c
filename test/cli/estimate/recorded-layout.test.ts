import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { recordedLayout } from '../../../src/cli/estimate/recorded-layout.ts';
import { writeFolder } from '../../captures/captures-folder.ts';

const cwd = mkdtempSync(join(tmpdir(), 'infoplane-layout-'));
afterAll(() => rmSync(cwd, { recursive: true }));

test('the folder that a row lies in says how its layers lie', async () => {
  writeFolder(join(cwd, 'c'), {});
  const layout = (file: string | undefined) => recordedLayout(file, cwd);
  expect(await layout('c/batch/000004.safetensors#T.C1')).toBe('nchw');
  expect(await layout(join(cwd, 'c/batch/000004.safetensors#d.C1'))).toBe('nchw');
  expect(await layout('c/batch/000004.safetensors#T.F1')).toBeUndefined();
  expect(await layout('c/batch/000004.safetensors#X')).toBeUndefined();
  expect(await layout('c/batch/000004.npy')).toBeUndefined();
  expect(await layout(undefined)).toBeUndefined();
  const last = { C1: { axes: 'NHWC', shape: [3, 3, 2] }, F1: { axes: 'NF', shape: [5] } };
  writeFolder(join(cwd, 'k'), { header: { layers: last } });
  expect(await layout('k/batch/000004.npz#T.C1')).toBe('nhwc');
  mkdirSync(join(cwd, 'odd'));
  writeFileSync(join(cwd, 'odd/captures.json'), '{');
  expect(await layout('odd/a.npz#T.C1')).toBeUndefined();
});
