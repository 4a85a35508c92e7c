import { type Diagnostic, hasErrors, problem } from '../../diagnostic/diagnostic.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import { type EpochBounds, epochOfRow, nearestRows, rowAt, rowsListed, rowsWithin } from '../row-times.ts';
import { boundsOf, type Conditions, type Listed } from './conditions.ts';
import { lacking } from './lacking.ts';
import type { RowSource } from './row-source.ts';

/** Most epochs that a message lists. */
const mostListed = 8;

/** Checks the points of training that conditions name: there has to be a row at each of them, and one between the bounds. */
export function checkEpochs(conditions: Conditions, sources: readonly RowSource[]): Diagnostic[] {
  const bounds = boundsOf(conditions);
  const wrong = [...checkOrder(conditions, bounds), ...checkWindow(conditions, bounds, sources)];
  if (hasErrors(wrong)) return wrong;
  const within = sources.filter((source) => hasRows(source, bounds));
  const points = conditions.listed('epoch').flatMap((point) => {
    const { value } = point;
    if (typeof value !== 'number' && typeof value !== 'string') return [];
    const has = ({ times }: RowSource) =>
      times === null || times.some((one) => rowAt(one, value, bounds) !== null);
    return lacking(point, within, has, {
      what: `at epoch ${value}`,
      missing: () => ({
        code: 'where-empty',
        message: pointMessage(value, within, bounds),
        hint: nearestEpochs(value, within, bounds),
      }),
    });
  });
  return [...wrong, ...points];
}

function hasRows({ times }: RowSource, bounds: EpochBounds): boolean {
  return times === null || times.some((one) => rowsWithin(one, bounds) !== null);
}

function pointMessage(value: number | string, sources: readonly RowSource[], bounds: EpochBounds): string {
  const [above, below = '1'] = String(value).split('/');
  const epochs = sources.map((source) => source.epochs ?? Number.POSITIVE_INFINITY);
  const longest = Math.max(...epochs);
  if (Number(above) / Number(below) > longest)
    return `epoch ${value} lies beyond the training, which has ${longest}`;
  const bounded = bounds.from !== undefined || bounds.to !== undefined ? ' within the bounds' : '';
  const names = joinWords([...new Set(sources.map(({ name }) => showValue(name)))], 'and');
  return `${names} ${sources.length === 1 ? 'has' : 'have'} no row at epoch ${value}${bounded}`;
}

const noEpochs = 'its rows were recorded without epochs: name `first` or `last`';

/** Where the nearest row is, and where others are. */
function nearestEpochs(value: number | string, sources: readonly RowSource[], bounds: EpochBounds): string {
  const [times] = sources.flatMap((source) => source.times ?? []);
  if (times?.updatesPerEpoch === null) return noEpochs;
  const [row, next] = times ? nearestRows(times, value, bounds) : [];
  if (!times || row === undefined) return 'name an epoch at which the probe looks';
  const listed = rowsListed(times, bounds, mostListed + 1);
  const others =
    listed.length <= mostListed
      ? `; rows are at ${listed.map((one) => epochOfRow(one, times)).join(', ')}`
      : next === undefined
        ? ''
        : `, on the other side at ${epochOfRow(next, times)}`;
  return `the nearest row is at epoch ${epochOfRow(row, times)}${others}`;
}

function checkOrder(conditions: Conditions, { from, to }: EpochBounds): Diagnostic[] {
  const [last] = conditions.listed('to');
  if (!last || from === undefined || to === undefined || to >= from) return [];
  const message = `\`to\` (${to}) lies before \`from\` (${from})`;
  return [problem('value-out-of-range', last.origin, last.path, message, 'swap them')];
}

/** A bound beyond which there is no row. */
function checkWindow(
  conditions: Conditions,
  bounds: EpochBounds,
  sources: readonly RowSource[],
): Diagnostic[] {
  const [from] = conditions.listed('from');
  const [to] = conditions.listed('to');
  const first: Listed | undefined = from ?? to;
  if (!first || (bounds.from !== undefined && bounds.to !== undefined && bounds.to < bounds.from)) return [];
  const words = windowInWords(bounds);
  return lacking(first, sources, (source) => hasRows(source, bounds), {
    what: words,
    missing: () => {
      const [times] = sources.flatMap((source) => source.times ?? []);
      const ends = times && rowsWithin(times, {});
      const hint =
        times?.updatesPerEpoch === null
          ? noEpochs
          : times && ends
            ? `rows are at epochs ${epochOfRow(ends.first, times)} to ${epochOfRow(ends.last, times)}`
            : 'widen the bounds';
      return { code: 'where-empty', message: `no row lies ${words}`, hint };
    },
  });
}

function windowInWords({ from, to }: EpochBounds): string {
  if (to === undefined) return `from epoch ${from} on`;
  return from === undefined ? `up to epoch ${to}` : `from epoch ${from} to ${to}`;
}
