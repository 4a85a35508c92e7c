import type { RationalPower } from '../../contract/numerics.ts';
import { hadamard } from '../hadamard.ts';
import { excessOf } from '../rational-power.ts';
import { eigenvalues } from '../spectrum.ts';
import type { WasmKernels } from './kernel-exports.ts';
import { keepsNorms, reduceFour } from './reduce-four.ts';
import type { FindStripThreads } from './reduce-in-stages.ts';
import { lanes, type ReducedFour } from './reduced-four.ts';
import type { WorkMemory } from './work-memory.ts';

/** Bytes of the sums that come back: two float64 a lane. */
const outSize = 16 * lanes;

/**
 * Sums of x^a - x (of -x ln x for a = 1) over the eigenvalues of symmetric matrices, without the eigenvalues.
 *
 * Householder reduction of two matrices at once, then the fractions of `rationalPower` on four tridiagonal matrices at once.
 *
 * @param products each a list of matrices [n, n] float64 whose elementwise product is meant
 * @param total x is an eigenvalue over this: the trace of the whole matrix that each may be a block of
 * @param find who helps with matrices of more than 1,024 rows
 * Complexity: 4/3 n^3 multiply-adds a matrix, and n steps a pole; 0.76 times that of all eigenvalues at n = 128.
 * Error: that of `rationalPower`; matrices that fail the check, or are not positive, are solved for their eigenvalues.
 * @throws RangeError when an entry is not finite, or a size is not n x n
 * @example wasmExcesses(kernels, memory, [[Float64Array.of(1, 0, 0, 1)]], 2, rationalPower(1), 2) // [0.6931471...]
 */
export function wasmExcesses(
  kernels: WasmKernels,
  memory: WorkMemory,
  products: readonly (readonly Float64Array[])[],
  n: number,
  power: RationalPower,
  total: number,
  find: FindStripThreads | null = null,
): number[] {
  if (n < 2) return products.map((factors) => excessOf(power, eigenvalues(hadamard(factors), n), total));
  const results: number[] = [];
  for (let at = 0; at < products.length; at += lanes) {
    results.push(...solveFour(kernels, memory, products.slice(at, at + lanes), n, power, total, find));
  }
  return results;
}

function solveFour(
  kernels: WasmKernels,
  memory: WorkMemory,
  four: readonly (readonly Float64Array[])[],
  n: number,
  power: RationalPower,
  total: number,
  find: FindStripThreads | null = null,
): number[] {
  const { poles, weights } = power;
  const count = poles.length;
  const reduced = reduceFour(kernels, memory, four, n, outSize + 16 * count, { find });
  const { diagonal, beside, spare, scales } = reduced;
  const moments = four.map((_, lane) => scaleLane(memory, reduced, lane, n, scales[lane]! / total));
  const placed = memory.doubles(spare + outSize, 2 * count);
  placed.set(poles);
  for (let k = 0; k < count; k += 1) placed[count + k] = weights[k]! * poles[k]! ** 2;
  kernels.rationalTraces(n, diagonal, beside, count, spare + outSize, spare + outSize + 8 * count, spare);
  const out = memory.doubles(spare, 2 * lanes);
  let [weight, weighted] = [0, 0];
  for (let k = 0; k < count; k += 1) {
    weight += weights[k]!;
    weighted += weights[k]! * poles[k]!;
  }
  return four.map((factors, lane) => {
    const { unscaled, powers } = moments[lane]!;
    const sound = out[lanes + lane]! > 0 && keepsNorms(reduced, lane, n, unscaled);
    if (!sound) return excessOf(power, eigenvalues(hadamard(factors), n), total);
    let sum = out[lane]! + weight * powers[0]! - n * weighted;
    for (const [at, coefficient] of power.coefficients.entries()) sum += coefficient * powers[at]!;
    return sum;
  });
}

/** Traces of the first four powers of a tridiagonal matrix, after its entries were multiplied by a factor in place. */
function scaleLane(
  memory: WorkMemory,
  { diagonal, beside }: ReducedFour,
  lane: number,
  n: number,
  factor: number,
): { unscaled: { trace: number; squares: number }; powers: readonly number[] } {
  const d = memory.doubles(diagonal, lanes * n);
  const e = memory.doubles(beside, lanes * n);
  const powers = [0, 0, 0, 0];
  let last = 0;
  for (let at = lane; at < lanes * n; at += lanes) {
    const own = (d[at]! *= factor);
    const next = at + lanes < lanes * n ? (e[at]! *= factor) : 0;
    const following = at + lanes < lanes * n ? d[at + lanes]! * factor : 0;
    // entries (i, i), (i, i + 1) and (i - 1, i + 1) of the square
    const square = own * own + next * next + last * last;
    const beyond = next * (own + following);
    const far = last * next;
    powers[0]! += own;
    powers[1]! += square;
    powers[2]! += own * square + 2 * next * beyond;
    powers[3]! += square * square + 2 * beyond * beyond + 2 * far * far;
    last = next;
  }
  const unscaled = { trace: powers[0]! / factor, squares: powers[1]! / factor ** 2 };
  return { unscaled, powers };
}
