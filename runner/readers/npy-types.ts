import { RunError } from '../../src/node/run-error.ts';

/** What the numbers of a .npy file are: `f` float, `i` signed, `u` unsigned, `b` bool; `U` and `S` are texts. */
export type NpyKind = 'f' | 'i' | 'u' | 'b' | 'U' | 'S';

const sizes: Readonly<Record<string, readonly number[]>> = {
  f: [2, 4, 8],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  b: [1],
};

export interface NpyType {
  readonly littleEndian: boolean;
  readonly kind: NpyKind;
  /** Bytes of one value. */
  readonly size: number;
}

/**
 * The type of a .npy file's values by NumPy's description, such as `<f4`.
 * @param text of the header
 * @param name what messages call the file
 * @throws RunError that names a type that is not read
 */
export function npyType(text: string, name: string): NpyType {
  const found = /'descr'\s*:\s*'([<>|=])([a-zA-Z])(\d*)(\[\w+\])?'/.exec(text);
  if (!found) {
    throw new RunError(`${name} holds records or has no plain type of numbers`, {
      hint: 'save one plain array of numbers, such as array.astype("float32")',
    });
  }
  const [, order = '', letter = '', digits = ''] = found;
  const littleEndian = order !== '>';
  const size = Number(digits);
  if (letter === 'U' && size > 0) return { littleEndian, kind: letter, size: 4 * size };
  if (letter === 'S' && size > 0) return { littleEndian, kind: letter, size };
  if (sizes[letter]?.includes(size)) return { littleEndian, kind: letter as NpyKind, size };
  const [what, how] = otherType(letter, size);
  throw new RunError(`${name} holds ${what} (NumPy's type ${letter}${digits}), which is not read`, {
    hint: `${how} before saving`,
  });
}

/** What a type is, and how it becomes one that is read. */
function otherType(letter: string, size: number): readonly [string, string] {
  if (letter === 'f' && size > 8)
    return [`float${8 * size} (long double)`, 'convert it with array.astype("float64")'];
  if (letter === 'V' && size === 2)
    return [
      'values of 2 bytes without a type, as NumPy saves bfloat16',
      'convert it with array.astype("float32")',
    ];
  if (letter === 'V' && size === 1)
    return [
      'values of 1 byte without a type, as NumPy saves float8',
      'convert it with array.astype("float32")',
    ];
  if (letter === 'V') return ['raw bytes', 'convert them to numbers'];
  if (letter === 'c') return [`complex${8 * size} numbers`, 'take real and imaginary parts, or abs(array),'];
  if (letter === 'O')
    return ['Python objects', 'convert them with array.astype("float64"), labels with array.astype(str),'];
  if (letter === 'M' || letter === 'm') return ['dates or spans of time', 'convert them to numbers'];
  if (letter === 'U' || letter === 'S') return ['empty texts', 'leave them out'];
  return ['values of another type', 'convert them with array.astype("float64")'];
}
