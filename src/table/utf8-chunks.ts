/** Bytes of a chunk. */
const chunkBytes = 2 ** 17;

/**
 * Texts one after another as UTF-8, in few chunks, so that each text is gone as soon as it is made. A chunk holds until the next one is asked for: its memory is used again.
 */
export function* utf8Chunks(texts: Iterable<string>): Generator<Uint8Array> {
  const room = Buffer.allocUnsafe(chunkBytes);
  let used = 0;
  for (const text of texts) {
    // a UTF-16 unit is at most 3 bytes
    if (used + 3 * text.length > chunkBytes) {
      if (used > 0) yield room.subarray(0, used);
      used = 0;
    }
    if (3 * text.length > chunkBytes) yield Buffer.from(text);
    else used += room.write(text, used);
  }
  if (used > 0) yield room.subarray(0, used);
}
