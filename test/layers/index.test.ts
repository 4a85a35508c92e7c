import { describe, expect, it } from 'vitest';
import conv from '../../runner/layers/conv.ts';
import dense from '../../runner/layers/dense.ts';
import pool from '../../runner/layers/pool.ts';

const filters = {
  filters: 6,
  kernel: 5,
  stride: 1,
  padding: 'valid',
  dilation: 1,
  activation: 'relu',
  initializer: 'he-normal',
} as const;
const window = { size: 2, padding: 'valid', mode: 'max' } as const;

describe('shape rules', () => {
  it('shapes a convolution, its weights and its work', () => {
    expect(conv.shape(filters, [3, 28, 20])).toEqual({
      output: [6, 24, 16],
      weights: [
        { name: 'kernel', shape: [6, 3, 5, 5], initializer: 'he-normal', fanIn: 75, fanOut: 150 },
        { name: 'bias', shape: [6], initializer: 'zeros', fanIn: 75, fanOut: 150 },
      ],
      multiplyAdds: 6 * 24 * 16 * 75,
    });
    expect(conv.shape({ ...filters, stride: 2, padding: 'same' }, [3, 28, 21])).toMatchObject({
      output: [6, 14, 11],
    });
  });

  it('shapes pooling, whose stride is its size when left out', () => {
    expect(pool.shape(window, [6, 24, 17])).toMatchObject({ output: [6, 12, 8], weights: [] });
    expect(pool.shape({ ...window, stride: 1 }, [6, 24, 17])).toMatchObject({ output: [6, 23, 16] });
    expect(pool.shape({ ...window, padding: 'same' }, [6, 24, 17])).toMatchObject({ output: [6, 12, 9] });
  });

  it('flattens what goes into a dense layer', () => {
    const params = { units: 10, activation: 'linear', initializer: 'zeros' } as const;
    expect(dense.shape(params, [16, 4, 4])).toMatchObject({ output: [10], multiplyAdds: 2560 });
  });

  it('says why a layer does not fit', () => {
    expect(conv.shape(filters, [3, 4, 20])).toMatchObject({
      misfit: expect.stringContaining('5 x 5 kernel'),
    });
    expect(pool.shape({ ...window, size: 3 }, [1, 2, 2])).toMatchObject({
      misfit: expect.stringContaining('3 x 3'),
    });
    expect(conv.shape(filters, [120])).toMatchObject({ misfit: expect.stringContaining('vector of 120') });
    expect(pool.shape(window, [120])).toMatchObject({ misfit: expect.stringContaining('feature maps') });
  });
});
