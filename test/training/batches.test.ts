import { expect, test } from 'vitest';
import type { Samples } from '../../runner/contract/dataset.ts';
import { createBatchOrder } from '../../runner/training/batches.ts';
import { trainedHere } from '../../src/plan/trained-here.ts';
import { planOf, studyText } from '../plan/study-text.ts';

const stage = planOf(studyText).stages[0]!;
const { batchSize, updatesPerEpoch } = trainedHere(stage);
const size = 3;

/** Sample i is three times i, written to the memory that is given. */
function samples(count: number): Samples {
  return {
    count,
    labels: Int32Array.from({ length: count }, (_, at) => at % 10),
    gather(indices, given) {
      const into = given ?? new Float32Array(indices.length * size);
      if (into.length !== indices.length * size) throw new Error('memory of another length');
      indices.forEach((index, place) => {
        into.fill(index, place * size, (place + 1) * size);
      });
      return into;
    },
  };
}

test('the memory of a batch that was given back serves the next whole one, and no other', () => {
  const order = createBatchOrder(stage, samples(2 * batchSize + 1));
  const [first, second, short] = [0, 1, 2].map((index) => order.batch(index));
  const before = first!.inputs;
  expect(first!.inputs).toBe(before);
  const own = Array.from(before);
  expect(own).toEqual([...first!.rows!].flatMap((row) => [row, row, row]));
  expect(second!.inputs).not.toBe(before);
  order.giveBack(first!);
  expect(short!.inputs).toHaveLength(size);
  order.giveBack(short!);
  const next = order.batch(updatesPerEpoch);
  expect(next.inputs).toBe(before);
  expect(Array.from(next.inputs)).toEqual([...next.rows!].flatMap((row) => [row, row, row]));
  expect(Array.from(next.inputs)).not.toEqual(own);
});

test('a batch that nobody looked at has no memory to give back', () => {
  const order = createBatchOrder(stage, samples(2 * batchSize));
  const [first, second] = [order.batch(0), order.batch(1)];
  order.giveBack(first);
  order.giveBack(first);
  expect(second.inputs).not.toBe(order.batch(0).inputs);
});
