import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Ended } from '../../../runner/engines/install/run-program.ts';
import type { Machine, Workshop } from '../../../runner/engines/install/workshop.ts';
import { sharedLibrary } from './shared-library.ts';

/** What a program of a fake workshop does; undefined for one that is not there. */
export type Programs = Readonly<Record<string, (args: readonly string[], cwd: string) => Partial<Ended>>>;

export const linux: Machine = { platform: 'linux', arch: 'x64', glibc: '2.36' };

/** Programs with which everything is there and nothing is done. */
export const ready: Programs = {
  'g++': () => ({}),
  python3: () => ({}),
  npm: () => ({}),
  tar: () => ({}),
};

/** A folder of its own for a test file, gone afterwards. */
export function scratchFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'infoplane-install-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A workshop whose programs are functions; programs that it has not are not found. */
export function fakeWorkshop(
  cache: string,
  programs: Programs = ready,
  more: Partial<Workshop> = {},
): Workshop & { readonly steps: readonly string[] } {
  const steps: string[] = [];
  return {
    env: { XDG_CACHE_HOME: cache },
    signal: new AbortController().signal,
    machine: linux,
    run: async (command, args, { cwd = '.' }) => {
      const program = programs[command];
      return program ? { code: 0, out: '', err: '', ...program(args, cwd) } : null;
    },
    step: (what) => {
      steps.push(what);
    },
    steps,
    ...more,
  };
}

/** The files of TensorFlow that are looked at, in a folder. */
export function fakeTensorflow(
  folder: string,
  { cuda = false, library = elfHeader(62) }: { cuda?: boolean; library?: Buffer } = {},
): string {
  mkdirSync(join(folder, 'include/tensorflow/c'), { recursive: true });
  mkdirSync(join(folder, 'python/platform'), { recursive: true });
  writeFileSync(join(folder, 'include/tensorflow/c/c_api.h'), '');
  writeFileSync(join(folder, 'libtensorflow_cc.so.2'), library);
  writeFileSync(join(folder, 'libtensorflow_framework.so.2'), '');
  writeFileSync(
    join(folder, 'python/platform/build_info.py'),
    `[('is_cuda_build', ${cuda ? 'True' : 'False'})]`,
  );
  return folder;
}

/** A library for a machine (62: x86-64, 183: arm64) that needs the C library. */
export function elfHeader(machine: number): Buffer {
  const bytes = sharedLibrary(['libc.so.6']);
  bytes.writeUInt16LE(machine, 18);
  return bytes;
}
