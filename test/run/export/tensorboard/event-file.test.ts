import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventFile } from '../../../../runner/run/export/tensorboard/event-file.ts';
import { readEvents } from './read-events.ts';

const event = fc.record({
  tag: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  step: fc.integer({ min: 0, max: 2 ** 40 }),
  value: fc.float({ noNaN: true }),
});

it('is read by another implementation of protocol buffers as it was written', () => {
  const date = new Date('2026-11-30T12:28:01.685Z');
  fc.assert(
    fc.property(fc.array(event, { maxLength: 5 }), (events) => {
      const [first, ...others] = readEvents(eventFile(events, date));
      expect(first).toMatchObject({ wallTime: 1796041681.685, fileVersion: 'brain.Event:2', summary: null });
      expect(others.map(({ step, summary }) => ({ step, value: summary!.value }))).toEqual(
        events.map(({ tag, step, value }) => ({ step, value: [{ tag, simpleValue: value }] })),
      );
      for (const { wallTime } of others) expect(wallTime).toBe(1796041681.685);
    }),
  );
});
