import type { DiagnosticCode } from '../../diagnostic/codes.ts';
import { type Diagnostic, type Origin, problem } from '../../diagnostic/diagnostic.ts';
import { suggestName } from '../../diagnostic/nearest.ts';
import { at } from '../../document/path.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { joinWords, showValue } from '../../spec/wording.ts';
import type { NetworkPlan, ProbePlan, RecordedPlan, TrainingElsewhere } from '../plan.ts';
import type { At } from '../schedule.ts';
import { type Complain, pickMoments } from './pick-moments.ts';
import { splitOf } from './token-split.ts';

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
  const picked = pickMoments(
    schedule,
    rows.map(([iteration]) => iteration),
    training.updatesPerEpoch,
    complain,
  );
  if ('iterations' in picked) {
    const missing = missingFile(name, recorded, samples, picked.iterations);
    if (missing) diagnostics.push(complain('captures-invalid', [], ...missing));
  }
  if ('diagnostics' in picked || diagnostics.length > 0 || (split && 'diagnostic' in split))
    return { diagnostics: [...diagnostics, ...('diagnostics' in picked ? picked.diagnostics : [])] };
  const sample = { split: part, n, recorded: samples };
  return { rows: { iterations: picked.iterations }, sample, ...(split ?? {}) };
}

/** Where a setting is written, else where the probe is. */
function placeOf(spec: EntrySpec, setting: readonly string[]): Origin {
  return (setting.length > 0 ? at(spec.tree, setting)?.node.origin : null) ?? spec.key;
}

/** What to say of the first file that a probe would look into and that is not there. */
function missingFile(
  model: string,
  { folder, missing = {} }: RecordedPlan,
  samples: string,
  iterations: readonly number[],
): [message: string, hint: string] | null {
  const lost = (Object.hasOwn(missing, samples) ? missing[samples]! : []).filter(
    ({ iteration }) => iteration === null || iterations.includes(iteration),
  );
  const [first] = lost;
  if (!first) return null;
  const of = first.iteration === null ? `all rows of ${samples}` : `row ${first.iteration} of ${samples}`;
  const others = lost.length === 1 ? '' : `, nor ${lost.length - 1} more`;
  const hint = 'copy the whole folder, or record it again; `at` leaves rows out';
  return [`${showValue(model)}: there is no file ${folder}/${first.file} (${of})${others}`, hint];
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
