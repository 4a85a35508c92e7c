import { crc32, inflateRawSync } from 'node:zlib';

/** A file inside a ZIP archive. */
export interface ZipEntry {
  readonly name: string;
  /** Its bytes, unpacked and checked. */
  read(): Uint8Array;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endSize = 22;
const entrySize = 46;
const localSize = 30;
/** A comment at the end of an archive has at most this many bytes. */
const longestComment = 65_535;
/** Sizes of 4 GiB and more stand elsewhere (ZIP64); Node could not hold such an array anyway. */
const elsewhere = 0xffffffff;

/**
 * The files in a ZIP archive, from its central directory; stored and deflated ones can be read. What is unpacked is held
 * to the size that the directory declares, so a small archive cannot fill the memory unseen.
 *
 * @param most bytes that one file may unpack to
 * @throws Error that says what is wrong, when the bytes are no such archive; its `read` when a file is damaged
 */
export function readZip(bytes: Uint8Array, most: number): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  for (let index = 0, at = view.getUint32(end + 16, true); index < count; index += 1) {
    if (at + entrySize > bytes.length || view.getUint32(at, true) !== entrySignature) {
      throw new Error('its list of files is damaged');
    }
    const nameLength = view.getUint16(at + 28, true);
    const name = Buffer.from(bytes.subarray(at + entrySize, at + entrySize + nameLength)).toString('utf8');
    const place = at;
    entries.push({ name, read: () => readEntry(bytes, view, place, name, most) });
    at += entrySize + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - endSize - longestComment);
  for (let at = view.byteLength - endSize; at >= first; at -= 1) {
    if (view.getUint32(at, true) === endSignature) return at;
  }
  throw new Error('it is no ZIP archive, or it is cut off');
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, name: string, most: number): Uint8Array {
  const method = view.getUint16(at + 10, true);
  const sum = view.getUint32(at + 16, true);
  const packed = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const local = view.getUint32(at + 42, true);
  if (packed === elsewhere || size === elsewhere || local === elsewhere || size > most) {
    throw new Error(`${name} in it is larger than ${most} bytes`);
  }
  if (local + localSize > bytes.length || view.getUint32(local, true) !== localSignature) {
    throw new Error(`${name} in it is not where the list of files says`);
  }
  const start = local + localSize + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const body = bytes.subarray(start, start + packed);
  if (body.length !== packed) throw new Error(`${name} in it is cut off`);
  const content = unpack(body, method, size, name);
  if (content.length !== size || crc32(content) !== sum) throw new Error(`${name} in it is damaged`);
  return content;
}

function unpack(body: Uint8Array, method: number, size: number, name: string): Uint8Array {
  if (method === 0) return body;
  if (method !== 8)
    throw new Error(`${name} in it is packed by method ${method}; stored and deflated are read`);
  try {
    return inflateRawSync(body, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw new Error(`${name} in it is damaged`);
  }
}
