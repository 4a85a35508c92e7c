import protobuf from 'protobufjs/light.js';

/** A field of a protobuf message, as its bytes have it. */
export interface WireField {
  readonly id: number;
  /** Place of its tag, of its content (behind a length, where it has one), and behind it. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
  /** Whether its content is a text, bytes or a message; else it is a number. */
  readonly delimited: boolean;
}

/** The wire types of protobuf that are in use; groups are not. */
const wire = { varint: 0, eight: 1, delimited: 2, four: 5 } as const;

/**
 * The fields of a message in their order, without looking into them: O(fields), nothing is copied.
 * @throws Error when the bytes are no message: cut, a length that leads beyond the end, a wire type that there is not
 * @source https://protobuf.dev/programming-guides/encoding/
 */
export function* wireFields(bytes: Uint8Array, from = 0, to = bytes.length): Generator<WireField> {
  const reader = protobuf.Reader.create(bytes);
  reader.pos = from;
  reader.len = to;
  while (reader.pos < to) {
    const start = reader.pos;
    const tag = reader.uint32();
    const id = tag >>> 3;
    const type = tag & 7;
    if (id === 0) throw new Error('a field has the number 0');
    let body = reader.pos;
    if (type === wire.delimited) {
      const length = reader.uint32();
      body = reader.pos;
      reader.skip(length);
    } else if (type === wire.varint) reader.skip();
    else if (type === wire.eight) reader.skip(8);
    else if (type === wire.four) reader.skip(4);
    else throw new Error(`a field is of wire type ${type}`);
    if (reader.pos > to) throw new Error('a field ends beyond its message');
    yield { id, start, body, end: reader.pos, delimited: type === wire.delimited };
  }
}

/** The whole number of a field that is one; of two's complement as it is written. @throws Error beyond 2^53 */
export function wireInteger(bytes: Uint8Array, { body, delimited }: WireField): number {
  if (delimited) throw new Error('a number is written as bytes');
  return integerAt(bytes, body).value;
}

/** The whole numbers of a repeated field, packed into one or each on its own. @param most that are read */
export function wireIntegers(bytes: Uint8Array, field: WireField, most: number): number[] {
  if (!field.delimited) return [integerAt(bytes, field.body).value];
  const values: number[] = [];
  for (let at = field.body; at < field.end; ) {
    if (values.length === most) throw new Error(`a list has more than ${most} numbers`);
    const { value, end } = integerAt(bytes, at);
    values.push(value);
    at = end;
  }
  return values;
}

/** The text of a field. */
export function wireText(bytes: Uint8Array, { body, end, delimited }: WireField): string {
  if (!delimited) throw new Error('a text is written as a number');
  return decoder.decode(bytes.subarray(body, end));
}

const decoder = new TextDecoder();

function integerAt(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } {
  let value = 0n;
  for (let at = from, shift = 0n; at < bytes.length && shift < 70n; at++, shift += 7n) {
    const byte = bytes[at]!;
    value |= BigInt(byte & 127) << shift;
    if (byte >= 128) continue;
    const number = Number(BigInt.asIntN(64, value));
    if (!Number.isSafeInteger(number)) throw new Error(`a number is ${number}`);
    return { value: number, end: at + 1 };
  }
  throw new Error('a number has no end');
}
