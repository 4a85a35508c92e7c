import { type ArrowBudget, checkArrowBatch } from './arrow-batch.ts';
import { type ArrowField, readArrowSchema, walkMetadata } from './arrow-schema.ts';
import { FlatBuffer, type FlatTable } from './flat-buffer.ts';

const magic = 'ARROW1';

/** A message of an Arrow stream. */
interface Message {
  readonly type: number;
  readonly header: FlatTable;
  readonly body: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}

const types = { schema: 1, dictionary: 2, records: 3 };

/**
 * Holds that what an Arrow IPC file or stream declares is there: every length and offset lies in the file, no bytes stand
 * for several values, nesting is bounded, nothing is compressed. A reader then takes memory in proportion to the file.
 * Time: a pass over the offsets of lists and texts.
 * @throws Error that says what is wrong, or which part of the format is not read (unions, run-end encoding, list views,
 * dictionaries that grow or are nested, big-endian numbers, metadata before version 4)
 */
export function checkArrow(bytes: Uint8Array): void {
  const text = (from: number) => Buffer.from(bytes.subarray(from, from + magic.length)).toString('latin1');
  if (bytes.length < magic.length || text(0) !== magic) checkStream(bytes);
  else if (text(bytes.length - magic.length) === magic) checkFile(bytes);
  else throw new Error('its end is missing');
}

function checkStream(bytes: Uint8Array): void {
  let walk: TableWalk | null = null;
  for (let at = 0; ; ) {
    const message = readMessage(bytes, at);
    if (!message) break;
    at = message.end;
    if (message.type !== types.schema) {
      if (!walk) throw new Error('values come before the schema');
      walk.add(message);
    } else {
      const fields = readArrowSchema(message.header);
      walk ??= new TableWalk(fields, bytes.length);
    }
  }
  if (!walk) throw new Error('it has no schema');
}

function checkFile(bytes: Uint8Array): void {
  const end = bytes.length - magic.length - 4;
  const length = end < 8 ? -1 : new DataView(bytes.buffer, bytes.byteOffset + end).getInt32(0, true);
  if (length <= 0 || end - length < 8) throw new Error('its footer is damaged');
  const buffer = new FlatBuffer(bytes.subarray(end - length, end));
  const footer = buffer.root();
  const schema = footer.slot(6);
  if (schema === null) throw new Error('it has no schema');
  checkVersion(footer);
  walkMetadata(buffer, footer.slot(12));
  const walk = new TableWalk(readArrowSchema(buffer.table(schema)), bytes.length);
  const blocks = [8, 10].flatMap((slot) => {
    const { start, count } = buffer.vector(footer.slot(slot), 24);
    const type = slot === 8 ? types.dictionary : types.records;
    return Array.from({ length: count }, (_, i) => ({ at: buffer.size(start + 24 * i), type }));
  });
  let free = 0;
  for (const { at, type } of blocks.sort((a, b) => a.at - b.at)) {
    const message = at < free ? null : readMessage(bytes, at);
    if (message?.type !== type) throw new Error('its batches lie on each other or are missing');
    walk.add(message);
    free = message.end;
  }
}

/** The message at a place; null at the end of the stream. */
function readMessage(bytes: Uint8Array, at: number): Message | null {
  if (at === bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const int32 = (place: number) => {
    if (place + 4 > bytes.length) throw new Error('it is cut off');
    return view.getInt32(place, true);
  };
  // since version 0.15, -1 stands before the length
  const begin = int32(at) === -1 ? at + 4 : at;
  const length = int32(begin);
  if (length === 0) return null;
  const bodyAt = begin + 4 + length;
  if (length < 0 || bodyAt > bytes.length) throw new Error('it is cut off');
  const buffer = new FlatBuffer(bytes.subarray(begin + 4, bodyAt));
  const message = buffer.root();
  checkVersion(message);
  const [type, header, bodyLength] = [message.slot(6), message.slot(8), message.slot(10)];
  if (type === null || header === null) throw new Error('a message says nothing');
  const end = bodyAt + (bodyLength === null ? 0 : buffer.size(bodyLength));
  if (end > bytes.length) throw new Error('it is cut off');
  const body = bytes.subarray(bodyAt, end);
  return { type: buffer.uint8(type), header: buffer.table(header), body, end };
}

/** The layout of batches has been the same since metadata version 4. */
function checkVersion(message: FlatTable): void {
  const at = message.slot(4);
  const version = at === null ? 0 : message.buffer.int16(at);
  if (version !== 3 && version !== 4) throw new Error(`its metadata are of version ${version + 1}`);
}

/** The batches of a table, one after the other. */
class TableWalk {
  readonly #fields: readonly ArrowField[];
  readonly #budget: ArrowBudget;
  /** What is to be in each dictionary. */
  readonly #declared = new Map<bigint, ArrowField>();
  /** Dictionaries that have come. */
  readonly #known = new Set<bigint>();

  constructor(fields: readonly ArrowField[], fileBytes: number) {
    this.#fields = fields;
    this.#budget = { shared: fileBytes };
    const declare = ({ layout, children }: ArrowField): void => {
      if (layout.kind === 'dictionary') {
        const { id, values } = layout;
        const before = this.#declared.get(id);
        if (before && JSON.stringify(before.layout) !== JSON.stringify(values.layout)) {
          throw new Error(`two columns have dictionary ${id}, of different types`);
        }
        this.#declared.set(id, values);
      }
      children.forEach(declare);
    };
    fields.forEach(declare);
  }

  add({ type, header, body }: Message): void {
    if (type === types.records) {
      checkArrowBatch(this.#fields, { header, body }, this.#known, this.#budget);
      return;
    }
    if (type !== types.dictionary) throw new Error(`it has a message of type ${type}`);
    const { buffer } = header;
    const [idAt, data, delta] = [header.slot(4), header.slot(6), header.slot(8)];
    const id = idAt === null ? 0n : buffer.int64(idAt);
    const values = this.#declared.get(id);
    if (!values || data === null) throw new Error(`dictionary ${id} is of no column or empty`);
    if (delta !== null && buffer.uint8(delta) !== 0) throw new Error(`dictionary ${id} grows`);
    checkArrowBatch([values], { header: buffer.table(data), body }, this.#known, this.#budget);
    this.#known.add(id);
  }
}
