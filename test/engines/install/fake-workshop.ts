import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Ended } from '../../../runner/engines/install/run-program.ts';
import type { Machine, Workshop } from '../../../runner/engines/install/workshop.ts';

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

/** A 64-bit ELF file for a machine (62: x86-64, 183: arm64) with an empty list of names. */
export function elfHeader(machine: number): Buffer {
  const bytes = Buffer.alloc(64 + 2 * 56 + 32);
  bytes.writeUInt32BE(0x7f454c46, 0);
  bytes.writeUInt8(2, 4);
  bytes.writeUInt8(1, 5);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  const dynamic = 64 + 2 * 56;
  const segment = (at: number, type: number, offset: number, size: number) => {
    bytes.writeUInt32LE(type, at);
    bytes.writeBigUInt64LE(BigInt(offset), at + 8);
    bytes.writeBigUInt64LE(BigInt(offset), at + 16);
    bytes.writeBigUInt64LE(BigInt(size), at + 32);
  };
  segment(64, 1, 0, bytes.length);
  segment(64 + 56, 2, dynamic, 32);
  bytes.writeBigUInt64LE(5n, dynamic);
  return bytes;
}
