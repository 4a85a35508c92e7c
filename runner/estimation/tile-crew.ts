import type { Numerics } from '../kernels/numerics.ts';
import { bandCount, type TileJob } from '../kernels/tiles/tile-job.ts';
import type { MatrixPass } from '../kernels/tiles/tiled-quadrature.ts';

/** Matrices that are multiplied, pass by pass. */
export interface OpenTiles {
  readonly pass: MatrixPass;
  /** Lets go of what the passes were made with. */
  close(): void;
}

/** Those who do the bands of a pass. The results are the same bytes whoever they are. */
export interface TileCrew {
  /** How many: each takes memory. */
  readonly size: number;
  open(job: TileJob): OpenTiles;
}

/** This thread alone. */
export function aloneCrew(numerics: Numerics): TileCrew {
  return {
    size: 1,
    open: (job) => ({
      pass(vectors, squares) {
        let band = bandCount(job.n);
        numerics.tilePass({ job, vectors, squares, next: () => --band });
      },
      close() {},
    }),
  };
}
