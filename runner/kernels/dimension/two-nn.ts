import type { NearestDistances } from './nearest-distances.ts';

/** Share of the samples that the line is fitted to: the others have the greatest ratios, which are off the most. */
const fitted = 0.9;

/**
 * Intrinsic dimension from the two nearest neighbours of each sample.
 *
 * mu_i = r_2 / r_1, sorted; F(i) = i / n for i = 1..n; of the floor(0.9 n) smallest, -ln(1 - F) is fitted to d ln mu by least
 * squares through the origin: d = sum x y / sum x^2.
 *
 * @param nearest with k of 2 or more
 * @returns d, in dimensions; null where all ratios that are fitted are 1, as on a grid
 * Complexity: n log n. Error: 1e-12 relative.
 * @source Facco, d'Errico, Rodriguez & Laio 2017, Estimating the intrinsic dimension of datasets by a minimal neighborhood information
 * @example twoNearest({ distances: Float64Array.of(1, 2, 1, 2), k: 2, samples: 2 }) // ln 2 / ln 2 = 1
 */
export function twoNearest({ distances, k, samples: n }: NearestDistances): number | null {
  const logs = Float64Array.from({ length: n }, (_, i) =>
    Math.log(distances[i * k + 1]! / distances[i * k]!),
  );
  logs.sort();
  let products = 0;
  let squares = 0;
  for (let i = 0; i < Math.floor(fitted * n); i += 1) {
    products -= logs[i]! * Math.log1p(-(i + 1) / n);
    squares += logs[i]! ** 2;
  }
  return squares > 0 ? products / squares : null;
}
