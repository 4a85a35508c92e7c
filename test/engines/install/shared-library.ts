/** A shared library for x86-64 with nothing in it but the names of those that it needs. */
export function sharedLibrary(needed: readonly string[]): Buffer {
  const names = needed.map((name) => Buffer.from(`${name}\0`));
  const entries = needed.length + 2;
  const section = 64 + 2 * 56;
  const strings = section + entries * 16;
  const bytes = Buffer.concat([Buffer.alloc(strings), ...names]);
  bytes.writeUInt32BE(0x7f454c46, 0);
  bytes.writeUInt8(2, 4);
  bytes.writeUInt8(1, 5);
  bytes.writeUInt16LE(62, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  const segment = (at: number, type: number, offset: number, size: number) => {
    bytes.writeUInt32LE(type, at);
    for (const field of [8, 16]) bytes.writeBigUInt64LE(BigInt(offset), at + field);
    bytes.writeBigUInt64LE(BigInt(size), at + 32);
  };
  segment(64, 1, 0, bytes.length);
  segment(64 + 56, 2, section, entries * 16);
  const entry = (index: number, tag: number, value: number) => {
    bytes.writeBigUInt64LE(BigInt(tag), section + index * 16);
    bytes.writeBigUInt64LE(BigInt(value), section + index * 16 + 8);
  };
  entry(0, 5, strings);
  let offset = 0;
  names.forEach((name, index) => {
    entry(index + 1, 1, offset);
    offset += name.length;
  });
  return bytes;
}
