import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSharedLibrary } from '../../../runner/engines/install/needed-libraries.ts';

const runtime = join(
  dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
  'bin/napi-v6/linux/x64',
);
const files = ['libonnxruntime.so.1', 'onnxruntime_binding.node'].map((name) => join(runtime, name));
const folder = mkdtempSync(join(tmpdir(), 'infoplane-elf-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('readSharedLibrary', () => {
  it.each(files)('reads what readelf reads: %s', (file) => {
    const { needed, name, runPath } = readSharedLibrary(file);
    expect(needed).toContain('libc.so.6');
    const text = readelf(file);
    if (text === null) return;
    const all = (tag: string) =>
      [...text.matchAll(new RegExp(`\\(${tag}\\).*\\[(.*)\\]`, 'g'))].map(([, one]) => one);
    expect(needed).toEqual(all('NEEDED'));
    expect(name).toBe(all('SONAME')[0] ?? null);
    expect(runPath).toEqual(all('(?:RUNPATH|RPATH)').flatMap((one) => one!.split(':')));
  });

  it('says that a file is no library, one for other machines, or damaged, and reads no further', () => {
    const whole = readFileSync(files[1]!);
    const cases: readonly [RegExp, Buffer][] = [
      [/no ELF file/, Buffer.from('#!/bin/sh\n')],
      [/no ELF file/, whole.subarray(0, 40)],
      [/another architecture/, changed(whole, 18, 183)],
      [/another architecture/, changed(whole, 4, 1)],
      [/damaged|not dynamic/, whole.subarray(0, 300)],
    ];
    cases.forEach(([message, bytes], at) => {
      const file = join(folder, `case-${at}`);
      writeFileSync(file, bytes);
      expect(() => readSharedLibrary(file)).toThrow(message);
    });
  });

  it('ends on every file with a byte changed in its head', () => {
    const whole = readFileSync(files[1]!);
    const file = join(folder, 'changed');
    for (let at = 0; at < 512; at += 3) {
      writeFileSync(file, changed(whole, at, whole[at]! ^ 0xff));
      try {
        expect(readSharedLibrary(file).needed.length).toBeLessThan(100);
      } catch (error) {
        expect((error as Error).message).toMatch(/no ELF file|another architecture|damaged|not dynamic/);
      }
    }
  });
});

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

function readelf(file: string): string | null {
  try {
    return execFileSync('readelf', ['--dynamic', '--wide', file], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return null;
  }
}
