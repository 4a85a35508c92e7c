import { RunError } from '../../src/node/run-error.ts';

/** An IDX array of unsigned bytes: MNIST's file format. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;

/**
 * Reads an IDX file of unsigned bytes (magic 0, 0, type, rank; big-endian lengths; values in row-major order).
 * @param path names the file in messages
 * @throws RunError when the header is not one of an IDX byte array or the size is not what the header declares
 */
export function readIdx(bytes: Uint8Array, path: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== unsignedByte) {
    throw new RunError(`${path} is not an IDX file of bytes`, { hint: damagedHint });
  }
  const rank = bytes[3]!;
  const header = 4 + 4 * rank;
  if (rank < 1 || rank > 4 || bytes.length < header) {
    throw new RunError(`${path} has a damaged IDX header`, { hint: damagedHint });
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const declared = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - header !== declared) {
    throw new RunError(
      `${path} holds ${bytes.length - header} bytes of data, but its header declares ${shape.join(' x ')} = ${declared}`,
      { hint: damagedHint },
    );
  }
  return { shape, data: bytes.subarray(header) };
}

const damagedHint =
  'the file is damaged or only half written; remove it, or fetch it again with `infoplane data fetch`';
