import { closeSync, openSync, readSync } from 'node:fs';

/** What a shared library says of itself in its dynamic section. */
export interface SharedLibrary {
  /** Names of the libraries that the dynamic linker has to find first. */
  readonly needed: readonly string[];
  /** Its own name; null where it has none. */
  readonly name: string | null;
  /** Folders in which it looks for others, `$ORIGIN` being its own; RUNPATH or RPATH. */
  readonly runPath: readonly string[];
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

const loaded = 1;
const dynamic = 2;
const tags = { end: 0, needed: 1, strings: 5, name: 14, rpath: 15, runpath: 29 } as const;
/** No dynamic section is larger, nor a name in it longer, in bytes. */
const limits = { section: 1 << 20, name: 1 << 14, segments: 1 << 10 } as const;

/**
 * Reads the dynamic section of an ELF file for x86-64 (System V ABI, chapter 5, and its AMD64 supplement).
 * @throws Error when the file is something else
 */
export function readSharedLibrary(file: string): SharedLibrary {
  const handle = openSync(file, 'r');
  try {
    const read = (offset: number, length: number): DataView => {
      const bytes = new Uint8Array(length);
      const got = readSync(handle, bytes, 0, length, offset);
      return new DataView(bytes.buffer, 0, got);
    };
    return librarySections(read, file);
  } catch (cause) {
    if (cause instanceof RangeError) throw new Error(`${file} is damaged`, { cause });
    throw cause;
  } finally {
    closeSync(handle);
  }
}

type Read = (offset: number, length: number) => DataView;

function librarySections(read: Read, file: string): SharedLibrary {
  const header = read(0, 64);
  if (header.byteLength < 64 || header.getUint32(0) !== 0x7f454c46) throw new Error(`${file} is no ELF file`);
  const [bits, order, machine] = [header.getUint8(4), header.getUint8(5), header.getUint16(18, true)];
  if (bits !== 2 || order !== 1 || machine !== 62) throw new Error(`${file} is for another architecture`);
  const segments = readSegments(read, header);
  const section = segments.find(({ type }) => type === dynamic);
  if (!section) throw new Error(`${file} is not dynamic`);
  const entries = readEntries(read(section.offset, Math.min(section.size, limits.section)));
  const [strings] = entries.filter(([tag]) => tag === tags.strings);
  if (!strings) throw new Error(`${file} is damaged`);
  const start = offsetOf(segments, strings[1]);
  const names = (wanted: number) =>
    entries.filter(([tag]) => tag === wanted).map(([, at]) => textAt(read, start + at));
  const [runPath] = [...names(tags.runpath), ...names(tags.rpath)];
  return {
    needed: names(tags.needed),
    name: names(tags.name)[0] ?? null,
    runPath: runPath?.split(':').filter((folder) => folder !== '') ?? [],
  };
}

function readSegments(read: Read, header: DataView): Segment[] {
  const count = Math.min(header.getUint16(56, true), limits.segments);
  const size = header.getUint16(54, true);
  const table = read(Number(header.getBigUint64(32, true)), count * size);
  return Array.from({ length: count }, (_, index) => {
    const number = (at: number) => Number(table.getBigUint64(index * size + at, true));
    const type = table.getUint32(index * size, true);
    return { type, offset: number(8), address: number(16), size: number(32) };
  });
}

function readEntries(section: DataView): (readonly [tag: number, value: number])[] {
  const entries: (readonly [number, number])[] = [];
  for (let at = 0; at + 16 <= section.byteLength; at += 16) {
    const tag = Number(section.getBigUint64(at, true));
    if (tag === tags.end) break;
    entries.push([tag, Number(section.getBigUint64(at + 8, true))]);
  }
  return entries;
}

function offsetOf(segments: readonly Segment[], address: number): number {
  const segment = segments.find(
    ({ type, address: start, size }) => type === loaded && start <= address && address < start + size,
  );
  if (!segment) throw new RangeError('an address outside the file');
  return segment.offset + address - segment.address;
}

function textAt(read: Read, offset: number): string {
  const { buffer, byteLength } = read(offset, limits.name);
  const bytes = Buffer.from(buffer, 0, byteLength);
  const end = bytes.indexOf(0);
  if (end < 0) throw new RangeError('a name without an end');
  return bytes.toString('utf8', 0, end);
}
