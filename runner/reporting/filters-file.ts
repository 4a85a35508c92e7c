import type { Json, JsonObject } from '../../src/plan/plan.ts';
import type { TrainedFilters } from '../contract/report.ts';

/** Name of the file in a run's folder. */
export const filtersFile = 'filters.json';

/** Filters as the text of their file: each weight a signed byte, in base64. */
export function writeFilters(filters: readonly TrainedFilters[]): string {
  const records = filters.map(({ values, ...rest }) => ({
    ...rest,
    values: Buffer.from(values.buffer, values.byteOffset, values.length).toString('base64'),
  }));
  return `${JSON.stringify(records, null, 1)}\n`;
}

/**
 * Filters from the text of their file.
 * @throws Error when it is damaged
 */
export function readFilters(text: string): TrainedFilters[] {
  const records: Json = JSON.parse(text);
  if (!Array.isArray(records)) throw new Error('no list of filters');
  return records.map(readFilter);
}

function readFilter(record: Json): TrainedFilters {
  const { trials, model, layer, shape, values, most } = record as JsonObject;
  const sizes = Array.isArray(shape) ? shape.map(Number) : [];
  if (sizes.length !== 4 || !sizes.every((size) => Number.isInteger(size) && size > 0))
    throw new Error('the shape of a filter is not four sizes');
  const bytes = Int8Array.from(Buffer.from(String(values), 'base64'));
  if (bytes.length !== sizes.reduce((product, size) => product * size, 1))
    throw new Error('weights of a filter are missing');
  if (typeof most !== 'number' || !(most >= 0))
    throw new Error('the greatest weight of a filter is no number');
  if (!Array.isArray(trials)) throw new Error('the trials of a filter are no list');
  return {
    trials: trials.map(String),
    model: String(model),
    layer: String(layer),
    shape: sizes as [number, number, number, number],
    values: bytes,
    most,
  };
}
