import { padded, squareRounder, sumRounder, type TilePass, tileRows } from './tile-job.ts';
import { panelDistance } from './tile-samples.ts';

/**
 * The same as `wasmTilePass` in plain JavaScript and float64, a pair of samples at a time: what runs where there is no SIMD.
 *
 * Complexity: n^2 / 2 (3 d a variable; an exponential and 2 lanes multiply-adds a matrix).
 */
export function plainTilePass({ job, vectors, squares, next }: TilePass): void {
  const { n, sources, kernels, classes } = job;
  for (let band = next(); band >= 0; band = next()) {
    const own = vectors.map(({ lanes }) => new Float64Array(padded(n) * lanes));
    const ownSquares = new Float64Array(squares.length);
    const end = Math.min((band + 1) * tileRows, n);
    for (let i = band * tileRows; i < end; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const distances = sources.map((source) => panelDistance(source, i, j));
        const alike = classes !== null && classes[i] === classes[j];
        for (const { terms, whole, ofClasses } of kernels) {
          const exponent = terms.reduce((sum, { source, scale }) => sum + scale * distances[source]!, 0);
          const value = Math.exp(-exponent);
          for (const place of [whole, alike ? ofClasses : null]) {
            if (place === null) continue;
            ownSquares[place]! += (i === j ? 1 : 2) * value * value;
            addPair(own[place]!, vectors[place]!, i, j, value);
          }
        }
      }
    }
    for (const [place, { sums }] of vectors.entries()) {
      squares[place]! += ownSquares[place]! + squareRounder - squareRounder;
      for (const [at, sum] of own[place]!.entries()) sums[at]! += sum + sumRounder - sumRounder;
    }
  }
}

function addPair(
  sums: Float64Array,
  { lanes, vectors }: TilePass['vectors'][number],
  i: number,
  j: number,
  value: number,
): void {
  for (let k = 0; k < lanes; k += 1) {
    sums[i * lanes + k]! += value * vectors[j * lanes + k]!;
    if (i !== j) sums[j * lanes + k]! += value * vectors[i * lanes + k]!;
  }
}
