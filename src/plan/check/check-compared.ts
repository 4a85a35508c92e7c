import { type Diagnostic, problem } from '../../diagnostic/diagnostic.ts';
import { valueAt } from '../../document/tree.ts';
import type { EntrySpec } from '../../spec/spec.ts';
import { showValue } from '../../spec/wording.ts';
import { canonicalJson } from '../canonical.ts';
import type { SamplePlan } from '../plan.ts';
import { probeRows } from '../resolve/make-readable.ts';
import type { ResolvedEstimator, ResolvedProbe } from '../resolve/resolved.ts';
import { type RowTimes, rowsListed } from '../row-times.ts';

/** Rows of a probe that are looked at. */
const mostRows = 100_000;

/**
 * What keeps the captures of two trainings from being compared, as far as the plan tells: they must be of the same fixed samples, taken at
 * the same epochs, and kept. That recorded samples are the same shows when they are read.
 */
export function checkCompared(
  spec: EntrySpec,
  probe: ResolvedProbe,
  other: NonNullable<ResolvedEstimator['other']>,
): Diagnostic[] {
  const own = alone(spec, 'probe', probe);
  if (other === 'seeds') return own.length > 0 ? own : drawnAlike(spec, probe);
  const both = [...own, ...alone(spec, 'with', other)];
  if (both.length > 0) return both;
  const unlike = unlikeSamples(probe, other) ?? unlikeRows(probe, other);
  return unlike ? [at(spec, 'with', ...unlike)] : [];
}

/** What is wrong, and what to do. */
type Unlike = readonly [message: string, hint: string];

function at(spec: EntrySpec, key: 'probe' | 'with', message: string, hint: string): Diagnostic {
  const origin = valueAt(spec.tree, key)?.origin ?? spec.key;
  return problem('captures-unlike', origin, `${spec.path}.${key}`, message, hint);
}

/** What makes the captures of a probe none that can be compared with others. */
function alone(spec: EntrySpec, key: 'probe' | 'with', { name, model, sound }: ResolvedProbe): Diagnostic[] {
  if (!model?.sound || !sound) return [];
  const { sample, keep } = sound.plan;
  if (sample === 'batch') {
    const message = `probe ${showValue(name)} looks at mini-batches, which are others in each training`;
    return [at(spec, key, message, 'give it a fixed sample: `sample: { split: test, n: 512 }`')];
  }
  if (keep !== 'never' || model.sound.recorded) return [];
  const message = `probe ${showValue(name)} keeps no captures, and a comparison reads them when both trainings are done`;
  return [at(spec, key, message, 'remove `keep: never` from the probe')];
}

/** Each seed draws samples of its own, unless the sample says by which seed it is drawn. */
function drawnAlike(spec: EntrySpec, { name, sound }: ResolvedProbe): Diagnostic[] {
  const sample = fixed(sound?.plan.sample);
  if (!sample || sample.seed !== undefined || sample.recorded !== undefined) return [];
  const message = `probe ${showValue(name)} looks at other samples with each seed`;
  const hint = `let one seed draw them for all: \`sample: { split: ${sample.split}, n: ${sample.n}, seed: 1 }\``;
  return [at(spec, 'probe', message, hint)];
}

function unlikeSamples(own: ResolvedProbe, other: ResolvedProbe): Unlike | null {
  const [a, b] = [fixed(own.sound?.plan.sample), fixed(other.sound?.plan.sample)];
  const [first, second] = [own.model?.sound, other.model?.sound];
  if (!a || !b || !first || !second) return null;
  const both = `probes ${showValue(own.name)} and ${showValue(other.name)}`;
  const data = [first, second].map(({ dataset }) => dataset && canonicalJson([dataset.kind, dataset.params]));
  if (data[0] && data[1] && data[0] !== data[1])
    return [
      `${both} look at networks on other data: ${showValue(first.dataset!.name)} and ${showValue(second.dataset!.name)}`,
      'compare networks on one data set',
    ];
  const sizes = [first, second].map(({ network }) => network.input.reduce((all, length) => all * length, 1));
  if (sizes[0] !== sizes[1])
    return [
      `${both} look at other samples: of ${sizes[0]} and ${sizes[1]} numbers`,
      'compare networks with one input',
    ];
  const recorded = a.recorded !== undefined || b.recorded !== undefined;
  const same = a.n === b.n && (recorded || (a.split === b.split && a.seed === b.seed));
  return same
    ? null
    : [`${both} look at other samples: ${words(a)} and ${words(b)}`, 'give both probes one `sample`'];
}

function words({ n, split, seed, recorded }: Exclude<SamplePlan, 'batch'>): string {
  return `${n} of ${recorded ?? split}${seed === undefined ? '' : ` by seed ${seed}`}`;
}

function unlikeRows(own: ResolvedProbe, other: ResolvedProbe): Unlike | null {
  const [a, b] = [probeRows(own)?.times, probeRows(other)?.times];
  if (!a || !b) return null;
  const counted = a.updatesPerEpoch !== null && b.updatesPerEpoch !== null;
  const moments = (times: RowTimes) =>
    rowsListed(times, {}, mostRows).map((row) => (counted ? row / times.updatesPerEpoch! : row));
  // epochs round to the nearest update
  const apart = counted ? 0.5 / a.updatesPerEpoch! + 0.5 / b.updatesPerEpoch! + 1e-9 : 0;
  const [first, second] = [moments(a), moments(b)];
  const alike =
    first.length === second.length && first.every((row, i) => Math.abs(row - second[i]!) <= apart);
  if (alike) return null;
  const unit = counted ? 'epochs' : 'iterations';
  const shown = (rows: readonly number[]) =>
    `${rows
      .slice(0, 6)
      .map((row) => Number(row.toPrecision(4)))
      .join(', ')}${rows.length > 6 ? ', ...' : ''}`;
  return [
    `probes ${showValue(own.name)} and ${showValue(other.name)} look at other ${unit}: ${shown(first)} and ${shown(second)}`,
    'give both probes one `at`, such as `at: { epochs: [0, 1, 10] }`',
  ];
}

function fixed(sample: SamplePlan | undefined): Exclude<SamplePlan, 'batch'> | null {
  return sample === undefined || sample === 'batch' ? null : sample;
}
