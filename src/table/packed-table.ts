import { gunzipSync, gzipSync } from 'node:zlib';

/** Name of an Arrow file as it is published, in gzip: doubles as bytes take less room than their digits do, and none is lost. */
export function packedName(name: string): string {
  return `${name}.gz`;
}

/** Whether a file of that name is a packed table. */
export function isPacked(path: string): boolean {
  return path.endsWith('.gz');
}

/** The bytes of an Arrow file, packed. */
export function packTable(arrow: Uint8Array): Buffer {
  return gzipSync(arrow, { level: 9 });
}

/**
 * The Arrow file of `packTable`.
 * @param most bytes that it may unpack to (1 GiB when left out), so that a small file cannot fill the memory
 * @throws Error when it is damaged, or unpacks to more
 */
export function unpackTable(packed: Uint8Array, most = 2 ** 30): Buffer {
  return gunzipSync(packed, { maxOutputLength: most });
}
