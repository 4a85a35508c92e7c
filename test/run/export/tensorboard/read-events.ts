import protobuf from 'protobufjs';
import { maskedCrc32c } from '../../../../runner/run/export/tensorboard/crc32c.ts';

/** The parts of TensorFlow's event.proto and summary.proto that curves take. */
const { root } = protobuf.parse(`syntax = "proto3";
message Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
message Summary { message Value { string tag = 1; float simple_value = 2; } repeated Value value = 1; }`);
const Event = root.lookupType('Event');

export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion: string;
  readonly summary: {
    readonly value: readonly { readonly tag: string; readonly simpleValue: number }[];
  } | null;
}

/** The events of a file, by protobufjs. @throws Error where a checksum is wrong */
export function readEvents(file: Buffer): ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const data = file.subarray(at + 12, at + 12 + length);
    const sums = [file.readUInt32LE(at + 8), file.readUInt32LE(at + 12 + length)];
    if (sums[0] !== maskedCrc32c(file.subarray(at, at + 8)) || sums[1] !== maskedCrc32c(data))
      throw new Error(`a wrong checksum at byte ${at}`);
    const read = Event.toObject(Event.decode(data), { longs: Number, defaults: true });
    events.push(read as ReadEvent);
    at += 16 + length;
  }
  return events;
}
