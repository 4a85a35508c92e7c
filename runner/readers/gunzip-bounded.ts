import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unpack = promisify(gunzip);

/**
 * Unpacks a gzip stream of at most `most` bytes; one that grows beyond is given up there.
 * @throws Error when it is damaged or larger
 */
export async function gunzipBounded(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: most });
  } catch (cause) {
    const larger = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(larger ? `it unpacks to more than ${most} bytes` : (cause as Error).message, { cause });
  }
}
