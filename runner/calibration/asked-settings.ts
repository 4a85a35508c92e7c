import type { JsonObject, Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/table/columns.ts';

/** An estimator with settings of which a plan has it, and what its rows say; plain data, so that threads can be given it. */
export interface AskedSettings {
  readonly name: string;
  readonly kind: string;
  readonly params: JsonObject;
  /** Null without a row. */
  readonly first: FirstRow | null;
}

/** The first row of an estimator with its settings. */
export interface FirstRow {
  /** Its place among the first rows. */
  readonly rank: number;
  readonly samples: number | null;
  readonly bandwidth: string | null;
  readonly method: string | null;
}

/** Each estimator of a plan with each of its settings once, in the order of the plan, beside the first row that it gave. */
export function askedSettings({ stages }: Plan, estimates: readonly Row[]): AskedSettings[] {
  const asked = new Map<string, { name: string; kind: string; params: JsonObject; first: FirstRow | null }>();
  const byPlace = new Map<string, Set<string>>();
  for (const { trial, estimators } of stages.flatMap(({ branches }) => branches)) {
    for (const { name, kind, params } of estimators) {
      const key = JSON.stringify([name, kind, params]);
      if (!asked.has(key)) asked.set(key, { name, kind, params, first: null });
      const place = placeOf(trial, name);
      byPlace.set(place, (byPlace.get(place) ?? new Set()).add(key));
    }
  }
  let [left, rank] = [asked.size, 0];
  let last: Row = {};
  for (const row of estimates) {
    if (left === 0) break;
    if (row.trial === last.trial && row.estimator === last.estimator) continue;
    last = row;
    const place = placeOf(String(row.trial), String(row.estimator));
    const waiting = [...(byPlace.get(place) ?? [])].map((key) => asked.get(key)!).filter((one) => !one.first);
    byPlace.delete(place);
    for (const one of waiting) one.first = { rank, ...cellsOf(row) };
    if (waiting.length > 0) rank++;
    left -= waiting.length;
  }
  return [...asked.values()];
}

/** Where rows of an estimator stand. */
function placeOf(trial: string, estimator: string): string {
  return `${estimator}\n${trial}`;
}

function cellsOf({ samples, bandwidth, method }: Row): Omit<FirstRow, 'rank'> {
  const text = (cell: Row[string] | undefined) => (typeof cell === 'string' ? cell : null);
  return {
    samples: typeof samples === 'number' ? samples : null,
    bandwidth: text(bandwidth),
    method: text(method),
  };
}
