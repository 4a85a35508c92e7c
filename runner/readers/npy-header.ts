import { RunError } from '../../src/node/run-error.ts';

/** What stands before the numbers of a .npy file. */
export interface NpyHeader {
  readonly littleEndian: boolean;
  /** `f` float, `i` signed, `u` unsigned, `b` bool. */
  readonly kind: 'f' | 'i' | 'u' | 'b';
  /** Bytes of one number. */
  readonly size: number;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly count: number;
  /** Where the numbers begin. */
  readonly dataStart: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const sizes = { f: [2, 4, 8], i: [1, 2, 4, 8], u: [1, 2, 4, 8], b: [1] } as const;

/**
 * Reads the header of a .npy file, versions 1 to 3.
 *
 * @param name what messages call the file
 * @throws RunError when it is not such a header, or its numbers are of a type that is not read
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
  return { ...parseType(text, name), fortranOrder: parseOrder(text, name), shape, count, dataStart };
}

function parseType(text: string, name: string): Pick<NpyHeader, 'littleEndian' | 'kind' | 'size'> {
  const found = /'descr'\s*:\s*'([<>|=])([a-zA-Z])(\d*)'/.exec(text);
  if (!found) {
    throw new RunError(`${name} holds records or has no plain type of numbers`, {
      hint: 'save one plain array of numbers, such as array.astype("float32")',
    });
  }
  const [, order = '', letter = '', digits = ''] = found;
  const size = Number(digits);
  if (!isKind(letter) || !sizes[letter].some((known) => known === size)) {
    throw new RunError(
      `${name} holds numbers of type ${letter}${digits}; f2, f4, f8, integers and bool are read`,
      {
        hint: 'convert them before saving, such as array.astype("float64")',
      },
    );
  }
  return { littleEndian: order !== '>', kind: letter, size };
}

function isKind(letter: string): letter is NpyHeader['kind'] {
  return letter in sizes;
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
