import { machineFailure } from '../../../src/node/machine-failure.ts';

/** Bytes at the start that are left alone. */
const reserved = 1024;
const pageSize = 65536;

/** Lays arrays out one after another in a module's memory, from the start again at every call of `layout`. */
export interface WorkMemory {
  /**
   * Offsets of areas of the given sizes in bytes, 16-byte aligned. What was laid out before is given up.
   * @throws RunError when they need more memory than there is, or than 32-bit WebAssembly can have
   */
  layout(...sizes: readonly number[]): number[];
  doubles(offset: number, length: number): Float64Array;
  singles(offset: number, length: number): Float32Array;
}

/** Bytes of a memory that such areas fill. */
export function layoutBytes(sizes: readonly number[]): number {
  return sizes.reduce((end, size) => end + aligned(size), reserved);
}

function aligned(size: number): number {
  return Math.ceil(size / 16) * 16;
}

/** @param memory grows when an area does not fit */
export function createWorkMemory(memory: WebAssembly.Memory): WorkMemory {
  return {
    layout(...sizes) {
      let end = reserved;
      const offsets = sizes.map((size) => {
        const offset = end;
        end += aligned(size);
        return offset;
      });
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) grow(memory, Math.ceil(missing / pageSize));
      return offsets;
    },
    doubles: (offset, length) => new Float64Array(memory.buffer, offset, length),
    singles: (offset, length) => new Float32Array(memory.buffer, offset, length),
  };
}

function grow(memory: WebAssembly.Memory, pages: number): void {
  try {
    memory.grow(pages);
  } catch (cause) {
    throw machineFailure(cause, 'the kernels cannot have more memory') ?? cause;
  }
}
