import { strongerKeep } from './keeping.ts';
import type { BranchPlan, ProbePlan, StagePlan } from './plan.ts';

/**
 * Stages with one training key as one, so that they train once: the first one, with the probes and branches of all.
 * @param stages at least one
 */
export function joinStages([first, ...others]: readonly [StagePlan, ...StagePlan[]]): StagePlan {
  if (others.length === 0) return first;
  const probes = new Map<string, ProbePlan>();
  for (const stage of [first, ...others])
    for (const probe of stage.probes) probes.set(probe.key, joinProbes(probes.get(probe.key), probe));
  const places = new Map([...probes.keys()].map((key, place) => [key, place]));
  const branches = [first, ...others].flatMap((stage) =>
    stage.branches.map(({ trial, estimators }): BranchPlan => {
      const moved = estimators.map((one) => ({ ...one, probe: places.get(stage.probes[one.probe]!.key)! }));
      return { trial, estimators: moved };
    }),
  );
  return { ...first, probes: [...probes.values()], branches };
}

/** Kept as the one says that asks for most. */
function joinProbes(known: ProbePlan | undefined, probe: ProbePlan): ProbePlan {
  if (!known) return probe;
  const { keep: own, streams, ...seen } = known;
  const keep = strongerKeep(own, probe.keep);
  return { ...seen, ...(keep && { keep }), ...(streams && probe.streams ? { streams } : {}) };
}
