import { maskedCrc32c } from './crc32c.ts';

/** A number of a curve. */
export interface ScalarEvent {
  /** Name of the curve; TensorBoard puts those together that share what stands before the first `/`. */
  readonly tag: string;
  /** Updates behind the weights. */
  readonly step: number;
  /** Kept in single precision. */
  readonly value: number;
}

/**
 * An event file of TensorBoard: TFRecords of `Event` messages, first the version of the format.
 * @param date of all events
 * @source TensorFlow, tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto and
 * tensorflow/core/lib/io/record_writer.cc
 */
export function eventFile(events: readonly ScalarEvent[], date: Date): Buffer {
  const seconds = date.getTime() / 1000;
  const version = Buffer.concat([double(1, seconds), text(3, 'brain.Event:2')]);
  return Buffer.concat([record(version), ...events.map((event) => record(eventMessage(event, seconds)))]);
}

/** `Event { wall_time = 1; step = 2; summary = 5 { value = 1 { tag = 1; simple_value = 2 } } }` */
function eventMessage({ tag, step, value }: ScalarEvent, seconds: number): Buffer {
  const scalar = Buffer.concat([text(1, tag), float(2, value)]);
  return Buffer.concat([double(1, seconds), integer(2, step), bytes(5, bytes(1, scalar))]);
}

/** A record: its length, the checksum of that, the data, their checksum. */
function record(data: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, checksum(length), data, checksum(data)]);
}

function checksum(data: Buffer): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(maskedCrc32c(data));
  return four;
}

// fields of a protobuf message: number and wire type, then the value
// (https://protobuf.dev/programming-guides/encoding/)

function double(field: number, value: number): Buffer {
  const eight = Buffer.alloc(8);
  eight.writeDoubleLE(value);
  return Buffer.concat([key(field, 1), eight]);
}

function float(field: number, value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeFloatLE(value);
  return Buffer.concat([key(field, 5), four]);
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([key(field, 0), varint(value)]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value, 'utf8'));
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([key(field, 2), varint(value.length), value]);
}

function key(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType);
}

/** A whole number from 0 to 2^53, seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const parts: number[] = [];
  let rest = value;
  while (rest >= 128) {
    parts.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...parts, rest]);
}
