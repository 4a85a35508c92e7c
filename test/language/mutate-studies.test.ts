import { test } from 'vitest';
import { checkMutatedStudies } from './mutate-studies.ts';

test(
  'mutated studies, bases and --set give plans or placed errors, in bounded time and memory',
  () => checkMutatedStudies(300, 4),
  300_000,
);
