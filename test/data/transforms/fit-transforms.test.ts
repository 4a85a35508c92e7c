import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDataset } from '../../../runner/data/make-dataset.ts';
import type { RawSamples } from '../../../runner/data/raw-samples.ts';
import { shuffleLabels } from '../../../runner/data/shuffle-labels.ts';
import { centerCrop } from '../../../runner/data/transforms/center-crop.ts';
import { fitTransforms } from '../../../runner/data/transforms/fit-transforms.ts';
import { grayscale } from '../../../runner/data/transforms/grayscale.ts';
import { resizeBilinear } from '../../../runner/data/transforms/resize-bilinear.ts';
import type { SampleStep } from '../../../runner/data/transforms/sample-step.ts';
import type { Transform } from '../../../src/node/data-parameters.ts';
import type { DatasetPlan } from '../../../src/plan/plan.ts';
import { transformShape } from '../../../src/plan/resolve/transform-shape.ts';
import { pythonWith } from '../../peers/python.ts';

const python = pythonWith('torch');

function applied(step: SampleStep, values: readonly number[]): number[] {
  const to = new Float32Array(step.output.reduce((product, length) => product * length, 1)).fill(Number.NaN);
  step.apply(Float32Array.from(values), to);
  return [...to];
}

/** Values of samples, read as they are. */
function reader(samples: readonly (readonly number[])[]) {
  return { count: samples.length, read: (index: number, to: Float32Array) => to.set(samples[index]!) };
}

describe('grayscale', () => {
  it('weighs red, green and blue as ITU-R BT.601', () => {
    const step = grayscale([3, 1, 4]);
    expect(step.output).toEqual([1, 1, 4]);
    const grey = applied(step, [1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1]);
    [0.299, 0.587, 0.114, 1].forEach((value, at) => {
      expect(grey[at]).toBeCloseTo(value, 6);
    });
  });
});

describe('center-crop', () => {
  it('keeps the middle of every channel; an odd remainder goes below and right', () => {
    const step = centerCrop([2, 4, 5], 2, 2);
    const values = Array.from({ length: 40 }, (_, at) => at);
    expect(applied(step, values)).toEqual([6, 7, 11, 12, 26, 27, 31, 32]);
    expect(applied(centerCrop([2, 4, 5], 4, 5), values)).toEqual(values);
  });
});

describe('resize', () => {
  it('is the mean of four at half the size, and leaves a constant alone', () => {
    expect(applied(resizeBilinear([1, 2, 4], 1, 2), [0, 1, 2, 3, 4, 5, 6, 7])).toEqual([2.5, 4.5]);
    expect(applied(resizeBilinear([2, 3, 3], 5, 7), Array<number>(18).fill(0.5))).toEqual(
      Array<number>(70).fill(0.5),
    );
  });

  it('keeps a linear ramp away from the edges', () => {
    const ramp = Array.from({ length: 8 }, (_, at) => at);
    const wide = applied(resizeBilinear([1, 1, 8], 1, 16), ramp);
    wide.slice(1, -1).forEach((value, at) => {
      expect(value).toBeCloseTo((at + 1.5) / 2 - 0.5, 6);
    });
    expect([wide[0], wide[15]]).toEqual([0, 7]);
  });

  it.skipIf(!python)(
    'is the same as interpolate of PyTorch (needs python3-torch)',
    () => {
      const cases = [
        [3, 32, 32, 28, 28],
        [1, 28, 28, 32, 32],
        [2, 5, 9, 7, 4],
        [1, 1, 1, 3, 2],
        [1, 6, 6, 1, 1],
        [1, 100, 30, 28, 28],
      ];
      const script = `
import json, sys, torch
out = []
for c, h, w, rows, columns in json.loads(sys.argv[1]):
    x = ((torch.arange(c * h * w) * 37) % 101).double().div(100).reshape(1, c, h, w)
    y = torch.nn.functional.interpolate(x, size=(rows, columns), mode='bilinear', align_corners=False)
    out.append(y.flatten().tolist())
print(json.dumps(out))`;
      const answer: number[][] = JSON.parse(
        execFileSync(python!, ['-c', script, JSON.stringify(cases)], { encoding: 'utf8' }),
      );
      cases.forEach(([c = 0, h = 0, w = 0, rows = 0, columns = 0], number) => {
        const values = Array.from({ length: c * h * w }, (_, at) => ((at * 37) % 101) / 100);
        const own = applied(resizeBilinear([c, h, w], rows, columns), values);
        expect(own).toHaveLength(answer[number]!.length);
        const worst = Math.max(...own.map((value, at) => Math.abs(value - answer[number]![at]!)));
        expect(worst).toBeLessThan(2e-6);
      });
    },
    60_000,
  );
});

describe('standardise', () => {
  it('gives the training set mean 0 and deviation 1 in each channel, of the inputs as earlier steps leave them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 8, maxLength: 8 }), {
          minLength: 2,
          maxLength: 20,
        }),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        (samples, shift) => {
          const shifted = samples.map((sample) => sample.map((value) => Math.fround(value + shift)));
          const transforms: Transform[] = [{ scale: [0, 2] }, 'standardise'];
          const { fitted } = fitTransforms(transforms, [2, 2, 2], reader(shifted));
          for (const channel of [0, 1]) {
            const values = shifted.flatMap((sample) =>
              sample.slice(channel * 4, channel * 4 + 4).map((value) => Math.fround(2 * value)),
            );
            const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
            const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
            expect(fitted[0]!.mean[channel]).toBeCloseTo(mean, 6);
            if (variance > 1e-6) expect(fitted[0]!.deviation[channel]).toBeCloseTo(Math.sqrt(variance), 6);
          }
        },
      ),
    );
  });

  it('leaves a feature that never changes at 0, and takes each feature of a vector by itself', () => {
    const samples = [
      [5, 1],
      [5, 3],
    ];
    const { fitted, steps } = fitTransforms(['standardise'], [2], reader(samples));
    expect(fitted).toEqual([{ transform: 'standardise', mean: [5, 2], deviation: [1, 1] }]);
    expect(applied(steps[0]!, samples[1]!)).toEqual([0, 1]);
  });
});

describe('shuffle-labels', () => {
  const labels = Int32Array.from({ length: 1000 }, (_, at) => at % 10);
  const shuffled = (settings: { fraction?: number; seed?: number }) =>
    shuffleLabels(labels, [{ 'shuffle-labels': settings }]);
  const moved = (after: Int32Array) => after.filter((label, at) => label !== labels[at]).length;

  it('keeps class frequencies, changes about nine tenths of what it takes, and nothing else', () => {
    for (const fraction of [0, 0.2, 1]) {
      const after = shuffled({ fraction });
      expect([...after].sort()).toEqual([...labels].sort());
      expect(moved(after)).toBeGreaterThanOrEqual(0.85 * fraction * 1000);
      expect(moved(after)).toBeLessThanOrEqual(fraction * 1000);
    }
    expect(labels.slice(0, 3)).toEqual(Int32Array.of(0, 1, 2));
  });

  it('depends on its seed alone', () => {
    expect(shuffled({ seed: 7 })).toEqual(shuffled({ fraction: 1, seed: 7 }));
    expect(shuffled({ seed: 7 })).not.toEqual(shuffled({ seed: 8 }));
  });
});

describe('makeDataset', () => {
  const part = (count: number, name: string): RawSamples => ({
    inputsPath: `${name}-images`,
    labelsPath: `${name}-labels`,
    count,
    shape: [3, 2, 2],
    values: Uint8Array.from({ length: count * 12 }, (_, at) => (at * 29) % 256),
    labels: Int32Array.from({ length: count }, (_, at) => at % 3),
  });
  const planOf = (transforms: Transform[], trainSize: number, testSize: number): DatasetPlan => {
    let shape: readonly number[] = [3, 2, 2];
    for (const transform of transforms) {
      const next = transformShape(transform, shape);
      if ('misfit' in next) throw new Error(next.misfit);
      shape = next.shape;
    }
    const params = JSON.parse(JSON.stringify({ transforms }));
    return { name: 'toy', kind: 'toy', params, shape, classes: 3, trainSize, testSize };
  };
  const raw = { train: part(30, 'train'), test: part(9, 'test'), files: [] };

  it('applies the transforms in their order to both parts, after the subset', () => {
    const plan = planOf(['grayscale', { scale: [-1, 1] }, { 'center-crop': [1, 2] }], 15, 3);
    const dataset = makeDataset(plan, [3, 2, 2], raw);
    expect([dataset.train.count, dataset.test.count]).toEqual([15, 3]);
    const inputs = dataset.train.gather(Uint32Array.of(3, 1));
    const pixel = (sample: number, channel: number, place: number) =>
      raw.train.values[sample * 12 + channel * 4 + place]! / 255;
    [3, 1].forEach((sample, row) => {
      [0, 1].forEach((place) => {
        const luma =
          0.299 * pixel(sample, 0, place) + 0.587 * pixel(sample, 1, place) + 0.114 * pixel(sample, 2, place);
        expect(inputs[2 * row + place]).toBeCloseTo(2 * luma - 1, 6);
      });
    });
  });

  it('standardises the test set by the training set', () => {
    const dataset = makeDataset(planOf(['standardise'], 30, 9), [3, 2, 2], raw);
    const train = dataset.train.gather(Uint32Array.from({ length: 30 }, (_, at) => at));
    const ofChannel = (values: Float32Array, channel: number) =>
      [...values].filter((_, at) => Math.floor(at / 4) % 3 === channel);
    for (const channel of [0, 1, 2]) {
      const values = ofChannel(train, channel);
      expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0, 5);
      expect(values.reduce((sum, value) => sum + value ** 2, 0) / values.length).toBeCloseTo(1, 5);
      const { mean, deviation } = dataset.fitted![0]!;
      expect(dataset.test.gather(Uint32Array.of(4))[4 * channel]).toBeCloseTo(
        (raw.test.values[48 + 4 * channel]! / 255 - mean[channel]!) / deviation[channel]!,
        5,
      );
    }
  });

  it('says which subset would fit files that hold less', () => {
    const plan = planOf([], 31, 9);
    expect(() => makeDataset(plan, [3, 2, 2], raw)).toThrow(/train-images holds 30 samples.* needs 31/);
    try {
      makeDataset(planOf([], 100, 8), [3, 2, 2], raw);
      expect.unreachable();
    } catch (error) {
      expect((error as { hint: string }).hint).toMatch(/datasets\.toy\.subset=\{ train: 30, test: 8 \}/);
    }
  });

  it.each<[string, Partial<RawSamples>, RegExp]>([
    ['of another shape', { shape: [3, 2, 4], count: 15 }, /samples of 3 x 2 x 4, not of 3 x 2 x 2/],
    ['with a label that is no class', { labels: new Int32Array(30).fill(3) }, /label 3 at place 0/],
    ['with fewer labels', { labels: new Int32Array(4) }, /4 labels for the 30 samples/],
    ['with a NaN', { values: new Float32Array(360).fill(Number.NaN, 25, 26) }, /sample 2 .* holds NaN/],
  ])('refuses samples %s', (_, change, message) => {
    const bad = { ...raw, train: { ...raw.train, ...change } };
    expect(() => makeDataset(planOf([], 30, 9), [3, 2, 2], bad)).toThrow(message);
  });
});
