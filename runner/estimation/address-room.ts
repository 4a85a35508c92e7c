import { type AddressSpace, addressHint } from '../../src/node/address-space.ts';
import { bytesText } from '../../src/node/bytes-text.ts';
import { RunError } from '../../src/node/run-error.ts';

/** Bytes of addresses that a thread takes beside its kernels: measured 0.86 GB with Node 20 and 24. */
const ofThread = 1e9;
/** Bytes of addresses that are left to the main thread, for its heap and the engine's tensors. */
const ofMain = 5e8;

/**
 * Threads that there are addresses for: all that are wanted where there is no limit.
 * @param ofKernels bytes of addresses that the kernels of one thread take
 * @throws RunError when there is no room for one, with the limit that it takes
 */
export function threadsWithin(space: AddressSpace | null, wanted: number, ofKernels: number): number {
  if (!space) return wanted;
  const each = ofThread + ofKernels;
  const room = space.limit - space.used - ofMain;
  if (room >= each) return Math.min(wanted, Math.floor(room / each));
  const needed = bytesText(space.used + ofMain + each);
  throw new RunError(
    `this process may have addresses for ${bytesText(space.limit)} only, and estimating takes ${needed}`,
    { hint: addressHint },
  );
}
