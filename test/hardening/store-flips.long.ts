import { it } from 'vitest';
import { checkFlippedCaptures, checkFlippedCheckpoints, checkFlippedResults } from './store-flips.ts';

it('200 flipped bytes of kept results and weights', async () => console.log(await checkFlippedResults(200)));

it('40 flipped bytes of checkpoints and rows', async () => console.log(await checkFlippedCheckpoints(40)));

it('100 flipped bytes of kept captures', async () => console.log(await checkFlippedCaptures(100)));
