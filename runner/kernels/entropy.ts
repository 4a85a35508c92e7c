import { hadamard } from './hadamard.ts';

const ln2 = Math.LN2;

/** Within this distance of alpha = 1 the sum is taken in the form that does not cancel. */
const nearOne = 0.25;

/**
 * Matrix-based Rényi entropy from the eigenvalues of a Gram matrix.
 *
 * S_a = log2(sum_i l_i^a) / (1 - a) with l scaled to sum 1 (Sánchez Giraldo, Rao & Príncipe 2015; eq. (2) of
 * Yu, Jenssen & Príncipe 2018). a = 1 is the von Neumann limit -sum l log2 l, a = inf is -log2 max l. Near a = 1 it
 * takes sum l^a - 1 = sum l expm1((a - 1) ln l), which keeps the digits that the quotient would lose.
 *
 * Negative eigenvalues are round-off and count as 0. For a < 1 so do those below n eps max(l): a noise eigenvalue e
 * adds e^a, which is not small there. What is dropped adds at most n (n eps)^a to sum l^a.
 *
 * @param eigenvalues all n of them, in any order and scale
 * @param alpha order, in (0, inf]
 * @returns bits, between 0 and log2 n
 * Complexity: n powers. Error: 1e-14 bits for exact eigenvalues; an error e in them moves the result by about
 * a n e / |1 - a| at most (a > 1); 1e-14 bits against LAPACK seen at n = 64 to 512, a = 1 to 5.
 * @throws RangeError unless alpha > 0, and when no eigenvalue is above 0
 * @example entropy([0.5, 0.3, 0.2], 2) // 1.395928676331139
 */
export function entropy(eigenvalues: ArrayLike<number>, alpha: number): number {
  if (!(alpha > 0)) throw new RangeError(`the order of an entropy must be above 0, not ${alpha}`);
  const { largest, floor, sum } = measure(eigenvalues, alpha);
  if (alpha === Infinity) return positive(-Math.log2(largest / sum));
  if (alpha === 1) return positive(vonNeumann(eigenvalues, sum));
  if (Math.abs(alpha - 1) <= nearOne) return positive(nearVonNeumann(eigenvalues, alpha, floor, sum));
  const top = largest / sum;
  let powers = 0;
  for (let i = 0; i < eigenvalues.length; i += 1) {
    const value = eigenvalues[i]!;
    if (value > floor) powers += (value / sum / top) ** alpha;
  }
  return positive((alpha * Math.log2(top) + Math.log2(powers)) / (1 - alpha));
}

/**
 * Matrix-based Rényi entropy of order 2, straight from the Gram matrix.
 *
 * S_2 = -log2 sum_ij A_ij^2 with A = K / tr K: the sum of squared eigenvalues is the squared Frobenius norm.
 *
 * @param blocks the Gram matrix, or its diagonal blocks when all else in it is 0; each a list of symmetric matrices
 *   [m, m] float64 whose elementwise product is meant
 * @returns bits, between 0 and log2 n
 * Complexity: n^2. Error: below 1e-13 bits.
 * @throws RangeError when the trace is not above 0
 * @example quadraticEntropy([[Float64Array.of(1, 0, 0, 1)]]) // 1
 */
export function quadraticEntropy(blocks: readonly (readonly Float64Array[])[]): number {
  let trace = 0;
  let squares = 0;
  for (const [first, ...rest] of blocks) {
    const block = rest.length > 1 ? hadamard([first!, ...rest]) : first!;
    const other = rest.length === 1 ? rest[0]! : null;
    const m = Math.sqrt(block.length);
    for (let i = 0; i < m; i += 1) {
      const diagonal = i * m + i;
      let half = 0;
      if (other === null) for (let at = i * m; at < diagonal; at += 1) half += block[at]! * block[at]!;
      else for (let at = i * m; at < diagonal; at += 1) half += (block[at]! * other[at]!) ** 2;
      const own = block[diagonal]! * (other ? other[diagonal]! : 1);
      trace += own;
      squares += own * own + 2 * half;
    }
  }
  if (!(trace > 0)) throw new RangeError('a Gram matrix needs a trace above 0');
  return positive(2 * Math.log2(trace) - Math.log2(squares));
}

/** The largest eigenvalue, what counts as zero, and the sum of those above it. No array is made: this is called thousands of times. */
function measure(
  eigenvalues: ArrayLike<number>,
  alpha: number,
): { readonly largest: number; readonly floor: number; readonly sum: number } {
  const n = eigenvalues.length;
  let largest = 0;
  for (let i = 0; i < n; i += 1) largest = Math.max(largest, eigenvalues[i]!);
  if (!(largest > 0)) throw new RangeError('a spectrum needs an eigenvalue above 0');
  const floor = alpha < 1 ? n * Number.EPSILON * largest : 0;
  let sum = 0;
  for (let i = 0; i < n; i += 1) {
    const value = eigenvalues[i]!;
    if (value > floor) sum += value;
  }
  return { largest, floor, sum };
}

function vonNeumann(eigenvalues: ArrayLike<number>, sum: number): number {
  let nats = 0;
  for (let i = 0; i < eigenvalues.length; i += 1) {
    const value = eigenvalues[i]! / sum;
    if (value > 0) nats -= value * Math.log(value);
  }
  return nats / ln2;
}

function nearVonNeumann(eigenvalues: ArrayLike<number>, alpha: number, floor: number, sum: number): number {
  let excess = 0;
  for (let i = 0; i < eigenvalues.length; i += 1) {
    if (!(eigenvalues[i]! > floor)) continue;
    const value = eigenvalues[i]! / sum;
    if (value > 0) excess += value * Math.expm1((alpha - 1) * Math.log(value));
  }
  return Math.log1p(excess) / ((1 - alpha) * ln2);
}

/** Round-off can leave a value just below 0, and -0 prints badly. */
function positive(bits: number): number {
  return Math.max(bits, 0);
}
