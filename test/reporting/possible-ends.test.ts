import { expect, test } from 'vitest';
import { possibleEnds } from '../../runner/reporting/possible-ends.ts';

test.each([
  [{ unit: 'bits', samples: 128 }, [Number.NEGATIVE_INFINITY, 7]],
  [{ unit: 'nats', samples: 128 }, [Number.NEGATIVE_INFINITY, Math.log(128)]],
  [{ unit: 'share', samples: 128 }, [0, 1]],
  [{ unit: 'states', samples: 128 }, [0, 128]],
  [{ unit: '', samples: 128 }, [Number.NEGATIVE_INFINITY, 1]],
  [{ unit: 'bits' }, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
  [{ unit: 'dimensions', samples: 128 }, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]],
])('of %o', (row, ends) => {
  expect(possibleEnds([row])).toEqual(ends);
});

test('of several rows they reach as far as any of them', () => {
  expect(possibleEnds([{ unit: 'share' }, { unit: 'states', samples: 64 }])).toEqual([0, 64]);
});
