import type { SampleValues } from '../../contract/numerics.ts';

/** 32-bit words of a state's hash. */
export const stateWords = 4;

/**
 * Hashes of 128 bits of the states of samples, by the bits of their numbers: MurmurHash3's x86 variant, a word of 32 bits a float32 and
 * two a float64. 0 and -0 are the same state.
 *
 * Two of N different states have the same hash with a probability of about N^2 / 2^129: 5e-30 for 60,000 of them.
 *
 * @param values [n, d]
 * @param n samples
 * @returns [n, 4]
 * @source Appleby, MurmurHash3_x86_128
 * Complexity: n d words, 16 n bytes of memory beside the values, which are not copied.
 * @throws RangeError that names the first value that is not finite
 * @example stateHashes(Float32Array.of(1, 2, 1, 2), 2) // twice the same four words
 */
export function stateHashes(values: SampleValues, n: number): Uint32Array {
  const wide = values instanceof Float64Array;
  const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  const width = n === 0 ? 0 : words.length / n;
  const hashes = new Uint32Array(stateWords * n);
  const state = new Uint32Array(stateWords);
  for (let i = 0; i < n; i += 1) {
    const finite = wide
      ? hashDoubles(words, i * width, width, state)
      : hashFloats(words, i * width, width, state);
    if (!finite) throw notFinite(values, i, values.length / n);
    hashes.set(state, stateWords * i);
  }
  return hashes;
}

function notFinite(values: SampleValues, sample: number, d: number): RangeError {
  const row = values.subarray(sample * d, (sample + 1) * d);
  const feature = row.findIndex((value) => !Number.isFinite(value));
  return new RangeError(`${row[feature]} at sample ${sample}, feature ${feature} (counted from 0)`);
}

const negativeZero = 0x80000000;
const floatExponent = 0x7f800000;
const doubleExponent = 0x7ff00000;

/** @returns whether all numbers are finite */
function hashFloats(words: Uint32Array, from: number, width: number, state: Uint32Array): boolean {
  const mixing = new Mixing(width);
  let finite = true;
  for (let k = 0; k < width; k += 1) {
    const word = words[from + k]!;
    finite &&= (word & floatExponent) !== floatExponent;
    mixing.add(word === negativeZero ? 0 : word);
  }
  mixing.finish(state);
  return finite;
}

/** The low word of a float64 is the first: typed arrays are little-endian on all machines that Node runs on. */
function hashDoubles(words: Uint32Array, from: number, width: number, state: Uint32Array): boolean {
  const mixing = new Mixing(width);
  let finite = true;
  for (let k = 0; k < width; k += 2) {
    const low = words[from + k]!;
    const high = words[from + k + 1]!;
    finite &&= (high & doubleExponent) !== doubleExponent;
    mixing.add(low);
    mixing.add(low === 0 && high === negativeZero ? 0 : high);
  }
  mixing.finish(state);
  return finite;
}

const [c1, c2, c3, c4] = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;

/** The state of a hash of words that come one after the other. */
class Mixing {
  readonly #bytes: number;
  #lane = 0;
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  /** Words of the block that has begun. */
  #w1 = 0;
  #w2 = 0;
  #w3 = 0;

  constructor(words: number) {
    this.#bytes = 4 * words;
  }

  add(word: number): void {
    switch (this.#lane++ & 3) {
      case 0:
        this.#w1 = word;
        break;
      case 1:
        this.#w2 = word;
        break;
      case 2:
        this.#w3 = word;
        break;
      default:
        this.#block(word);
    }
  }

  #block(w4: number): void {
    const a = this.#a ^ multiplied(this.#w1, c1, 15, c2);
    this.#a = (Math.imul((turned(a, 19) + this.#b) | 0, 5) + 0x561ccd1b) | 0;
    const b = this.#b ^ multiplied(this.#w2, c2, 16, c3);
    this.#b = (Math.imul((turned(b, 17) + this.#c) | 0, 5) + 0x0bcaa747) | 0;
    const c = this.#c ^ multiplied(this.#w3, c3, 17, c4);
    this.#c = (Math.imul((turned(c, 15) + this.#d) | 0, 5) + 0x96cd1c35) | 0;
    const d = this.#d ^ multiplied(w4, c4, 18, c1);
    this.#d = (Math.imul((turned(d, 13) + this.#a) | 0, 5) + 0x32ac3b17) | 0;
  }

  finish(state: Uint32Array): void {
    const left = this.#lane & 3;
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
    if (left > 2) c ^= multiplied(this.#w3, c3, 17, c4);
    if (left > 1) b ^= multiplied(this.#w2, c2, 16, c3);
    if (left > 0) a ^= multiplied(this.#w1, c1, 15, c2);
    [a, b, c, d] = [a, b, c, d].map((one) => one ^ this.#bytes) as [number, number, number, number];
    a = (a + b + c + d) | 0;
    [b, c, d] = [(b + a) | 0, (c + a) | 0, (d + a) | 0];
    [a, b, c, d] = [scattered(a), scattered(b), scattered(c), scattered(d)];
    a = (a + b + c + d) | 0;
    state[0] = a;
    state[1] = b + a;
    state[2] = c + a;
    state[3] = d + a;
  }
}

function turned(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function multiplied(word: number, first: number, by: number, second: number): number {
  return Math.imul(turned(Math.imul(word, first), by), second);
}

function scattered(word: number): number {
  let found = word ^ (word >>> 16);
  found = Math.imul(found, 0x85ebca6b);
  found ^= found >>> 13;
  found = Math.imul(found, 0xc2b2ae35);
  return found ^ (found >>> 16);
}
