import { it } from 'vitest';
import { checkOutages, checkStops, outages } from './simulate-leases.ts';

it.each(outages)('100 times the file system is away: %s', async (...way) => {
  let [away, seed] = [0, 0];
  while (away < 100) away += await checkOutages(way, ++seed);
  console.log(`the file system away ${away} times in ${seed} clusters: nothing taken, nothing lost`);
});

it('workers that are stopped for minutes, 10 clusters', async () => {
  let [taken, strays] = [0, 0];
  for (let seed = 1; seed <= 10; seed++) {
    const found = await checkStops(seed);
    taken += found.taken;
    strays += found.strays;
  }
  console.log(
    `${taken} leases taken from stopped workers in 10 clusters, ${strays} saves beside the next owner`,
  );
});
