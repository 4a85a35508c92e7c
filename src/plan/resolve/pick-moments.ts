import type { DiagnosticCode } from '../../diagnostic/codes.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { showValue } from '../../spec/wording.ts';
import { type At, epochIteration, logPoints } from '../schedule.ts';

/** Makes a problem of a probe, at one of its settings or at the whole. */
export type Complain = (
  code: DiagnosticCode,
  setting: readonly string[],
  message: string,
  hint?: string,
) => Diagnostic;

/**
 * The moments of a training that was done elsewhere which a schedule means: all when there is none, those of named epochs, every N
 * iterations and the last, or for each of N points on a logarithmic scale the one next to it.
 * @param there iterations that there are, ascending
 * @param updatesPerEpoch null where they have no epochs
 */
export function pickMoments(
  schedule: At | null,
  there: readonly number[],
  updatesPerEpoch: number | null,
  complain: Complain,
): { readonly iterations: readonly number[] } | { readonly diagnostics: readonly Diagnostic[] } {
  const last = there.at(-1)!;
  if (schedule === null) return { iterations: there };
  if ('every' in schedule)
    return { iterations: there.filter((one) => one % schedule.every === 0 || one === last) };
  if ('log' in schedule) {
    const points = logPoints(schedule.log, last).map((point) => nearest(there, point));
    return { iterations: [...new Set(points)].sort((a, b) => a - b) };
  }
  if (updatesPerEpoch === null) {
    const message = 'the rows have no epochs, or these do not go in step with the iterations';
    const hint = 'leave `at` out for all rows, or say `at: { every: N }` or `at: { log: N }`';
    return { diagnostics: [complain('schedule-invalid', ['at'], message, hint)] };
  }
  const diagnostics = schedule.epochs.flatMap((epoch, place) => {
    const wanted = epochIteration(epoch, updatesPerEpoch);
    if (there.includes(wanted)) return [];
    const beyond = wanted > last;
    const message = beyond
      ? `epoch ${showValue(epoch)} lies beyond the last row, which is at epoch ${shown(last / updatesPerEpoch)}`
      : `there is no row at epoch ${showValue(epoch)}`;
    const hint = `the nearest row is at epoch ${shown(nearest(there, wanted) / updatesPerEpoch)}`;
    return [complain('schedule-invalid', ['at', 'epochs', String(place)], message, hint)];
  });
  if (diagnostics.length > 0) return { diagnostics };
  const iterations = schedule.epochs.map((epoch) => epochIteration(epoch, updatesPerEpoch));
  return { iterations: [...new Set(iterations)].sort((a, b) => a - b) };
}

/** Of two as near the earlier one. */
function nearest(sorted: readonly number[], wanted: number): number {
  return sorted.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best));
}

function shown(epoch: number): string {
  return String(Number(epoch.toPrecision(6)));
}
