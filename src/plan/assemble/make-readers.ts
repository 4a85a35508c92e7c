import { claimStatement } from '../check/claim-statement.ts';
import type { ClaimPlan, ReportPlan } from '../plan.ts';
import type { ResolvedReader } from '../resolve/resolved.ts';
import type { Trial } from './trial.ts';

/** The claims of all trials; one that the matrix varies itself comes once for each variant, with its trials. */
export function planClaims(trials: readonly Trial[]): ClaimPlan[] {
  return readersOf(trials, 'claims').map(({ reader, name, only }) => {
    const { spec } = reader.variant;
    const statement = claimStatement(spec, reader.estimators);
    return { name, expect: spec.entry.kind, params: spec.params ?? {}, statement, ...only };
  });
}

/**
 * The reports of all trials, in the same way. `over` names an axis by its whole path.
 * @param axes paths and short names of the matrix axes, to their paths
 */
export function planReports(trials: readonly Trial[], axes: ReadonlyMap<string, string>): ReportPlan[] {
  return readersOf(trials, 'reports').map(({ reader, name, only }) => {
    const { spec } = reader.variant;
    const { over } = spec.params ?? {};
    const path = typeof over === 'string' ? axes.get(over) : undefined;
    const params = path === undefined ? (spec.params ?? {}) : { ...spec.params, over: path };
    return { name, kind: spec.entry.kind, params, ...only };
  });
}

interface VariedReader {
  readonly reader: ResolvedReader;
  readonly name: string;
  readonly only: { readonly trials?: readonly string[] };
}

function readersOf(trials: readonly Trial[], family: 'claims' | 'reports'): VariedReader[] {
  const found = new Map<number, { readonly reader: ResolvedReader; readonly trials: Trial[] }>();
  for (const trial of trials) {
    for (const reader of trial.resolved[family]) {
      const known = found.get(reader.variant.id);
      if (known) known.trials.push(trial);
      else found.set(reader.variant.id, { reader, trials: [trial] });
    }
  }
  return [...found.values()].map(({ reader, trials: own }) => {
    const { name } = reader.variant.spec;
    if (reader.variant.settings.length === 0) return { reader, name, only: {} };
    const labels = reader.variant.settings
      .map(([axis]) => own[0]!.labels[axis]!)
      .filter((label) => label !== '');
    const full = labels.length === 0 ? name : `${name}[${labels.join()}]`;
    return { reader, name: full, only: { trials: own.map((trial) => trial.id) } };
  });
}
