import { expect, it } from 'vitest';
import { stateGroups } from '../../../runner/kernels/shannon/state-groups.ts';
import { randomNumbers } from '../random-samples.ts';

it('numbers states as they come, whatever words their hashes share', () => {
  const next = randomNumbers(Math.floor(1e6 * Math.random()));
  for (const n of [0, 1, 2, 7, 1000]) {
    // few values of each word, so that the table's places collide all the time
    const hashes = Uint32Array.from({ length: 4 * n }, () => Math.floor(3 * next()));
    const names = Array.from({ length: n }, (_, i) => hashes.slice(4 * i, 4 * i + 4).join());
    const order = [...new Set(names)];
    const { groups, counts } = stateGroups(hashes);
    expect([...groups]).toEqual(names.map((name) => order.indexOf(name)));
    expect([...counts]).toEqual(order.map((one) => names.filter((name) => name === one).length));
  }
});
