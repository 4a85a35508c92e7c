import type { SpectrumDesk } from '../../contract/estimator.ts';
import type { LanczosSize, TiledMatrix } from '../../contract/numerics.ts';
import { exponentScale } from '../../kernels/gaussian-gram.ts';
import { quadratureEntropy, type Uncertain } from '../../kernels/quadrature-entropy.ts';
import { randomStream } from '../../random/stream.ts';
import type { SpectrumSettings } from './large-spectra.ts';
import { variableIds } from './variable-ids.ts';
import type { ClassVariable, GaussianVariable } from './variables.ts';

/** Variables whose joint Gram matrix is made by tiles. */
export interface TiledVariables {
  /** Of the entropy, such as `H(X,T)`. */
  readonly name: string;
  readonly samples: number;
  readonly gaussian: readonly GaussianVariable[];
  readonly classes: ClassVariable | undefined;
}

/**
 * Asks for the joint entropy of Gaussian variables, and at most one of classes, without their Gram matrix: block Lanczos quadrature by
 * tiles that are made again at each product; order 2 takes the sum of squared entries, of one pass.
 *
 * The random vectors are decided as those of `requestQuadrature`.
 */
export function requestTiledEntropy(
  { name, samples, gaussian, classes }: TiledVariables,
  alpha: number,
  size: LanczosSize,
  { seed, classes: ofCapture }: SpectrumSettings,
  desk: SpectrumDesk,
): () => Uncertain {
  if (classes && ofCapture && classes.labels !== ofCapture)
    throw new Error('matrices by tiles have the classes of their capture');
  const matrix: TiledMatrix = {
    key: gaussian.map(variableIds(desk).gram).join(' o '),
    terms: gaussian.flatMap(({ parts, divisor }) =>
      parts.map((part) => ({
        key: part.key,
        samples: part.samples,
        scale: exponentScale(part.sigma, divisor),
      })),
    ),
    classes: ofCapture ?? classes?.labels ?? null,
    ofClasses: classes !== undefined,
  };
  const random = () => randomStream(seed, 'tiles', samples, name).next;
  const quadrature = desk.requestTiles(name, matrix, alpha === 2 ? null : size, random);
  if (alpha !== 2) return () => quadratureEntropy(quadrature(), alpha);
  return () => ({ bits: -Math.log2(quadrature().squares / samples ** 2), stderr: 0 });
}
