import type { DiagnosticCode } from '../../diagnostic/codes.ts';
import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import { isTokens } from '../feature-maps.ts';
import type { NetworkPlan, ProbePlan, RecordedPlan, RecordedSamples, TrainingElsewhere } from '../plan.ts';
import { type At, epochIteration, logPoints } from '../schedule.ts';

/** A recorded model as its probes see it. */
export interface RecordedModel {
  readonly name: string;
  readonly network: NetworkPlan;
  readonly recorded: RecordedPlan;
  readonly training: Pick<TrainingElsewhere, 'updatesPerEpoch'>;
}

type Part = Pick<ProbePlan, 'rows' | 'sample' | 'split'>;

/**
 * Which rows of a recording a probe looks at, of which samples, and how at tokens. `at` picks from the rows that there are:
 * all when it is left out, those of named epochs, every N iterations and the last, or for each of N points on a logarithmic
 * scale the row next to it.
 * @param layers places of the probe's layers
 */
export function resolveRecordedProbe(
  spec: EntrySpec,
  { name, network, recorded, training }: RecordedModel,
  layers: readonly number[],
  schedule: At | null,
): Part | { readonly diagnostics: readonly Diagnostic[] } {
  const complain = (code: DiagnosticCode, setting: readonly string[], message: string, hint?: string) =>
    problem(code, placeOf(spec, setting), [spec.path, ...setting].join('.'), message, hint);
  const diagnostics: Diagnostic[] = [];
  if (spec.entry.output === 'errors' && !recorded.errors) {
    const hint = 'record it with the loss, which gives them (`loss=` of the recorder)';
    diagnostics.push(
      complain('port-mismatch', ['model'], `${showValue(name)} was recorded without error signals`, hint),
    );
  }
  // `batch` is what stands there when nothing is said
  if (spec.params?.sample !== undefined && spec.params.sample !== 'batch') {
    const hint = 'name those of the recording: `samples: test`';
    diagnostics.push(
      complain('value-not-allowed', ['sample'], 'the samples of a recorded model are chosen already', hint),
    );
  }
  const split = splitOf(spec, layers, network, complain);
  if (split && 'diagnostic' in split) diagnostics.push(split.diagnostic);
  const chosen = samplesOf(spec, name, recorded, complain);
  if ('diagnostic' in chosen) return { diagnostics: [...diagnostics, chosen.diagnostic] };
  const { samples } = chosen;
  const { split: part, n, rows } = recorded.samples[samples]!;
  const picked = pick(schedule, rows, training, complain);
  if ('diagnostics' in picked || diagnostics.length > 0 || (split && 'diagnostic' in split))
    return { diagnostics: [...diagnostics, ...('diagnostics' in picked ? picked.diagnostics : [])] };
  const sample = { split: part, n, recorded: samples };
  return { rows: { iterations: picked.iterations }, sample, ...(split ?? {}) };
}

type Complain = (
  code: DiagnosticCode,
  setting: readonly string[],
  message: string,
  hint?: string,
) => Diagnostic;

/** Where a setting is written, else where the probe is. */
function placeOf(spec: EntrySpec, setting: readonly string[]): Origin {
  return (setting.length > 0 ? at(spec.tree, setting)?.node.origin : null) ?? spec.key;
}

function splitOf(
  spec: EntrySpec,
  layers: readonly number[],
  network: NetworkPlan,
  complain: Complain,
): Pick<ProbePlan, 'split'> | { readonly diagnostic: Diagnostic } | null {
  const split = spec.params?.split;
  const tokens = layers.map((place) => network.layers[place]!).filter(({ output }) => isTokens(output));
  if (tokens.length === 0) {
    if (split === undefined) return null;
    const message = 'none of these layers has an axis of tokens';
    return { diagnostic: complain('value-not-allowed', ['split'], message, 'remove `split`') };
  }
  if (split === 'tokens' || split === 'mean' || split === 'last') return { split };
  const [{ name, output }] = tokens as [(typeof tokens)[0]];
  const message = `layer ${showValue(name)} has ${output[0]} tokens, and it is not said how to look at them`;
  const hint = 'say `split: tokens` (each a variable), `split: mean` or `split: last`';
  return { diagnostic: complain('key-missing', [], message, hint) };
}

function samplesOf(
  spec: EntrySpec,
  name: string,
  { samples }: RecordedPlan,
  complain: Complain,
): { readonly samples: string } | { readonly diagnostic: Diagnostic } {
  const fail = (...what: Parameters<Complain>) => ({ diagnostic: complain(...what) });
  const names = Object.keys(samples);
  const said = spec.params?.samples;
  if (said !== undefined && !names.includes(String(said))) {
    const hint = suggestName(String(said), names, 'samples');
    return fail(
      'value-not-allowed',
      ['samples'],
      `${showValue(name)} has no samples ${showValue(said)}`,
      hint,
    );
  }
  if (said === undefined && names.length > 1) {
    const message = `${showValue(name)} was recorded on several samples: ${joinWords(names.map(showValue), 'and')}`;
    return fail('key-missing', [], message, `say which: \`samples: ${names[0]}\``);
  }
  const chosen = said === undefined ? names[0]! : String(said);
  const { n, rows } = samples[chosen]!;
  if (rows.length === 0) {
    const message = `${showValue(name)} has no row of the samples ${showValue(chosen)} yet`;
    return fail('captures-invalid', said === undefined ? [] : ['samples'], message, 'wait for the first one');
  }
  if (n >= 2) return { samples: chosen };
  const message = `the samples ${showValue(chosen)} are one sample, from which nothing can be estimated`;
  return fail('value-out-of-range', said === undefined ? [] : ['samples'], message, 'record two or more');
}

function pick(
  schedule: At | null,
  rows: RecordedSamples['rows'],
  { updatesPerEpoch }: RecordedModel['training'],
  complain: Complain,
): { readonly iterations: readonly number[] } | { readonly diagnostics: readonly Diagnostic[] } {
  const there = rows.map(([iteration]) => iteration);
  const last = there.at(-1)!;
  if (schedule === null) return { iterations: there };
  if ('every' in schedule)
    return { iterations: there.filter((one) => one % schedule.every === 0 || one === last) };
  if ('log' in schedule) {
    const points = logPoints(schedule.log, last).map((point) => nearest(there, point));
    return { iterations: [...new Set(points)].sort((a, b) => a - b) };
  }
  if (updatesPerEpoch === null) {
    const message =
      'the rows of the recording have no epochs, or these do not go in step with the iterations';
    const hint = 'leave `at` out for all rows, or say `at: { every: N }` or `at: { log: N }`';
    return { diagnostics: [complain('schedule-invalid', ['at'], message, hint)] };
  }
  const diagnostics = schedule.epochs.flatMap((epoch, place) => {
    const wanted = epochIteration(epoch, updatesPerEpoch);
    if (there.includes(wanted)) return [];
    const beyond = wanted > last;
    const message = beyond
      ? `epoch ${showValue(epoch)} lies beyond the last row, which is at epoch ${shown(last / updatesPerEpoch)}`
      : `no row was recorded at epoch ${showValue(epoch)}`;
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
