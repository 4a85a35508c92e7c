import { RunError } from '../../src/node/run-error.ts';
import { type NpyType, npyType } from './npy-types.ts';

/** What stands before the values of a .npy file. */
export interface NpyHeader extends NpyType {
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly count: number;
  /** Where the values begin. */
  readonly dataStart: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads the header of a .npy file, versions 1 to 3.
 *
 * @param name what messages call the file
 * @throws RunError when it is not such a header, or its values are of a type that is not read
 */
export function readNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  if (magic.some((byte, at) => bytes[at] !== byte))
    throw damaged(name, 'it does not begin as a .npy file does');
  const version = bytes[6]!;
  const lengthBytes = version === 1 ? 2 : 4;
  if (!(version >= 1 && version <= 3)) throw damaged(name, `it is of version ${version}; 1 to 3 are read`);
  const textStart = 8 + lengthBytes;
  if (bytes.length < textStart) throw damaged(name, 'it ends inside its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataStart = textStart + length;
  if (dataStart > bytes.length) throw damaged(name, 'it ends inside its header');
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(textStart, dataStart),
  );
  const shape = parseShape(text, name);
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (!Number.isSafeInteger(count)) throw damaged(name, 'its shape has more numbers than any file can hold');
  return { ...npyType(text, name), fortranOrder: parseOrder(text, name), shape, count, dataStart };
}

function parseOrder(text: string, name: string): boolean {
  const found = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  if (!found) throw damaged(name, 'its header does not say the order of the axes');
  return found[1] === 'True';
}

function parseShape(text: string, name: string): number[] {
  const found = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text);
  if (!found) throw damaged(name, 'its header does not say the shape');
  const shape = found[1]!
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter((part) => part !== '')
    .map(Number);
  if (!shape.every(Number.isSafeInteger)) throw damaged(name, 'the shape in its header makes no sense');
  return shape;
}

/** An error that says a file is not what it should be. */
export function damaged(name: string, why: string): RunError {
  return new RunError(`${name} cannot be read: ${why}`, { hint: 'write it again with numpy.save' });
}
