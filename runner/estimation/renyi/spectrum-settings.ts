/** Stochastic Lanczos quadrature. */
export interface Lanczos {
  /** Its size. */
  lanczos: LanczosSettings;
}

/** Block Lanczos quadrature by tiles of matrices that are not held. */
export interface Tiles {
  /** Its size. */
  tiles: TilesSettings;
}

/** Random vectors, and passes over the tiles for all of them together. */
export interface TilesSettings {
  /**
   * Random vectors; the statistical part of the standard error falls with their square root.
   * @asType integer
   * @minimum 2
   * @maximum 10000
   * @default 20
   */
  probes?: number;
  /**
   * Passes; fewer than 4 are too few to tell what they are off by.
   * @asType integer
   * @minimum 4
   * @maximum 10000
   * @default 20
   */
  steps?: number;
}

/** Random vectors, and products with the matrix for each. */
export interface LanczosSettings {
  /**
   * Random vectors; the statistical part of the standard error falls with their square root.
   * @asType integer
   * @minimum 2
   * @maximum 10000
   * @default 20
   */
  probes?: number;
  /**
   * Products with the matrix a vector; fewer than 10 are too few to tell what they are off by.
   * @asType integer
   * @minimum 10
   * @maximum 10000
   * @default 40
   */
  steps?: number;
}
