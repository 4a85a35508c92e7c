import type { StepResult } from '../contract/engine.ts';

/** Whether the loss is a number, at all heads too. */
export function hasFiniteLosses({ loss, heads = [] }: StepResult): boolean {
  return Number.isFinite(loss) && heads.every((head) => Number.isFinite(head.loss));
}
