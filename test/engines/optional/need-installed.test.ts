import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needInstalled } from '../../../runner/engines/optional/need-installed.ts';
import { scratchFolder } from '../install/fake-workshop.ts';

const cache = scratchFolder();
const folder = join(cache, 'infoplane/engines/onnx-cuda-1.30.0');
const manifest = {
  engine: 'onnx/cuda',
  library: '1.30.0',
  packages: {},
  files: ['library.so'],
  preload: [join(cache, 'venv/libcudart.so.13')],
  python: 'venv/bin/python',
  installed: '2026-11-30',
  selfTest: null,
};
const need = () => needInstalled('onnx/cuda', { XDG_CACHE_HOME: cache });
const failure = (message: string) =>
  expect.objectContaining({
    exitCode: 4,
    message: expect.stringContaining(message),
    hint: expect.stringContaining('infoplane engine install onnx/cuda'),
  });

describe('needInstalled', () => {
  it('asks for the installation, first and when a file has gone, and names the Python that had it', () => {
    expect(need).toThrow(failure('not installed'));
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(cache, 'venv'));
    writeFileSync(join(folder, 'engine.json'), JSON.stringify(manifest));
    expect(need).toThrow(failure('library.so'));
    writeFileSync(join(folder, 'library.so'), '');
    expect(need).toThrow(failure('venv/bin/python'));
    writeFileSync(join(cache, 'venv/libcudart.so.13'), '');
    expect(need()).toMatchObject({ folder, manifest: { python: 'venv/bin/python' } });
  });
});
