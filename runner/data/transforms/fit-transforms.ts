import type { Transform } from '../../../src/node/data-parameters.ts';
import type { Shape } from '../../../src/plan/plan.ts';
import {
  heightAndWidth,
  isCrop,
  isResize,
  isScale,
  isShuffle,
} from '../../../src/plan/resolve/transform-shape.ts';
import type { FittedTransform } from '../../contract/dataset.ts';
import { centerCrop } from './center-crop.ts';
import { grayscale } from './grayscale.ts';
import { resizeBilinear } from './resize-bilinear.ts';
import { type ReadSample, type SampleStep, throughSteps } from './sample-step.ts';
import { scaleValues } from './scale-values.ts';
import { fitChannels, standardise } from './standardise.ts';

/** Samples before transforms. */
export interface SampleReader {
  readonly count: number;
  readonly read: ReadSample;
}

/**
 * Makes the steps of a list of transforms. One that learns from the training set sees it as the steps before it leave it.
 * @param shape of a sample before the first transform; the planner has checked that the transforms fit
 */
export function fitTransforms(
  transforms: readonly Transform[],
  shape: Shape,
  train: SampleReader,
): { readonly steps: SampleStep[]; readonly fitted: FittedTransform[]; readonly output: Shape } {
  const steps: SampleStep[] = [];
  const fitted: FittedTransform[] = [];
  let output = shape;
  for (const transform of transforms) {
    if (isShuffle(transform)) continue;
    if (transform === 'standardise') {
      const { mean, deviation } = fitChannels(train.count, throughSteps(train.read, steps), output);
      fitted.push({ transform, mean, deviation });
      steps.push(standardise(output, mean, deviation));
    } else steps.push(fixedStep(transform, output));
    output = steps.at(-1)!.output;
  }
  return { steps, fitted, output };
}

function fixedStep(transform: Transform, input: Shape): SampleStep {
  if (transform === 'grayscale') return grayscale(input);
  if (isScale(transform)) return scaleValues(input, ...transform.scale);
  if (isResize(transform)) return resizeBilinear(input, ...heightAndWidth(transform.resize));
  if (isCrop(transform)) return centerCrop(input, ...heightAndWidth(transform['center-crop']));
  throw new Error(`no such transform: ${JSON.stringify(transform)}`);
}
