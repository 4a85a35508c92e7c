import type {
  CenterCrop,
  Extent,
  Resize,
  Scale,
  ShuffleLabels,
  Transform,
} from '../../node/data-parameters.ts';
import type { Shape } from '../plan.ts';

/** What a transform makes of the shape of one sample, or why it does not fit. */
export type TransformShape = { readonly shape: Shape } | { readonly misfit: string; readonly hint?: string };

/** Name of a transform, as a study writes it. */
export function transformName(transform: Transform): string {
  return typeof transform === 'string' ? transform : (Object.keys(transform)[0] ?? '');
}

/** Height and width of an extent. */
export function heightAndWidth(extent: Extent): readonly [height: number, width: number] {
  return typeof extent === 'number' ? [extent, extent] : extent;
}

/** The crop of a transform, or null when it is another one. */
export function isCrop(transform: Transform): transform is CenterCrop {
  return transformName(transform) === 'center-crop';
}

/** Whether a transform resizes. */
export function isResize(transform: Transform): transform is Resize {
  return transformName(transform) === 'resize';
}

/** Whether a transform maps values linearly. */
export function isScale(transform: Transform): transform is Scale {
  return transformName(transform) === 'scale';
}

/** Whether a transform shuffles labels, which leaves the inputs as they are. */
export function isShuffle(transform: Transform): transform is ShuffleLabels {
  return transformName(transform) === 'shuffle-labels';
}

/**
 * The shape of a sample after a transform.
 * @param shape `[channels, height, width]` or `[features]`
 */
export function transformShape(transform: Transform, shape: Shape): TransformShape {
  if (isScale(transform)) {
    const [low, high] = transform.scale;
    return low === high
      ? { misfit: `scale makes every value ${low}`, hint: 'give two different numbers' }
      : { shape };
  }
  if (transform === 'standardise' || isShuffle(transform)) return { shape };
  const [channels, height, width] = shape;
  if (channels === undefined || height === undefined || width === undefined) {
    return { misfit: `${transformName(transform)} needs images, not vectors of ${shape[0]} values` };
  }
  if (transform === 'grayscale') {
    if (channels === 3) return { shape: [1, height, width] };
    const hint = channels === 1 ? 'the images are grey already; leave it out' : undefined;
    return { misfit: `grayscale needs 3 channels, not ${channels}`, ...(hint && { hint }) };
  }
  if (isResize(transform)) return { shape: [channels, ...heightAndWidth(transform.resize)] };
  const [rows, columns] = heightAndWidth(transform['center-crop']);
  if (rows <= height && columns <= width) return { shape: [channels, rows, columns] };
  return {
    misfit: `center-crop to ${rows} x ${columns} is larger than the images, ${height} x ${width}`,
    hint: `crop to at most ${height} x ${width}, or \`resize\` first`,
  };
}
