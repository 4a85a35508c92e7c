import { sha256 } from './canonical.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/**
 * A plan.json that was written before captures and estimates had keys of their own, with keys that tell them apart, so that
 * reports of older runs can be drawn; nothing is kept under them. Any other value is given back as it is.
 */
export function withKeys(plan: Json): Json {
  if (!isJsonObject(plan) || !Array.isArray(plan.stages)) return plan;
  return {
    ...plan,
    stages: plan.stages.map((stage) => (isJsonObject(stage) ? stageWithKeys(stage) : stage)),
  };
}

/** What its captures would take was not written either. */
function withBytes(probe: Json): Json {
  return isJsonObject(probe) ? { bytes: 0, ...probe } : probe;
}

function stageWithKeys(stage: JsonObject): JsonObject {
  const { key = null, probes, branches } = stage;
  if (!Array.isArray(probes) || !Array.isArray(branches)) return stage;
  const keyed = (what: string, list: Json, content: (one: JsonObject, place: number) => Json): Json =>
    Array.isArray(list)
      ? list.map((one, place) =>
          isJsonObject(one) && one.key === undefined
            ? { key: sha256(JSON.stringify([what, key, content(one, place)])), ...one }
            : one,
        )
      : list;
  const estimates = (branch: Json): Json =>
    isJsonObject(branch)
      ? {
          ...branch,
          estimators: keyed('older estimate', branch.estimators ?? null, ({ name: _, ...one }) => one),
        }
      : branch;
  const { branch: _, estimator: __, ...pruning } = isJsonObject(stage.pruning) ? stage.pruning : {};
  return {
    ...stage,
    ...(stage.pruning === undefined ? {} : { pruning }),
    probes: keyed('older capture', probes.map(withBytes), (___, place) => place),
    branches: branches.map(estimates),
  };
}
