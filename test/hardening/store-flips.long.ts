import { it } from 'vitest';
import { checkFlippedCheckpoints, checkFlippedResults } from './store-flips.ts';

it('200 flipped bytes of kept results and weights', async () => console.log(await checkFlippedResults(200)));

it('40 flipped bytes of checkpoints and rows', async () => console.log(await checkFlippedCheckpoints(40)));
