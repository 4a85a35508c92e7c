import type { NodeDeclaration } from '../../src/node/declare.ts';
import type { EstimatorCheck } from '../../src/node/estimator-check.ts';
import { estimatorKinds } from './estimator/index.ts';

/** What estimator kinds have against settings, by kind. */
export const estimatorChecks: ReadonlyMap<string, EstimatorCheck> = checksOf(estimatorKinds);

/** The checks of those kinds that have one. */
export function checksOf(
  kinds: Iterable<readonly [kind: string, NodeDeclaration<unknown>]>,
): Map<string, EstimatorCheck> {
  return new Map([...kinds].flatMap(([kind, { check }]) => (check ? [[kind, check] as const] : [])));
}
