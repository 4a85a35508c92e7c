/** Gives an array of so many numbers; what it holds is to be overwritten. */
export type TakeMatrix = (length: number) => Float64Array;

/** Arrays that one caller works with until it gives them back. */
export interface LentMatrices {
  readonly take: TakeMatrix;
  /** All that were taken: others get them from now on. */
  giveBack(): void;
}

/** Arrays of past callers that wait for the next one. */
export interface MatrixStock {
  lend(): LentMatrices;
}

/**
 * Arrays for matrices that are used again and again. A matrix of 128 x 128 is 131 kB outside of V8's heap: thread and collector take
 * more time for making some twenty of them a capture, and for doing away with them, than for what is computed in them.
 *
 * @param most bytes that wait at most; what is beyond is left to the collector, so that one large capture does not hold memory
 * @example createMatrixStock(2 ** 25).lend().take(9) // nine numbers of any value
 */
export function createMatrixStock(most: number): MatrixStock {
  const waiting = new Map<number, Float64Array[]>();
  let held = 0;

  function take(length: number): Float64Array {
    const found = waiting.get(length)?.pop();
    if (!found) return new Float64Array(length);
    held -= found.byteLength;
    return found;
  }

  function giveBack(array: Float64Array): void {
    if (held + array.byteLength > most) return;
    held += array.byteLength;
    const alike = waiting.get(array.length);
    if (alike) alike.push(array);
    else waiting.set(array.length, [array]);
  }

  return {
    lend() {
      let taken: Float64Array[] = [];
      return {
        take(length) {
          const array = take(length);
          taken.push(array);
          return array;
        },
        giveBack() {
          for (const array of taken) giveBack(array);
          taken = [];
        },
      };
    },
  };
}

/** Makes a new array each time. */
export const newMatrix: TakeMatrix = (length) => new Float64Array(length);
