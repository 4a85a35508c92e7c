import type { Row, RunTables } from '../../../../src/table/columns.ts';
import type { ScalarEvent } from './event-file.ts';

/** Curves of one model in one trial. */
export interface RunCurves {
  readonly trial: string;
  readonly model: string;
  /** By iteration, then tag. */
  readonly events: readonly ScalarEvent[];
}

/**
 * The curves of a run for TensorBoard: `loss/<split>`, `accuracy/<split>` and `<estimator> <quantity>/<layer>`, where the layer is followed by what
 * else tells the rows of one moment apart: feature maps, and the order of the entropy where an estimator has several. Absent values are left out.
 */
export function curveEvents({ training, estimates }: Pick<RunTables, 'training' | 'estimates'>): RunCurves[] {
  const curves = new Map<string, { trial: string; model: string; events: ScalarEvent[] }>();
  const add = ({ trial, model, iteration }: Row, tag: string, value: Row[string] | undefined) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || typeof iteration !== 'number') return;
    const key = JSON.stringify([trial, model]);
    const own = curves.get(key) ?? { trial: String(trial), model: String(model), events: [] };
    own.events.push({ tag, step: iteration, value });
    curves.set(key, own);
  };
  for (const row of training) {
    add(row, `loss/${row.split}`, row.loss);
    add(row, `accuracy/${row.split}`, row.accuracy);
  }
  const several = estimatorsWithSeveralOrders(estimates);
  for (const row of estimates) add(row, tagOf(row, several), row.value);
  return [...curves.values()].map((run) => ({ ...run, events: run.events.sort(byMoment) }));
}

function tagOf(
  { estimator, quantity, layer, channel, channel_2, layer_2, seed, seed_2, alpha }: Row,
  several: ReadonlySet<string>,
): string {
  const maps = [channel, channel_2].filter((map) => map != null);
  const parts = [
    layer == null ? 'all' : String(layer),
    maps.length === 0 ? '' : layer_2 == null ? `map ${maps.join(', ')}` : `with ${layer_2}`,
    seed_2 == null || seed_2 === seed ? '' : `seed ${seed_2}`,
    several.has(String(estimator)) ? `alpha ${alpha}` : '',
  ];
  return `${estimator} ${quantity}/${parts.filter((part) => part !== '').join('/')}`;
}

function estimatorsWithSeveralOrders(estimates: readonly Row[]): ReadonlySet<string> {
  const orders = new Map<string, Set<Row[string]>>();
  for (const { trial, estimator, alpha } of estimates) {
    const key = JSON.stringify([trial, estimator]);
    orders.set(key, (orders.get(key) ?? new Set()).add(alpha ?? null));
  }
  const several = [...orders].filter(([, values]) => values.size > 1);
  return new Set(several.map(([key]) => String(JSON.parse(key)[1])));
}

function byMoment(a: ScalarEvent, b: ScalarEvent): number {
  return a.step - b.step || (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0);
}
