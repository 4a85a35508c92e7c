import { deepFreeze } from '../canonical.ts';
import { checkCompared } from '../check/check-compared.ts';
import { checkEstimator, type EstimatorChecks } from '../check/check-estimator.ts';
import type { JsonObject } from '../json.ts';
import type { EntryVariant } from '../matrix/entry-variants.ts';
import type { Contents } from '../resolve/contents.ts';
import type { Readable } from '../resolve/readable.ts';
import type { ResolvedEstimator } from '../resolve/resolved.ts';
import type { VariedProblems } from '../resolve/varied-problems.ts';

/** What estimators are made with. */
export interface EstimatorContext {
  readonly contents: Contents;
  readonly varied: VariedProblems;
  readonly checks: EstimatorChecks;
}

/** An estimator on what it reads, checked. */
export function makeEstimator(
  { contents, varied, checks }: EstimatorContext,
  id: number,
  { spec, settings: own }: EntryVariant,
  reads: Pick<ResolvedEstimator, 'probe' | 'other'>,
  settings: JsonObject | null,
  seen: Readable,
): ResolvedEstimator {
  const { probe, other } = reads;
  const others = other && other !== 'seeds' ? other.settings : [];
  if (probe?.sound)
    varied.add(
      spec.path,
      [...probe.settings, ...others, ...own],
      [
        ...(other ? checkCompared(spec, probe, other) : []),
        ...checkEstimator(spec, probe, checks, other === 'seeds' ? probe : other),
      ],
    );
  const { entry } = spec;
  const states = entry.readsStates ? { readsStates: true as const } : {};
  const sound = settings && { params: settings, content: contents.of(entry, settings), ...states };
  return { ...seen, id, ...reads, sound };
}

/** Whether an estimator that could name a second probe names none: it compares its own one between seeds. */
export function comparesSeeds({ spec }: EntryVariant): boolean {
  return spec.entry.inputs.some(({ from }) => from === 'with') && !spec.tree.entries.has('with');
}

/** An entry's settings without the names of what it reads. */
export function ownSettings({ spec }: EntryVariant): JsonObject | null {
  if (spec.params === null) return null;
  const references = spec.entry.inputs.map((port) => port.from);
  return deepFreeze(
    Object.fromEntries(Object.entries(spec.params).filter(([key]) => !references.includes(key))),
  );
}
