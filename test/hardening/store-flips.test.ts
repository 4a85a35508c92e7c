import { expect, it } from 'vitest';
import { checkFlippedCaptures, checkFlippedCheckpoints, checkFlippedResults } from './store-flips.ts';

it('bytes of kept results and weights that are flipped are noticed, and what is right comes of it', async () => {
  const told = await checkFlippedResults(8);
  console.log(told);
  expect(told).toContain('8 noticed');
}, 300_000);

it('bytes of checkpoints and rows that are flipped change no table', async () => {
  console.log(await checkFlippedCheckpoints(3));
}, 300_000);

it('bytes of kept captures that are flipped are noticed, and the captures made again', async () => {
  const told = await checkFlippedCaptures(4);
  console.log(told);
  expect(told).toContain('4 noticed');
}, 300_000);
