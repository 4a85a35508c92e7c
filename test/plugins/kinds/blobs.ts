import { type Dataset, type DatasetNode, defineNode, randomStream, type Samples } from 'infoplane/plugin';

/** Two clouds of points, one a class. */
export interface Params {
  /**
   * Distance of the clouds' centres.
   * @default 2
   * @exclusiveMinimum 0
   */
  distance?: number;
}

function cloud(count: number, distance: number, role: string): Samples {
  const stream = randomStream(1, role);
  const labels = Int32Array.from({ length: count }, (_, index) => index % 2);
  const points = Float32Array.from({ length: count * 6 }, (_, at) => {
    const middle = labels[Math.floor(at / 6)] === 1 ? distance / 2 : -distance / 2;
    return middle + 2 * stream.next() - 1;
  });
  const gather = (indices: Uint32Array) =>
    Float32Array.from(
      { length: indices.length * 6 },
      (_, at) => points[indices[Math.floor(at / 6)]! * 6 + (at % 6)]!,
    );
  return { count, labels, gather };
}

const run: DatasetNode = {
  source: null,
  load: async ({ params }): Promise<Dataset> => {
    const distance = Number(params.distance);
    return { train: cloud(320, distance, 'train'), test: cloud(64, distance, 'test'), files: [] };
  },
};

export default defineNode({
  family: 'dataset',
  kind: 'blobs',
  version: 1,
  inputs: [],
  output: 'samples',
  provides: { shape: [6], classes: 2, trainSize: 320, testSize: 64 },
  run,
});
