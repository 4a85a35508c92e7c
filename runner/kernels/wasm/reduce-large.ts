import type { Factors } from '../../contract/numerics.ts';
import type { WasmKernels } from './kernel-exports.ts';
import { factorBytes, loadProduct } from './load-product.ts';
import {
  type FindStripThreads,
  reduceInStages,
  type ShareStrips,
  stagesWork,
  stripsAlone,
} from './reduce-in-stages.ts';
import { fourEntry, lanes, type ReducedFour } from './reduced-four.ts';
import { layoutBytes, type WorkMemory } from './work-memory.ts';

/** From this size on others help: below, a matrix takes less than 0.4 s, little beside starting a thread and handing strips over. */
const smallestShared = 1601;

/** Trace and squared norm. */
const normsSize = 16;

/** Who reduces, and where. */
interface Reducer {
  readonly kernels: WasmKernels;
  readonly memory: WorkMemory;
  readonly threads: number;
  readonly share: ShareStrips;
}

/**
 * The tridiagonal forms of up to four matrices that would not stay in the cache side by side: one after another, each in two stages, by more threads where
 * there are any to help. The bytes are the same however many there are.
 * @param products each a list of matrices [n, n] whose elementwise product is meant
 * @param find who helps
 * @throws RangeError when an entry is not finite, or a size is not n x n
 */
export function reduceLarge(
  kernels: WasmKernels,
  memory: WorkMemory,
  products: readonly Factors[],
  n: number,
  spare: number,
  find: FindStripThreads | null,
): ReducedFour {
  const bytes = (threads: number) => layoutBytes(sizesOf(kernels, n, threads));
  const helped = n >= smallestShared ? (find?.(bytes) ?? null) : null;
  if (helped) {
    const found = reduceEach(helped, products, n, 0);
    if (!helped.failed()) return moved(found, helped.memory, memory, n, spare);
  }
  return reduceEach({ kernels, memory, threads: 1, share: stripsAlone(kernels) }, products, n, spare);
}

/** Sizes of what a reduction has in memory: diagonal, beside, matrix, a further factor, work and norms. */
function sizesOf(kernels: WasmKernels, n: number, threads: number): number[] {
  const work = stagesWork(kernels, n, threads);
  return [n * fourEntry, n * fourEntry, n * n * 8, factorBytes(n), work, normsSize];
}

function reduceEach(
  { kernels, memory, threads, share }: Reducer,
  products: readonly Factors[],
  n: number,
  spare: number,
): ReducedFour {
  const [diagonal, beside, matrix, factor, work, norms, after] = memory.layout(
    ...sizesOf(kernels, n, threads),
    spare,
  ) as [number, number, number, number, number, number, number];
  memory.doubles(diagonal, lanes * n).fill(0);
  memory.doubles(beside, lanes * n).fill(0);
  const [scales, traces, squares]: [number[], number[], number[]] = [[], [], []];
  for (const [lane, factors] of products.entries()) {
    scales.push(loadProduct(kernels, memory, { matrix, factor }, factors, n));
    kernels.normsBelow(n, matrix, norms);
    const [trace, square] = memory.doubles(norms, 2);
    traces.push(trace!);
    squares.push(square!);
    const own = { matrix, work, diagonal: diagonal + 8 * lane, beside: beside + 8 * lane };
    reduceInStages(kernels, n, own, share);
  }
  return { diagonal, beside, spare: after, scales, traces, squares };
}

/** What was found, from one memory to another. */
function moved(found: ReducedFour, from: WorkMemory, to: WorkMemory, n: number, spare: number): ReducedFour {
  const size = n * fourEntry;
  const [diagonal, beside, after] = to.layout(size, size, spare) as [number, number, number];
  to.doubles(diagonal, lanes * n).set(from.doubles(found.diagonal, lanes * n));
  to.doubles(beside, lanes * n).set(from.doubles(found.beside, lanes * n));
  return { ...found, diagonal, beside, spare: after };
}
