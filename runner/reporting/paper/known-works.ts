import { measureWorks } from './measure-works.ts';
import { networkWorks } from './network-works.ts';
import type { Work } from './work.ts';

/** Works by what a kind's `@source` calls them: authors and year. */
export const knownWorks: ReadonlyMap<string, Work> = new Map(
  Object.entries({ ...networkWorks, ...measureWorks }),
);
